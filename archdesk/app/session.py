"""A design that is being worked on: its path, and the findings and the estimate that follow its changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archdesk.app.repricing import Repricing, books_for, newest_date, repricing
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project
from archdesk.costs.book import PriceBooks
from archdesk.costs.items import Estimate
from archdesk.costs.live import LiveEstimate
from archdesk.model.design import Change, Design
from archdesk.model.records import SETTINGS_ID, Record, Settings
from archdesk.rules.findings import Finding
from archdesk.rules.live import LiveCheck
from archdesk.storage.files import open_design, save_design
from archdesk.storage.project import read_project

if TYPE_CHECKING:
    from archdesk.handbook.reading import Handbook


class Session:
    """Follows one design. Call ``replace`` to work on another; followers are told with ``None``."""

    design: Design
    path: Path | None
    project: Project  # what the folder of the design says about rules
    _saved: Mapping[str, Record]
    _priced: LiveEstimate | None
    budget: float | None = None  # ms a change may take for the check; what is left is done by `check_on`
    silent: bool = False  # in an exam: findings would be half of the answer

    def __init__(
        self, catalogue: Catalogue, books: PriceBooks, design: Design | None = None, path: Path | None = None
    ) -> None:
        self.catalogue = catalogue
        self.books = books
        self._followers: list[Callable[[Change | None], None]] = []
        self._told_of_findings: list[Callable[[], None]] = []
        self._start(design or Design(), path)

    def replace(self, design: Design, path: Path | None = None) -> None:
        """Work on another design, read from ``path`` if given."""
        self._unfollow()
        self._start(design, path)
        self._tell(None)

    def open(self, path: Path) -> tuple[str, ...]:
        """Open the file at ``path``; returns notes on what was unknown but kept. Raises DesignError."""
        reading = open_design(path, self.catalogue)
        self.replace(reading.design, path)
        return tuple(str(note) for note in reading.notes)

    def save(self, path: Path | None = None) -> Path:
        """Save to ``path``, or where it was opened from. Raises SaveError; the session stays dirty then."""
        target = path or self.path
        if target is None:
            raise ValueError("a new design needs a path")
        self._remember_prices()
        save_design(self.design, target, self.catalogue)
        self.path = target
        self._saved = dict(self.design.records)
        self.read_project_again()
        self._tell(None)
        return target

    def saved_design(self) -> Design:
        """The design as its file holds it, a copy of its own; a new one is empty."""
        return Design(self._saved.values())

    def repricing(self) -> Repricing | None:
        """What newer prices would make of a design that remembers others; None where it has the newest."""
        return repricing(self.design, self.catalogue, self.books, self.estimate)

    def read_project_again(self) -> bool:
        """Look whether the project file beside the design says something else now, and check by it."""
        project = _project_of(self.path)
        if project == self.project:
            return False
        self.project = project
        self._check = LiveCheck(self.design, self.catalogue, project=project)
        self._begin_check()
        return True

    @property
    def dirty(self) -> bool:
        """Whether the design differs from what the file holds."""
        return self.design.records != self._saved

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong now, sorted, waived ones included; a check that is under way is finished for it."""
        return () if self.silent else self._check.findings

    @property
    def latest(self) -> tuple[Finding, ...]:
        """What was wrong when the check was last complete: nothing waits for it."""
        return () if self.silent else self._check.latest

    def be_silent(self, wanted: bool) -> None:
        """Whether no finding is told; followers of findings are told of the change."""
        if self.silent != wanted:
            self.silent = wanted
            self._tell_of_findings()

    def check_on(self, budget: float) -> bool:
        """Go on with the check for about ``budget`` ms. True when it is complete, which its followers are told."""
        done = self._check.work(budget)
        if done:
            self._tell_of_findings()
        return done

    def follow_findings(self, follower: Callable[[], None]) -> None:
        """Call ``follower`` when findings came later than the change they are about."""
        self._told_of_findings.append(follower)

    @cached_property
    def handbook(self) -> Handbook:
        """What one reads and asks about the notes; read when it is first asked for."""
        from archdesk.handbook.reading import load_handbook

        return load_handbook()

    @property
    def check(self) -> LiveCheck:
        return self._check

    @property
    def estimate(self) -> Estimate:
        """What the design costs a month; worked out when first asked for, and what a change touched after it."""
        if self._priced is None:
            books = books_for(self.books, self.design.settings)
            self._priced = LiveEstimate(self.design, self.catalogue, books)
        return self._priced.estimate

    def follow(self, follower: Callable[[Change | None], None]) -> Callable[[], None]:
        """Call ``follower`` after each change; with None after open and save.

        Findings are up to date then, where the check kept to its ``budget``.
        """
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def _start(self, design: Design, path: Path | None) -> None:
        self.design = design
        self.path = path
        self._saved = dict(design.records)
        self.project = _project_of(path)
        self._check = LiveCheck(design, self.catalogue, project=self.project)
        self._begin_check()
        self._priced = None
        self._unfollow = design.follow(self._changed)

    def _changed(self, change: Change) -> None:
        before, after = (c.get(SETTINGS_ID) for c in (change.before, change.after))
        if isinstance(before, Settings) and isinstance(after, Settings) and before.edition != after.edition:
            self._check = LiveCheck(self.design, self.catalogue, project=self.project)
        else:
            self._check.update(change)
        self._begin_check()
        if isinstance(before, Settings) and isinstance(after, Settings) and _books_differ(before, after):
            self._priced = None
        if self._priced is not None:
            self._priced.update(change)
        self._tell(change)

    def _remember_prices(self) -> None:
        """A design with costs remembers, from when it is first saved, which prices it was read with.

        That is no step of its own to undo, and what can be done again still can.
        """
        design = self.design
        settings = design.settings
        newest = newest_date(self.books, settings.region)
        if settings.prices or not newest or design.redo_label is not None:
            return
        if any(item.state == "priced" for item in self.estimate.items):
            with design.edit("Remember the prices", joins_last=True) as edit:
                edit.put(replace(settings, prices=newest))

    def _begin_check(self) -> None:
        """The first slice belongs to the change; without a budget nothing is done until somebody asks."""
        if self.budget is not None:
            self._check.work(self.budget)

    def _tell_of_findings(self) -> None:
        for follower in tuple(self._told_of_findings):
            follower()

    def _tell(self, change: Change | None) -> None:
        for follower in tuple(self._followers):
            follower(change)


def _books_differ(before: Settings, after: Settings) -> bool:
    """Whether another edition of the price books may be meant now."""
    return before.prices != after.prices or (bool(after.prices) and before.region != after.region)


def _project_of(path: Path | None) -> Project:
    return NO_PROJECT if path is None else read_project(path)
