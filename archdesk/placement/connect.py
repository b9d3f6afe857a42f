"""Which connections fit between two components: what is offered while pulling, and what is drawn on release."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Verdict
from archdesk.model.records import Component, Edition
from archdesk.model.view import DesignView

_ORDER: dict[Verdict | str, int] = {
    "recommended": 0,
    "allowed": 1,
    "unlisted": 2,
    "discouraged": 3,
    "wrong": 4,
}


@dataclass(frozen=True, slots=True)
class ConnectionOption:
    """One way to connect two components. ``unlisted``: the palettes say nothing of this pair."""

    relation: str
    verdict: str  # a Verdict, or "unlisted"
    reason: str
    instead: str
    label: str
    reversed: bool = False  # it is drawn from the target to the source: a key encrypts a table

    @property
    def fits(self) -> bool:
        return self.verdict in ("recommended", "allowed")


def connection_options(
    view: DesignView, catalogue: Catalogue, source: str, target: str
) -> tuple[ConnectionOption, ...]:
    """The ways to connect ``source`` to ``target``, best first; never empty.

    Where only the other direction is known, its fitting ways are offered as ``reversed``.
    """
    start, end, edition = view.component(source), view.component(target), view.settings.edition
    options = listed_options(catalogue, edition, start, end)
    if not options:
        back = listed_options(catalogue, edition, end, start)
        options = tuple(replace(option, reversed=True) for option in back if option.fits)
    if not options:
        names = catalogue.type_of(start).label, catalogue.type_of(end).label
        reason = f"There is no known direct connection from {names[0]} to {names[1]}."
        label = relation_label(catalogue, "connects")
        return (ConnectionOption("connects", "unlisted", reason, "", label),)
    return options


def listed_options(
    catalogue: Catalogue, edition: Edition, source: Component, target: Component
) -> tuple[ConnectionOption, ...]:
    """What the palettes say of connecting two components in this direction, best first; empty for nothing."""
    options = [
        ConnectionOption(
            c.relation, c.verdict_in(edition), c.reason, c.instead, relation_label(catalogue, c.relation)
        )
        for c in catalogue.connections_between(source, target)
    ]
    return tuple(sorted(options, key=lambda o: (_ORDER[o.verdict], _is_aside(catalogue, o.relation))))


def _is_aside(catalogue: Catalogue, relation: str) -> bool:
    """Whether it is not what flows between the two: with nothing said, a queue is sent to, not dead-lettered to."""
    found = catalogue.relations.get(relation)
    return found is not None and found.style == "replication"


def relation_label(catalogue: Catalogue, relation: str) -> str:
    """The relation as a verb: ``delivers to``."""
    found = catalogue.relations.get(relation)
    return found.label if found is not None else relation.replace("_", " ")
