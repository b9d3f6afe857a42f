"""Writes palettes/handbook/COVERAGE.md: what becomes of each section of the notes.

python packaging/write_coverage.py            writes it
python packaging/write_coverage.py --check    says whether it is current (exit code 1 if not)
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "palettes" / "handbook" / "COVERAGE.md"


def current() -> str:
    """The table of the palettes and the handbook as they are."""
    sys.path.insert(0, str(ROOT))
    from archdesk.catalog.catalogue import load_catalogue
    from archdesk.handbook.coverage import coverage_table
    from archdesk.handbook.reading import load_handbook
    from archdesk.practice.library import load_library

    scenarios = Counter(section for s in load_library().scenarios.values() for section in s.sections)
    return coverage_table(load_catalogue(), load_handbook(), scenarios)


def main(arguments: list[str]) -> int:
    table = current()
    if "--check" in arguments:
        if FILE.is_file() and FILE.read_text("utf-8") == table:
            return 0
        print(f"{FILE.relative_to(ROOT)} is not current: run packaging/write_coverage.py", file=sys.stderr)
        return 1
    FILE.write_text(table, "utf-8")
    print(f"{FILE.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
