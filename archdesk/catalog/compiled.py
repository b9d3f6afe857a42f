"""Palettes in a form that loads fast: kept in the user's cache, found by the content of the palette.

A palette without a mistake is kept as one line, the digest of its text and its JSON. The digest covers the
definitions too, so a new version of ArchDesk finds nothing old. The cache may be lost, full or wrong: it is
then written anew, and never a reason not to start.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from archdesk import __version__
from archdesk.catalog import definitions, palettes
from archdesk.catalog.definitions import Palette


def cache_file() -> Path:
    """Where the compiled palettes of this user are kept."""
    return platformdirs.user_cache_path("ArchDesk") / "palettes.jsonl"


def digest(name: str, text: bytes) -> str:
    """What a palette is found by: its text, its name (which its types carry) and the definitions it fits."""
    return hashlib.sha256(b"\0".join((_salt(), name.encode(), text))).hexdigest()


@cache
def _salt() -> bytes:
    """What the reading depends on: this version, and where its sources are at hand, these as they stand."""
    sources = (definitions.__file__, palettes.__file__)
    try:
        texts = [Path(source).read_bytes() for source in sources]
    except OSError:
        texts = []  # a packaged program has no sources, and is never edited
    return hashlib.sha256(b"\0".join((__version__.encode(), *texts))).digest()


def read_compiled(file: Path) -> dict[str, bytes]:
    """The compiled palettes by digest; empty where there are none or they cannot be read."""
    try:
        lines = file.read_bytes().splitlines()
    except OSError:
        return {}
    return {
        d.decode(errors="replace"): text for d, _, text in (line.partition(b"\t") for line in lines) if text
    }


@lru_cache(maxsize=256)
def palette_of(compiled: bytes | None) -> Palette | None:
    """The palette of a compiled line; None where there is none or it is damaged.

    Palettes are only ever read, so one that is loaded again, with an edited one beside it, is the same object.
    """
    try:
        return None if compiled is None else Palette.model_validate_json(compiled)
    except ValidationError:
        return None


def write_compiled(file: Path, found: Mapping[str, Palette]) -> None:
    """Keep these palettes and nothing else; where that is not possible, nothing happens."""
    lines = [
        f"{key}\t{palette.model_dump_json(by_alias=True, exclude_defaults=True)}\n"
        for key, palette in found.items()
    ]
    _replace(file, lines)


def _replace(file: Path, lines: Iterable[str]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".new")
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as new:
            new.writelines(lines)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
