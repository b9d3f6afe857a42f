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
    spec = find_spec("diagrams")
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent.parent / "resources" / "aws" / f"{icon}.png"
    return file if file.is_file() else None
