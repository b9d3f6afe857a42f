"""Writes palettes/handbook/RULES.md: what each rule looks at, says and shows.

python packaging/write_rules.py            writes it
python packaging/write_rules.py --check    says whether it is current (exit code 1 if not)
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "palettes" / "RULES.md"


def current() -> str:
    """The page of the palettes as they are."""
    sys.path.insert(0, str(ROOT))
    from archdesk.app.rule_reference import rule_reference
    from archdesk.catalog.catalogue import load_catalogue

    return rule_reference(load_catalogue())


def main(arguments: list[str]) -> int:
    page = current()
    if "--check" in arguments:
        if FILE.is_file() and FILE.read_text("utf-8") == page:
            return 0
        print(f"{FILE.relative_to(ROOT)} is not current: run packaging/write_rules.py", file=sys.stderr)
        return 1
    FILE.write_text(page, "utf-8")
    print(f"{FILE.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
