"""Open and save files: a save is whole or not at all, and what was there before survives any failure."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from archdesk.catalog.catalogue import Catalogue
from archdesk.errors import DesignError, Problem, SaveError
from archdesk.model.design import Design
from archdesk.source import MAX_BYTES
from archdesk.storage.reading import Reading, read_design
from archdesk.storage.writing import write_design

SUFFIX = ".archdesk"
TEMPLATES = (".yaml", ".yml", ".json", ".template")  # what CloudFormation templates are called


def open_design(path: Path, catalogue: Catalogue) -> Reading:
    """Read the design at ``path``. Raises DesignError that says what is wrong and where."""
    return read_design(read_file(path), str(path), catalogue)


def save_design(design: Design, path: Path, catalogue: Catalogue) -> None:
    """Write the design to ``path``. What was written is read back first, so a file that cannot be opened again
    is never put in place of one that can. Raises SaveError; the old file is then as it was.
    """
    text = write_design(design)
    try:
        again = read_design(text, path.name, catalogue).design
    except DesignError as error:
        raise SaveError(f"{path}: not saved, because it could not be read again: {error}") from error
    if dict(again.records) != dict(design.records):
        raise SaveError(f"{path}: not saved, because reading it again would give another design.")
    save_bytes(path, text.encode())


def read_file(path: Path) -> bytes:
    """The bytes of a file, at most as many as are ever read. Raises DesignError with the reason in words."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DesignError([Problem(str(path), 0, f"cannot be opened: {error.strerror or error}")]) from error


def save_bytes(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` atomically: a file beside it, flushed to the disk, takes its place.

    A symbolic link keeps pointing where it points; an existing file keeps its mode. Raises SaveError.
    """
    target = path.resolve()
    temporary: Path | None = None
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            if file.write(content) != len(content):
                raise OSError(28, "not everything could be written")
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
        temporary = None
        _sync_folder(target.parent)
    except OSError as error:
        raise SaveError(
            f"{path}: not saved: {error.strerror or error}. What was there before is unchanged."
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _mode(target: Path) -> int:
    """The mode the file has, or the one a new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself durable, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
