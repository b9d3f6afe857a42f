"""Writes palettes/palette.schema.json, the JSON Schema of palette files, from their definitions."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archdesk.catalog.schema import FILE, schema_text  # noqa: E402  # the path above finds it


def main() -> None:
    (ROOT / "palettes" / FILE).write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
