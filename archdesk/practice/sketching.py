"""The designs of a scenario: sketches, and changes of sketches, to designs that can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.layout.arrange import arrange
from archdesk.model.design import Design
from archdesk.model.records import NOTHING, Component, Settings, Value
from archdesk.practice.definitions import Base, Scenario, Sketch
from archdesk.rules.scope import Path, RuleError
from archdesk.rules.small_designs import read_connection, read_small_design


class Drawn:
    """The designs of one scenario, each drawn when it is first asked for."""

    def __init__(self, scenario: Scenario, catalogue: Catalogue) -> None:
        self.scenario = scenario
        self.catalogue = catalogue

    def start(self) -> Design:
        """What is there already; an empty canvas where the scenario starts with one."""
        return self._design(self._base("start", ("start",)), self.scenario.title, ("start",))

    def solution(self) -> Design:
        return self._design(self._base("solution", ("solution",)), self.scenario.title, ("solution",))

    def nothing(self) -> Design:
        return self._design({}, self.scenario.title, ())

    def sketch(self, sketch: Sketch, path: Path, title: str = "") -> Design:
        """A change of the solution, or of what it says. Raises RuleError naming the key that is wrong."""
        base = self._base(sketch.of or "solution", path)
        return self._design(_changed(base, sketch, path), title or self.scenario.title, path)

    def _base(self, name: Base, path: Path) -> Mapping[str, Any]:
        scenario = self.scenario
        if name == "nothing":
            return {}
        if name == "start":
            if scenario.start is None:
                return {}
            if scenario.start.of is not None:
                raise RuleError(("start", "of"), "the start begins with an empty canvas")
            return _changed({}, scenario.start, ("start",))
        if scenario.solution.of == "solution":
            raise RuleError(("solution", "of"), "the solution cannot be a change of itself")
        return _changed(self._base(scenario.solution.of or "start", path), scenario.solution, ("solution",))

    def _design(self, raw: Mapping[str, Any], name: str, path: Path) -> Design:
        settings = Settings(
            name=name,
            edition=self.scenario.edition,
            region=self.scenario.region,
            scenario=self.scenario.id,
            usage=self.scenario.usage,
        )
        design = read_small_design(raw, self.catalogue, settings, path)
        rects = arrange(design, self.catalogue, list(raw.get("components", ())))

        def placed(component: Component) -> Component:
            usage = component.usage or self.scenario.workload.get(component.type, NOTHING)
            return replace(component, rect=rects[component.id], name=_name(component), usage=usage)

        return Design(placed(r) if isinstance(r, Component) else r for r in design.records.values())


def _name(component: Component) -> str:
    """Its name; one that has none is called by its id: ``order_queue`` is the Order queue."""
    if component.name != component.id:
        return component.name
    words = component.id.replace("_", " ")
    return words[:1].upper() + words[1:]


def _changed(base: Mapping[str, Any], change: Sketch, path: Path) -> Mapping[str, Any]:
    """The raw small design with what a sketch leaves out, adds and changes."""
    components = {id: _mapping(given) for id, given in base.get("components", {}).items()}
    connections = list(base.get("connections", ()))
    for name in change.without:
        connections = _left_out(name, components, connections, (*path, "without", name))
    for id, given in change.components.items():
        entry = _mapping(given)
        if not isinstance(entry, dict):
            raise RuleError((*path, "components", id), "must be a type, or a mapping")
        if "type" not in entry and id not in components:
            raise RuleError((*path, "components", id), "is new, and needs a type")
        merged = entry if "type" in entry else {**components[id], **entry}
        components[id] = {key: value for key, value in merged.items() if value is not None}
    return {"components": components, "connections": [*connections, *change.connections]}


def _left_out(name: str, components: dict[str, Any], connections: list[Value], path: Path) -> list[Value]:
    """The connections that stay when a component or a connection goes; the component is taken away."""
    if name in components:
        gone = components.pop(name)
        for id, entry in components.items():
            inner = dict(entry)
            if inner.get("in") == name:
                inner.pop("in")
                if "in" in gone:
                    inner["in"] = gone["in"]
            if name in inner.get("spans", ()):
                inner["spans"] = [span for span in inner["spans"] if span != name]
            components[id] = inner
        return [c for c in connections if name not in _words(c, path)[::2]]
    kept = [c for c in connections if list(_words(c, path)) != name.split()]
    if len(kept) == len(connections):
        raise RuleError(path, "there is no such component or connection to leave out")
    return kept


def _words(given: Value, path: Path) -> tuple[str, str, str]:
    connection = read_connection(given, 0, path)
    return connection.source, connection.relation, connection.target


def _mapping(given: Value) -> Any:
    return {"type": given} if isinstance(given, str) else given
