"""The JSON Schema of palette files, made from the definitions: for editors that complete and check as one types."""

from __future__ import annotations

import json
from typing import Any

from archdesk.catalog.definitions import Palette
from archdesk.catalog.mistakes import FROM_CONTEXT

FILE = "palette.schema.json"  # beside the folder of palettes that refer to it


def palette_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a palette file. What an entry takes from where it stands is not in it."""
    schema = Palette.model_json_schema(by_alias=True)
    entries = schema["$defs"]
    for name, entry in entries.items():
        keys = FROM_CONTEXT.get(name)
        if keys is None:
            continue
        entry["properties"] = {k: v for k, v in entry["properties"].items() if k not in keys}
        entry["required"] = [k for k in entry.get("required", []) if k not in keys]
    for entry in (schema, *entries.values()):
        entry.pop("title", None)
        for value in entry.get("properties", {}).values():
            value.pop("title", None)
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ArchDesk palette"}
    return {**about, **schema}


def schema_text() -> str:
    """The schema as the file that ships."""
    return json.dumps(palette_schema(), indent=2) + "\n"
