"""The time that a rule of somebody's own may take, so that no pack makes a check hang: all of it or nothing counts."""

from __future__ import annotations

from collections.abc import Mapping
from time import thread_time
from typing import Final

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.records import Edition, Value
from archdesk.model.view import DesignView
from archdesk.rules.memory import Memory
from archdesk.rules.rule import about_rules
from archdesk.rules.scope import Case, Item, Let, Members

SECONDS: Final = 0.05  # of one rule in one check of up to 1,000 components; of processor time, not of waiting

TOO_SLOW = about_rules(
    "RUL-002",
    "A rule that is too slow",
    "warning",
    "It was stopped and nothing of it counts, so that a check ends; narrow its sets by type, or nest fewer of them.",
)


class TooSlowError(Exception):
    """The time of a rule is used up."""


class Budget:
    """What each rule of a pack has used in one check, and which were stopped."""

    def __init__(self, components: int) -> None:
        self.seconds = SECONDS * max(1.0, components / 1000)
        self.stopped: set[str] = set()
        self._used: dict[str, float] = {}

    def left(self, rule: str) -> float:
        return self.seconds - self._used.get(rule, 0.0)

    def use(self, rule: str, seconds: float) -> None:
        """Note what one look took; a rule that has used more than it may is stopped."""
        self._used[rule] = self._used.get(rule, 0.0) + seconds
        if self._used[rule] > self.seconds:
            self.stopped.add(rule)


class TimedCase(Case):
    """A case that ends by TooSlowError: whatever a rule does, it asks for a variable or a property again and again."""

    __slots__ = ("_begin", "_end")

    def __init__(
        self,
        view: DesignView,
        catalogue: Catalogue,
        edition: Edition,
        subject: Item,
        lets: Mapping[str, Let] | None = None,
        memory: Memory | None = None,
        seconds: float = SECONDS,
    ) -> None:
        super().__init__(view, catalogue, edition, subject, lets, memory)
        self._begin = thread_time()
        self._end = self._begin + seconds

    @property
    def used(self) -> float:
        """Seconds since it began."""
        return thread_time() - self._begin

    def value(self, name: str) -> Item | Members:
        self._look()
        return super().value(name)

    def prop(self, item: Item, name: str) -> Value:
        self._look()
        return super().prop(item, name)

    def _look(self) -> None:
        if thread_time() > self._end:
            raise TooSlowError


def words_of(rule: str, seconds: float) -> str:
    return f"The rule {rule} needed more than {seconds * 1000:.0f} ms and was stopped; what it looks for is not checked."
