"""Where the resource of each component stands in the text of a template."""

from __future__ import annotations

from archdesk.cloudformation.draft import KEPT
from archdesk.cloudformation.metadata import KEY
from archdesk.cloudformation.text import read_template
from archdesk.model.design import Design


def template_lines(text: str | bytes, name: str, design: Design) -> dict[str, int]:
    """The 1-based line of each component's resource, by component id, for the design that was read from the text.

    Raises TemplateError for what is no template.
    """
    source = read_template(text, name)
    logical: dict[str, str] = {}  # component id -> logical id
    for component in design.components:
        kept = component.extra.get(KEPT)
        if isinstance(kept, dict) and "resource" in kept:
            logical[component.id] = str(kept["id"])
    for id, resource in source.value["Resources"].items():
        metadata = resource.get("Metadata") if isinstance(resource, dict) else None
        entry = metadata.get(KEY) if isinstance(metadata, dict) else None
        if isinstance(entry, dict) and "id" in entry:
            logical[str(entry["id"])] = id
    return {id: source.line(("Resources", name)) for id, name in logical.items()}
