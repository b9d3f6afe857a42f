"""Checking many files: which there are, each with its project, several at once, always in the same order."""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from multiprocessing.context import BaseContext
from pathlib import Path

from archdesk.app.palettes import load_all
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.mistakes import did_you_mean
from archdesk.catalog.project import NO_PROJECT, Project, with_packs
from archdesk.errors import InputError, Problem, UsageError
from archdesk.interchange.report import Checked, Report, places
from archdesk.model.design import Design
from archdesk.model.records import EDITIONS, Edition
from archdesk.rules.check import examine_design, known_rules, rule_problems, rules_of
from archdesk.rules.choices import fits
from archdesk.rules.rule import Rule
from archdesk.rules.settling import is_of_project, settle_project
from archdesk.storage.files import SUFFIX, TEMPLATES, open_design, read_file
from archdesk.storage.project import FILE as PROJECT_FILE
from archdesk.storage.project import project_file, read_project_file

FEW = 4  # files a process has to have, or starting it costs more than it gains


@dataclass(frozen=True)
class Request:
    """What is asked of each file. ``edition`` None: the design's own."""

    edition: Edition | None = None
    project: bool = True
    today: date | None = None
    only: tuple[str, ...] = ()  # ids and patterns of rules; none: all
    skip: tuple[str, ...] = ()

    def asks(self, rule: str) -> bool:
        """Whether what a rule says is wanted."""
        wanted = not self.only or any(fits(word, rule) for word in self.only)
        return wanted and not any(fits(word, rule) for word in self.skip)


class Projects:
    """The projects of files: each project file is read once."""

    def __init__(self) -> None:
        self._files: dict[Path, Path | None] = {}
        self._read: dict[Path, Project] = {}

    def of(self, design: Path) -> Project:
        folder = design.absolute().parent
        if folder not in self._files:
            self._files[folder] = project_file(design)
        file = self._files[folder]
        if file is None:
            return NO_PROJECT
        if file not in self._read:
            self._read[file] = read_project_file(file)
        return self._read[file]

    @property
    def read(self) -> Sequence[Project]:
        """Those that were read so far, by file."""
        return [self._read[file] for file in sorted(self._read)]

    def covers(self, project: Project, checked: Sequence[Checked]) -> bool:
        """Whether these are all the designs of a project."""
        file = next((f for f, read in self._read.items() if read is project), None)
        below = [] if file is None else list(_designs_below(file.parent, []))
        own = {design.absolute() for design in below if self.of(design) is project}
        return own <= {Path(c.file).absolute() for c in checked if not c.problems}

    @property
    def paths(self) -> Sequence[Path]:
        """The project files that were read so far, and the packs they name."""
        return [*self._read, *(Path(path) for project in self.read for path in project.reads)]


