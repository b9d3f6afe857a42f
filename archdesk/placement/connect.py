"""Which connections fit between two components: what is offered while pulling, and what is drawn on release."""

from __future__ import annotations

from dataclasses import dataclass

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import Verdict
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

    @property
    def fits(self) -> bool:
        return self.verdict in ("recommended", "allowed")


def connection_options(
    view: DesignView, catalogue: Catalogue, source: str, target: str
) -> tuple[ConnectionOption, ...]:
    """The ways to connect ``source`` to ``target``, best first; never empty."""
    start, end = view.component(source), view.component(target)
    edition = view.settings.edition
    options = [
        ConnectionOption(
            c.relation, c.verdict_in(edition), c.reason, c.instead, relation_label(catalogue, c.relation)
        )
        for c in catalogue.connection_types(start.type, end.type)
    ]
    if not options:
        names = catalogue.type_of(start).label, catalogue.type_of(end).label
        reason = f"There is no known direct connection from {names[0]} to {names[1]}."
        options = [
            ConnectionOption("connects", "unlisted", reason, "", relation_label(catalogue, "connects"))
        ]
    return tuple(sorted(options, key=lambda o: _ORDER[o.verdict]))


def relation_label(catalogue: Catalogue, relation: str) -> str:
    """The relation as a verb: ``delivers to``."""
    found = catalogue.relations.get(relation)
    return found.label if found is not None else relation.replace("_", " ")
