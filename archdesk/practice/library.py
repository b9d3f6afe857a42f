"""Scenarios from files: those that ship with ArchDesk, and packs of somebody's own; wrong ones are named and left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from archdesk.catalog.mistakes import mistakes_of
from archdesk.errors import Problem, UsageError
from archdesk.practice.definitions import Scenario
from archdesk.shipped import shipped
from archdesk.source import Source, read_yaml


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as read: ``scenario`` is None where it has a mistake; ``source`` knows the lines."""

    source: Source
    scenario: Scenario | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """All scenarios by id, in the order of their files. ``problems`` names what was left out, and why."""

    scenarios: Mapping[str, Scenario]
    problems: tuple[Problem, ...] = ()

    def find(self, id: str) -> Scenario:
        """The scenario with this id; UsageError with the likely one where there is none."""
        from rapidfuzz import process

        if id in self.scenarios:
            return self.scenarios[id]
        close = process.extractOne(id, list(self.scenarios), score_cutoff=60)
        meant = f"; did you mean {close[0]}?" if close else "; `archdesk practice list` shows them all"
        raise UsageError(f"There is no scenario {id!r}{meant}")


def shipped_folder() -> Path:
    return shipped("samples") / "scenarios"


@cache
def shipped_library() -> Library:
    """The scenarios that ship, read once."""
    return _with_folders(Library(MappingProxyType({})), [shipped_folder()])


def load_library(folders: Iterable[Path] = ()) -> Library:
    """The scenarios that ship, and those in further folders; an id that is taken already is a problem."""
    return _with_folders(shipped_library(), folders)


def _with_folders(library: Library, folders: Iterable[Path]) -> Library:
    found = dict(library.scenarios)
    problems = list(library.problems)
    for folder in folders:
        for path in scenario_files(folder):
            name = str(path.relative_to(folder)) if folder == shipped_folder() else str(path)
            try:
                file = read_scenario(path.read_bytes(), name)
            except OSError as error:
                problems.append(Problem(name, 0, f"cannot be read: {error.strerror}"))
                continue
            problems += file.problems
            scenario = file.scenario
            if scenario is None:
                continue
            if scenario.id in found:
                message = f"{scenario.id}: already defined in {found[scenario.id].file}; left out"
                problems.append(file.source.problem(("id",), message))
                continue
            found[scenario.id] = scenario
    return Library(MappingProxyType(found), tuple(problems))


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files in a folder and the folders in it, sorted."""
    return sorted(path for path in folder.rglob("*.yaml") if path.is_file())


def read_scenario(text: str | bytes, name: str) -> ScenarioFile:
    """One scenario. Never raises for bad text: what is wrong is in ``problems``, with its line."""
    source = read_yaml(text, name)
    problems = list(source.problems)
    if not isinstance(source.value, dict):
        if not problems:
            problems.append(
                source.problem((), "a scenario is a mapping with id, title, brief, requirements ...")
            )
        return ScenarioFile(source, None, tuple(problems))
    try:
        scenario = Scenario.model_validate({**source.value, "file": name})
    except ValidationError as error:
        problems += mistakes_of(source, Scenario, (), source.value, error)
        return ScenarioFile(source, None, tuple(problems))
    if scenario.id != Path(name).stem:
        message = f"id: {scenario.id!r} is to be the name of its file, {Path(name).stem!r}"
        problems.append(source.problem(("id",), message))
    return ScenarioFile(source, scenario if not problems else None, tuple(problems))
