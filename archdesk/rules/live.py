"""The incremental check: an edit runs only those rules again that read something it touched."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Change, Design
from archdesk.model.records import Component, Connection, Edition
from archdesk.rules.check import RuleSet, all_ids, current_day, examine, rules_of
from archdesk.rules.findings import Finding, Question, SortKey, sort_key
from archdesk.rules.rule import Rule
from archdesk.rules.tracking import Key, TrackingView, is_about_waivers, touched
from archdesk.rules.waivers import Waivers

Task: TypeAlias = tuple[str, str]  # rule id, subject id


class LiveCheck:
    """Keeps the findings of a design up to date; the result always equals that of a full check.

    Tell it every change with ``update``. ``evaluations`` counts how often a rule looked at a subject.
    """

    def __init__(self, design: Design, catalogue: Catalogue, today: date | None = None) -> None:
        self.design = design
        self.catalogue = catalogue
        self.evaluations = 0
        self._today = today
        self._edition: Edition = design.settings.edition
        self._rules: RuleSet = rules_of(catalogue, self._edition)
        self._by_id: dict[str, Rule] = {}
        self._reads: dict[Task, frozenset[Key]] = {}
        self._readers: dict[Key, set[Task]] = {}
        self._applied: dict[str, tuple[str, ...]] = {}  # subject id -> the rules that look at it
        self._results: dict[Task, tuple[tuple[SortKey, Finding], ...]] = {}
        self._questions: dict[Task, tuple[Question, ...]] = {}
        self._sorted: list[tuple[SortKey, Finding]] = []
        self._findings: tuple[Finding, ...] | None = None
        self._asked: tuple[Question, ...] | None = None
        self._loading = False
        self._start()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong now, sorted, waived ones included and marked."""
        if self._findings is None:
            waivers = Waivers(self.design.waivers, all_ids(self.catalogue), self._today or current_day())
            entries = self._sorted
            if self.design.waivers:
                own = waivers.findings({finding.key for _, finding in entries})
                found = [waivers.accept(finding) for _, finding in entries]
                self._findings = tuple(sorted([*found, *map(waivers.accept, own)], key=sort_key))
            else:
                self._findings = tuple(finding for _, finding in entries)
        return self._findings

    @property
    def questions(self) -> tuple[Question, ...]:
        """What rules have to know before they can decide, sorted."""
        if self._asked is None:
            self._asked = tuple(sorted(q for qs in self._questions.values() for q in qs))
        return self._asked

    @property
    def rule_count(self) -> int:
        return len(self._rules.rules)

    def update(self, change: Change) -> None:
        """Take a change of the design into account."""
        if self.design.settings.edition != self._edition:
            self._start()
            return
        if is_about_waivers(change):
            self._findings = None
        keys = set(touched(change))
        if not keys:
            return
        tasks = {task for key in keys for task in self._readers.get(key, ())}
        subjects = self._restated(change)
        for id in subjects:
            tasks |= {(rule_id, id) for rule_id in self._applied.pop(id, ())}
        for task in tasks:
            self._forget(task)
        for rule_id, id in tasks:
            if id not in subjects:
                self._run(self._by_id[rule_id], self._subject(id))
        for id in subjects:
            self._apply(id)

    # -- inside -------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._edition = self.design.settings.edition
        self._rules = rules_of(self.catalogue, self._edition)
        self._by_id = {rule.id: rule for rule in self._rules.rules}
        for kept in (self._reads, self._readers, self._applied, self._results, self._questions):
            kept.clear()
        self._findings = self._asked = None
        self._loading = True
        for id in (*self.design.component_ids(), *self.design.connection_ids()):
            self._apply(id)
        self._loading = False
        self._sorted = sorted((e for es in self._results.values() for e in es), key=_key)

    def _restated(self, change: Change) -> set[str]:
        """The subjects for which it has to be asked anew which rules look at them."""
        found: set[str] = set()
        for id, before, after in change:
            records = [r for r in (before, after) if isinstance(r, Component | Connection)]
            if not records:
                continue
            if len(records) < 2 or isinstance(records[0], Connection):
                found.add(id)
            elif getattr(records[0], "type", "") != getattr(records[-1], "type", ""):
                found |= {id, *self.design.outgoing(id), *self.design.incoming(id)}
        return found

    def _apply(self, id: str) -> None:
        """Run the rules that look at a subject, if it is there."""
        record = self.design.find(id)
        if isinstance(record, Component):
            rules: Iterable[Rule] = self._rules.of_component(record)
        elif isinstance(record, Connection):
            rules = self._rules.of_connection(self.design, record)
        else:
            return
        self._applied[id] = tuple(rule.id for rule in rules)
        for rule in rules:
            self._run(rule, record)

    def _run(self, rule: Rule, record: Component | Connection) -> None:
        view = TrackingView(self.design)
        subject = view.component(record.id) if isinstance(record, Component) else view.connection(record.id)
        said = examine(rule, view, self.catalogue, self._edition, subject)
        self.evaluations += 1
        task = (rule.id, record.id)
        self._reads[task] = frozenset(view.reads)
        for key in view.reads:
            self._readers.setdefault(key, set()).add(task)
        if not said:
            return
        entries = tuple((sort_key(f), f) for f in said if isinstance(f, Finding))
        asked = tuple(q for q in said if isinstance(q, Question))
        if entries:
            self._results[task] = entries
            self._findings = None
            if not self._loading:
                for entry in entries:
                    insort(self._sorted, entry, key=_key)
        if asked:
            self._questions[task] = asked
            self._asked = None

    def _forget(self, task: Task) -> None:
        for key in self._reads.pop(task, ()):
            readers = self._readers[key]
            readers.discard(task)
            if not readers:
                del self._readers[key]
        for entry in self._results.pop(task, ()):
            self._findings = None
            index = bisect_left(self._sorted, entry[0], key=_key)
            while self._sorted[index][1] is not entry[1]:
                index += 1
            del self._sorted[index]
        if self._questions.pop(task, ()):
            self._asked = None

    def _subject(self, id: str) -> Component | Connection:
        record = self.design.find(id)
        assert isinstance(record, Component | Connection)
        return record


def _key(entry: tuple[SortKey, Finding]) -> SortKey:
    return entry[0]
