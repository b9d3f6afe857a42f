"""The incremental check: an edit runs only those rules again that read something it touched."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TypeAlias

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Change, Design
from archdesk.model.records import Component, Connection, Edition, Waiver
from archdesk.rules.check import RuleSet, all_ids, current_day, examine, rules_of
from archdesk.rules.findings import Finding, Question, SortKey, sort_key
from archdesk.rules.rule import Rule
from archdesk.rules.tracking import Key, Memory, TrackingView, is_about_waivers, touched
from archdesk.rules.waivers import Waivers

Task: TypeAlias = tuple[str, str]  # rule id, subject id

_NOTHING: AbstractSet[Key] = frozenset()


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
        self._reads: dict[Task, AbstractSet[Key]] = {}
        self._readers: dict[Key, set[Task]] = {}
        self._applied: dict[str, tuple[str, ...]] = {}  # subject id -> the rules that look at it
        self._results: dict[Task, tuple[tuple[SortKey, Finding], ...]] = {}
        self._questions: dict[Task, tuple[Question, ...]] = {}
        self._sorted: list[tuple[SortKey, Finding]] = []
        self._findings: tuple[Finding, ...] | None = None
        self._asked: tuple[Question, ...] | None = None
        self._waivers: tuple[Waiver, ...] = ()
        self._loading = False
        self._start()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong now, sorted, waived ones included and marked."""
        if self._findings is None:
            found = [entry[1] for entry in self._sorted]
            if self._waivers:
                waivers = Waivers(self._waivers, all_ids(self.catalogue), self._today or current_day())
                own = waivers.findings({finding.key for finding in found})
                found = sorted(map(waivers.accept, [*found, *own]), key=sort_key)
            self._findings = tuple(found)
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
            self._waivers = self.design.waivers
            self._findings = None
        keys = set(touched(change))
        if not keys:
            return
        tasks = {task for key in keys for task in self._readers.get(key, ())}
        subjects = self._restated(change)
        memory: Memory = {}
        for id in subjects:
            for rule_id in self._applied.pop(id, ()):
                self._forget((rule_id, id))
        for rule_id, id in tasks:
            if id not in subjects:
                self._run(self._by_id[rule_id], self._subject(id), memory)
        for id in subjects:
            self._apply(id, memory)

    # -- inside -------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._edition = self.design.settings.edition
        self._rules = rules_of(self.catalogue, self._edition)
        self._by_id = {rule.id: rule for rule in self._rules.rules}
        for kept in (self._reads, self._readers, self._applied, self._results, self._questions):
            kept.clear()
        self._waivers = self.design.waivers
        self._findings = self._asked = None
        self._loading = True
        memory: Memory = {}
        for id in (*self.design.component_ids(), *self.design.connection_ids()):
            self._apply(id, memory)
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

    def _apply(self, id: str, memory: Memory) -> None:
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
            self._run(rule, record, memory)

    def _run(self, rule: Rule, record: Component | Connection, memory: Memory) -> None:
        view = TrackingView(self.design, memory)
        subject = view.component(record.id) if isinstance(record, Component) else view.connection(record.id)
        said = examine(rule, view, self.catalogue, self._edition, subject, view.remember)
        self.evaluations += 1
        task = (rule.id, record.id)
        self._note_reads(task, view.reads)
        entries = tuple((sort_key(f), f) for f in said if isinstance(f, Finding))
        if entries != self._results.get(task, ()):
            self._drop_findings(task)
            self._findings = None
            if entries:
                self._results[task] = entries
                if not self._loading:
                    for entry in entries:
                        insort(self._sorted, entry, key=_key)
        asked = tuple(q for q in said if isinstance(q, Question))
        if asked != self._questions.get(task, ()):
            self._asked = None
            self._questions.pop(task, None)
            if asked:
                self._questions[task] = asked

    def _note_reads(self, task: Task, reads: AbstractSet[Key]) -> None:
        """Remember who read what; most of it is what was read the last time."""
        before = self._reads.get(task, _NOTHING)
        for key in before - reads:
            readers = self._readers[key]
            readers.discard(task)
            if not readers:
                del self._readers[key]
        for key in reads - before:
            self._readers.setdefault(key, set()).add(task)
        if reads:
            self._reads[task] = reads
        else:
            self._reads.pop(task, None)

    def _forget(self, task: Task) -> None:
        self._note_reads(task, _NOTHING)
        self._drop_findings(task)
        if self._questions.pop(task, ()):
            self._asked = None

    def _drop_findings(self, task: Task) -> None:
        for entry in self._results.pop(task, ()):
            self._findings = None
            index = bisect_left(self._sorted, entry[0], key=_key)
            while self._sorted[index][1] is not entry[1]:
                index += 1
            del self._sorted[index]

    def _subject(self, id: str) -> Component | Connection:
        record = self.design.find(id)
        assert isinstance(record, Component | Connection)
        return record


def _key(entry: tuple[SortKey, Finding]) -> SortKey:
    return entry[0]
