"""Where the files that come with ArchDesk are: palettes, samples, icons."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """The folder ``palettes`` or ``samples``: inside an installed wheel, or beside a checkout's package."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


@cache
def icon_file(icon: str) -> Path | None:
    """The PNG of an icon such as ``integration/simple-queue-service-sqs``; None where there is none.

    The icons are those of the `diagrams` package, which is found here but not imported.
    """
    folder = _icons()
    file = None if folder is None else folder / f"{icon}.png"
    return file if file is not None and file.is_file() else None


def icon_names() -> list[str]:
    """All icons there are, as palettes name them."""
    folder = _icons()
    found = () if folder is None else folder.glob("*/*.png")
    return sorted(f"{file.parent.name}/{file.stem}" for file in found)


@cache
def _icons() -> Path | None:
    spec = find_spec("diagrams")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent.parent / "resources" / "aws"
