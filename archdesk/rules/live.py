"""The incremental check: an edit runs only those rules again that read something it touched."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from time import perf_counter

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project, with_packs
from archdesk.model.design import Change, Design
from archdesk.model.records import Component, Connection, Edition
from archdesk.model.tracking import Key, Known, TrackingView, is_about_settling, touched
from archdesk.rules.budget import SECONDS, TOO_SLOW
from archdesk.rules.check import RuleSet, current_day, examine, known_rules, rules_of, too_slow
from archdesk.rules.choices import Choices
from archdesk.rules.findings import Finding, Question, SortKey, sort_key
from archdesk.rules.rule import Rule
from archdesk.rules.settling import settle
from archdesk.rules.shared import SET, Looking, SharedSets, Task, keys_of

_NOTHING: AbstractSet[Key] = frozenset()


class LiveCheck:
    """Keeps the findings of a design up to date; the result always equals that of a full check.

    Tell it every change with ``update``. What a change asks for is done when the findings are asked for, or in
    slices by ``work``, so that a window need not wait: until then ``latest`` holds what was found last.
    ``evaluations`` counts how often a rule looked at a subject.
    """

    def __init__(
        self,
        design: Design,
        catalogue: Catalogue,
        today: date | None = None,
        project: Project = NO_PROJECT,
    ) -> None:
        self.design = design
        self.project = project
        self.catalogue = catalogue = with_packs(catalogue, project)
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
        self._due_subjects: dict[str, None] = {}  # it has to be asked anew which rules look at them
        self._due: dict[Task, None] = {}
        self._sets = SharedSets(self._view, self._note_reads)
        self._due_sets: dict[str, None] = {}
        self._known: Known = {}  # what evaluations found out about the design as it is now
        self._findings: tuple[Finding, ...] | None = None
        self._latest: tuple[Finding, ...] = ()
        self._asked: tuple[Question, ...] | None = None
        self._slow: set[str] = set()  # rules that were stopped
        self._loading = False  # of what is found while loading, the order is made once, at the end
        self._start()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong now, sorted, waived ones included and marked; what is still to be done is done first."""
        self.work()
        if self._findings is None:
            found = [entry[1] for entry in self._sorted]
            if self._slow:
                found = sorted([*found, *(too_slow(id, SECONDS) for id in self._slow)], key=sort_key)
            if self.design.waivers or self.design.settings.rules or self.project is not NO_PROJECT:
                known = known_rules(self.catalogue, self._edition)
                found = list(settle(found, self.design, self.project, known, self._today or current_day()))
            self._findings = self._latest = tuple(found)
        return self._findings

    @property
    def latest(self) -> tuple[Finding, ...]:
        """What was wrong when the check was last complete; nothing is done for it."""
        return self._latest if self.pending else self.findings

    @property
    def questions(self) -> tuple[Question, ...]:
        """What rules have to know before they can decide, sorted."""
        self.work()
        if self._asked is None:
            off = Choices(self.design.settings, self.project).off(self._by_id)
            asked = (q for (rule, _), qs in self._questions.items() if rule not in off for q in qs)
            self._asked = tuple(sorted(asked))
        return self._asked

    @property
    def rule_count(self) -> int:
        return len(self._rules.rules)

    @property
    def pending(self) -> bool:
        """Whether there is something left to be done before the findings are those of the design as it is."""
        return bool(self._due_subjects or self._due_sets or self._due)

    def update(self, change: Change) -> None:
        """Take a change of the design into account: nothing is evaluated yet."""
        if self.design.settings.edition != self._edition:
            self._start()
            return
        if is_about_settling(change):
            self._findings = self._asked = None
        keys = set(touched(change, self.design))
        if not keys:
            return
        self._known = {}
        for key in keys:
            self._touch(key)
        for id in self._restated(change):
            self._due_subjects[id] = None
            for rule_id in self._applied.pop(id, ()):
                self._forget((rule_id, id))

    def work(self, budget: float | None = None) -> bool:
        """Do what is pending, for about ``budget`` ms (None: all of it). True when nothing is left."""
        end = None if budget is None else perf_counter() + budget / 1000
        while self.pending:
            if self._due_sets:
                self._gather(next(iter(self._due_sets)))
            elif self._due_subjects:
                self._apply(next(iter(self._due_subjects)))
            else:
                rule_id, id = next(iter(self._due))
                self._run(self._by_id[rule_id], self._subject(id))
            if end is not None and perf_counter() >= end:
                break
        if self._loading and not self.pending:
            self._loading = False
            self._sorted = sorted((e for es in self._results.values() for e in es), key=_key)
        return not self.pending

    # -- inside -------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._edition = self.design.settings.edition
        self._rules = rules_of(self.catalogue, self._edition)
        self._by_id = {rule.id: rule for rule in self._rules.rules}
        for kept in (self._reads, self._readers, self._applied, self._results, self._questions):
            kept.clear()
        for due in (self._due, self._due_sets, self._sets):
            due.clear()
        self._findings = self._asked = None
        self._slow.clear()
        self._loading = True
        self._known = {}
        self._due_subjects = dict.fromkeys((*self.design.component_ids(), *self.design.connection_ids()))

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

    def _view(self) -> TrackingView:
        return TrackingView(self.design, self._known)

    def _touch(self, key: Key) -> None:
        """Whoever read what has changed is due."""
        for task in self._readers.get(key, ()):
            if task[0] == SET:
                self._due_sets[task[1]] = None
            else:
                self._due[task] = None

    def _gather(self, key: str) -> None:
        """Look again which components belong to a set; who asked for it is due only if they are others."""
        del self._due_sets[key]
        if not any(self._readers.get(read) for read in keys_of(key)):
            self._sets.forget(key)
            return
        for changed in self._sets.again(key):
            self._touch(changed)

    def _apply(self, id: str) -> None:
        """Find out which rules look at a subject, if it is there; they are due."""
        self._due_subjects.pop(id)
        record = self.design.find(id)
        if isinstance(record, Component):
            rules: Iterable[Rule] = self._rules.of_component(record)
        elif isinstance(record, Connection):
            rules = self._rules.of_connection(self.design, record)
        else:
            return
        self._applied[id] = tuple(rule.id for rule in rules)
        self._due.update(dict.fromkeys((rule.id, id) for rule in rules))

    def _run(self, rule: Rule, record: Component | Connection) -> None:
        view = self._view()
        subject = view.component(record.id) if isinstance(record, Component) else view.connection(record.id)
        task = (rule.id, record.id)
        self._due.pop(task, None)
        if rule.id in self._slow:
            return
        said = examine(rule, view, self.catalogue, self._edition, subject, Looking(view, self._sets))
        self.evaluations += 1
        if rule.is_own and any(s.rule == TOO_SLOW.id for s in said):  # perhaps the machine paused: once more
            said = examine(rule, view, self.catalogue, self._edition, subject, Looking(view, self._sets))
            if any(s.rule == TOO_SLOW.id for s in said):
                self._stop(rule.id)
                return
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

    def _stop(self, rule_id: str) -> None:
        """A rule of somebody's own takes too long: nothing of it counts from now on."""
        self._slow.add(rule_id)
        self._findings = self._asked = None
        for task in [t for t in {*self._reads, *self._results, *self._questions} if t[0] == rule_id]:
            self._forget(task)

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
        self._due.pop(task, None)
        self._note_reads(task, _NOTHING)
        self._drop_findings(task)
        if self._questions.pop(task, ()):
            self._asked = None

    def _drop_findings(self, task: Task) -> None:
        for entry in self._results.pop(task, ()):
            self._findings = None
            if self._loading:
                continue
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
