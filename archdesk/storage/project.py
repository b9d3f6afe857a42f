"""Read ``archdesk.yaml``, what a project says about rules: whole, or not at all with every mistake located."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from archdesk.catalog.mistakes import mistakes_of
from archdesk.catalog.palettes import SECTIONS, PaletteFile, own_name, read_palette
from archdesk.catalog.project import NO_PROJECT, Project, ProjectFile, WaiverEntry
from archdesk.errors import DesignError, Problem
from archdesk.model.records import MIN_REASON, Waiver
from archdesk.source import Source, read_yaml
from archdesk.storage.files import read_file

FILE = "archdesk.yaml"
MAX_PACKS = 50


def project_file(design: Path) -> Path | None:
    """The project file of a design: in its folder, or the nearest folder above up to one that holds .git."""
    folder = Path(os.path.abspath(design)).parent  # noqa: PTH100  # a link is where it is named, so no resolve()
    for place in (folder, *folder.parents):
        if (place / FILE).is_file():
            return place / FILE
        if (place / ".git").exists():
            return None
    return None


def read_project(design: Path) -> Project:
    """What the project of a design says; `NO_PROJECT` where there is none. Never raises: see its problems."""
    path = project_file(design)
    return NO_PROJECT if path is None else read_project_file(path)


def read_project_file(path: Path) -> Project:
    """A project file and the packs it names. A mistake in the file itself leaves all of it out."""
    name = _shown(path)
    try:
        source = read_yaml(read_file(path), name)
    except DesignError as error:
        return Project(problems=error.problems, file=name)
    if source.problems:
        return Project(problems=source.problems, file=name)
    if source.value is None:
        return Project(file=name)
    if not isinstance(source.value, dict):
        message = "a project file is a mapping with rules, waivers and packs"
        return Project(problems=(source.problem((), message),), file=name)
    try:
        read = ProjectFile.model_validate(source.value)
    except ValidationError as error:
        problems = mistakes_of(source, ProjectFile, (), source.value, error)
        return Project(problems=tuple(sorted(problems)), file=name)
    mistakes = tuple(sorted(_mistakes(source, read)))
    if mistakes:
        return Project(problems=mistakes, file=name)
    return _project(path, source, read)


def _mistakes(source: Source, read: ProjectFile) -> Iterator[Problem]:
    """What is well formed but cannot be meant."""
    for index, waiver in enumerate(read.waivers):
        where = f"waivers › {index}"
        if len(waiver.reason.strip()) < MIN_REASON:
            message = f"{where} › reason: a reason has at least {MIN_REASON} characters"
            yield source.problem(("waivers", index, "reason"), message)
        if waiver.until and not _is_day(waiver.until):
            message = f"{where} › until: {waiver.until[:40]!r} is no date; write it as 2027-01-31"
            yield source.problem(("waivers", index, "until"), message)
        if waiver.rule_version < 0:
            yield source.problem(("waivers", index, "rule_version"), f"{where} › rule_version: is below 0")
    if len(read.packs) > MAX_PACKS:
        yield source.problem(("packs",), f"packs: at most {MAX_PACKS} are read")


def _project(path: Path, source: Source, read: ProjectFile) -> Project:
    problems: list[Problem] = []
    packs: dict[str, PaletteFile] = {}
    for index, word in enumerate(read.packs[:MAX_PACKS]):
        pack = _pack(path.parent / word, source.problem(("packs", index), f"packs › {index}"), problems)
        if pack is not None:
            packs.setdefault(pack.name, pack)
    waivers = tuple(_waiver(index, entry) for index, entry in enumerate(read.waivers))
    lines = {key: source.line(("rules", key)) for key in read.rules}
    lines |= {w.id: source.line(("waivers", index)) for index, w in enumerate(waivers)}
    reads = tuple(str(path.parent / word) for word in read.packs[:MAX_PACKS])
    return Project(
        read.rules, waivers, tuple(packs.values()), tuple(sorted(problems)), source.name, lines, reads
    )


def _waiver(index: int, entry: WaiverEntry) -> Waiver:
    components = tuple(sorted(entry.components))
    return Waiver(
        f"project:{index}",
        entry.rule,
        components,
        entry.reason,
        entry.until,
        rule_version=entry.rule_version,
    )


def _pack(path: Path, named: Problem, problems: list[Problem]) -> PaletteFile | None:
    """The palette file a project names; ``named`` is where it does. What is wrong is added to the problems."""

    def refuse(message: str) -> None:
        problems.append(Problem(named.file, named.line, f"{named.message}: {message}"))

    name = _shown(path)
    if path.suffix not in (".yaml", ".yml"):
        refuse(f"a pack is a .yaml file, not {name}")
        return None
    if not path.is_file():
        refuse(f"there is no file {name}")
        return None
    try:
        file = read_palette(own_name(Path(name)), read_file(path))
    except DesignError as error:
        refuse(str(error))
        return None
    problems += file.problems
    if not file.is_read:
        return None
    for section in SECTIONS:
        if section != "rules" and getattr(file.palette, section):
            problems.append(
                file.problem((section,), "a pack holds rules only; a palette of your own may hold more")
            )
            return None
    return file


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2027-01-31")


def _shown(path: Path) -> str:
    """The path as messages say it: from here, where it is below."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # as above
    try:
        return str(absolute.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(absolute)