def designs_in(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    """The files that are meant, each once: those named, and the designs in folders, sorted; hidden folders are left out."""
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if path.name == PROJECT_FILE:
            path = path.parent  # a project file means the designs of its project
        elif not path.is_dir():
            found.setdefault(path.absolute(), path)
            continue
        inside = sorted(_designs_below(path, problems), key=lambda p: p.parts)
        if not inside:
            problems.append(
                Problem(str(path), 0, f"there is no design in this folder: no file ends in {SUFFIX}")
            )
        for file in inside:
            found.setdefault(file.absolute(), file)
    return list(found.values()), problems


def _designs_below(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        problems.append(Problem(str(error.filename), 0, f"cannot be opened: {error.strerror}"))

    for place, folders, files in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            file = Path(place) / name
            # a pipe would keep us waiting for ever; a link that leads nowhere is told when it is read
            if name.endswith(SUFFIX) and not name.startswith(".") and (file.is_file() or not file.exists()):
                yield file


def check_file(path: Path, catalogue: Catalogue, request: Request, projects: Projects) -> Checked:
    """What is found in one file. Never raises for what a file says: see its problems."""
    project = projects.of(path) if request.project else NO_PROJECT
    try:
        design, lines, notes = _read(path, catalogue)
    except InputError as error:
        return Checked(str(path), problems=error.problems)
    edition = request.edition or design.settings.edition
    findings, questions = examine_design(design, catalogue, edition, request.today, project)
    findings = tuple(f for f in findings if request.asks(f.rule) and not is_of_project(f))
    questions = tuple(q for q in questions if request.asks(q.rule))
    named = {id for finding in findings for id in places(finding)}
    return Checked(
        file=str(path),
        edition=edition,
        project=project.file,
        findings=findings,
        questions=questions,
        notes=notes,
        lines={id: lines[id] for id in named if id in lines},
        names={c.id: c.name for c in design.components if c.id in named},
    )


def _read(path: Path, catalogue: Catalogue) -> tuple[Design, Mapping[str, int], tuple[Problem, ...]]:
    """The design of a file, with the lines of its blocks; a template is imported for the occasion."""
    if path.suffix.lower() in TEMPLATES:
        from archdesk.cloudformation.importing import import_template
        from archdesk.cloudformation.lines import template_lines

        text = read_file(path)
        design = import_template(text, str(path), catalogue)
        return design, template_lines(text, str(path), design), ()
    reading = open_design(path, catalogue)
    return reading.design, reading.lines, reading.notes


def check_files(files: Sequence[Path], catalogue: Catalogue, request: Request, jobs: int = 1) -> Report:
    """A check of files in their order, in up to ``jobs`` processes at once."""
    projects = Projects()
    of_files = [projects.of(file) if request.project else NO_PROJECT for file in files]
    catalogues = {project.file: with_packs(catalogue, project) for project in projects.read}
    demand_rules(request, [catalogue, *catalogues.values()])
    processes = min(jobs, -(-len(files) // FEW))
    if processes > 1:
        checked = _in_processes(files, catalogue, request, processes)
    else:
        checked = [check_file(file, catalogue, request, projects) for file in files]
    editions = sorted({(c.edition, i) for c, i in _by_project(checked, of_files)})
    for project in projects.read:
        about = _about_project(project, catalogues[project.file], request, projects, checked)
        if about.findings:
            checked.insert(0, about)
    problems = [p for project in projects.read for p in project.problems]
    rules: dict[str, Rule] = {}
    for edition, index in editions:
        own = with_packs(catalogue, of_files[index])
        problems += [p for p in rule_problems(own, [_edition(edition)]) if p not in rule_problems(catalogue)]
        rules = {**{r.id: r for r in rules_of(own, _edition(edition)).rules}, **rules}
    used = {finding.rule for c in checked for finding in c.findings}
    return Report(
        tuple(checked), {id: r for id, r in rules.items() if id in used}, tuple(dict.fromkeys(problems))
    )


def _about_project(
    project: Project, catalogue: Catalogue, request: Request, projects: Projects, checked: Sequence[Checked]
) -> Checked:
    """What is wrong with a project's own choices and waivers: told once, and not for each of its designs."""
    mine = [c for c in checked if c.project == project.file]
    found = {f.key for c in mine for f in c.findings}
    is_all = not (request.only or request.skip) and projects.covers(project, mine)
    known = known_rules(catalogue, request.edition or "current")
    findings = settle_project(project, known, found if is_all else None)
    return Checked(
        project.file,
        findings=tuple(f for f in findings if request.asks(f.rule)),
        lines=project.lines,
    )


def demand_rules(request: Request, catalogues: Sequence[Catalogue]) -> None:
    """Raises UsageError for an id or pattern that means no rule: it would silently do nothing."""
    if not (request.only or request.skip):
        return
    known = {id for catalogue in catalogues for id in known_rules(catalogue, "current")}
    for word in (*request.only, *request.skip):
        if not any(fits(word, id) for id in known):
            close = did_you_mean(word, known) or "."
            raise UsageError(f"There is no rule {word!r}{close} `archdesk list rules` shows them all.")


def _by_project(checked: Sequence[Checked], projects: Sequence[Project]) -> Iterator[tuple[Checked, int]]:
    """Each file that was read, with the place of the first file of the same project."""
    first: dict[int, int] = {}
    for index, (one, project) in enumerate(zip(checked, projects, strict=True)):
        if one.edition:
            yield one, first.setdefault(id(project), index)


def _edition(word: str) -> Edition:
    return next(e for e in EDITIONS if e == word)


# -- several at once --------------------------------------------------------------------------------------


class _Worker:
    """What a process keeps between files."""

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self.catalogue = catalogue
        self.request = request
        self.projects = Projects()


_worker: _Worker | None = None  # of this process, if it is one that checks for another


def _begin(catalogue: Catalogue | None, request: Request) -> None:
    global _worker  # noqa: PLW0603  # an initializer has no other way to hand something on
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that was started by a person
    _worker = _Worker(load_all() if catalogue is None else catalogue, request)


def _check_here(file: Path) -> Checked:
    assert _worker is not None
    return check_file(file, _worker.catalogue, _worker.request, _worker.projects)


def _in_processes(
    files: Sequence[Path], catalogue: Catalogue, request: Request, processes: int
) -> list[Checked]:
    context, can_share = _context()
    if can_share:
        for edition in EDITIONS if request.edition is None else (request.edition,):
            rules_of(catalogue, edition)  # compiled once, for all processes
    given = catalogue if can_share else None
    with ProcessPoolExecutor(processes, context, _begin, (given, request)) as pool:
        waiting = [pool.submit(_check_here, file) for file in files]
        try:
            return [_result(future, file) for future, file in zip(waiting, files, strict=True)]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _result(future: Future[Checked], file: Path) -> Checked:
    try:
        return future.result()
    except BrokenProcessPool:
        return Checked(
            str(file), problems=(Problem(str(file), 0, "not checked: the process that did it ended"),)
        )


def _context() -> tuple[BaseContext, bool]:
    """How processes are started, and whether they share what is in memory."""
    if platform.system() == "Linux":  # elsewhere a fork is not safe, or there is none
        return multiprocessing.get_context("fork"), True
    return multiprocessing.get_context("spawn"), False
