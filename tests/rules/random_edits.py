"""Random designs and random edits of every kind, for the tests that compare the two checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from archdesk.catalog.catalogue import Catalogue
from archdesk.model.design import Design, Edit
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Edition, Record, Settings, Value, Waiver
from archdesk.rules.examples import Example, read_examples
from archdesk.rules.scope import connection_type

KINDS = (
    "property",
    "property",
    "property",
    "rename",
    "move",
    "reparent",
    "span",
    "connect",
    "disconnect",
    "add",
)
MORE = ("remove", "edge property", "turn", "retype", "region", "edition", "waive", "choose", "undo", "redo")
MORE += ("several",)
OFTEN = ["vpc.subnet"] * 4 + ["vpc.vpc", "no.such"]
OFTEN += ["lambda.function", "sqs.queue", "elb.application", "rds.instance", "vpc.nat_gateway"] * 2


def random_design(random: Random, catalogue: Catalogue, size: int) -> Design:
    """Networks with zones and subnets, and things in and beside them, connected as palettes know it and not."""
    design = Design()
    with design.edit("Draw"):
        for _ in range(size):
            add(design, random, catalogue)
        for _ in range(size):
            connect(design, random, catalogue)
    return design


@cache
def failing_examples(catalogue: Catalogue, edition: Edition) -> tuple[Example, ...]:
    """The examples of all rules that fail in an edition, rule by rule."""
    examples = (e for definition in catalogue.rules for e in read_examples(definition, catalogue))
    return tuple(e for e in examples if e.result == "fails" and e.edition == edition)


def design_of_mistakes(catalogue: Catalogue, seed: int, seeds: int) -> Design:
    """Failing examples in one design; over the seeds there are all of them. One seed in ten is of the notes."""
    edition: Edition = "notes" if seed % 10 == 9 else "current"
    turns = [s for s in range(seeds) if (s % 10 == 9) == (edition == "notes")]
    fitting = failing_examples(catalogue, edition)
    return design_of_examples(fitting[turns.index(seed % seeds) :: len(turns)] or fitting[:3], edition)


def design_of_examples(examples: Sequence[Example], edition: Edition) -> Design:
    """The designs of several examples side by side in one, each with ids of its own."""
    records: list[Record] = [Settings(edition=edition)]
    for number, example in enumerate(examples):
        own = example.design.records.values()
        ids = {record.id: f"{record.id}_{number}" for record in own}
        records += [renamed(record, ids) for record in own if not isinstance(record, Settings)]
    return Design(records)


def renamed(record: Record, ids: Mapping[str, str]) -> Record:
    """The record with other ids, its own and those it points at."""
    if isinstance(record, Component):
        parent = None if record.parent is None else ids[record.parent]
        spans = tuple(sorted(ids[span] for span in record.spans))
        lines = {key: _lines(value, ids) for key, value in record.properties.items()}
        return replace(record, id=ids[record.id], parent=parent, spans=spans, properties=lines)
    if isinstance(record, Connection):
        return replace(record, id=ids[record.id], source=ids[record.source], target=ids[record.target])
    return record


def _lines(value: Value, ids: Mapping[str, str]) -> Value:
    """Lines of security groups name other components: ``tcp 80 from web``."""
    if not isinstance(value, list | tuple):
        return value
    return [_line(text, ids) if isinstance(text, str) else text for text in value]


def _line(text: str, ids: Mapping[str, str]) -> str:
    opening, word, source = text.rpartition(" from ")
    return f"{opening}{word}{ids.get(source, source)}" if word else text


def edit(design: Design, random: Random, catalogue: Catalogue) -> str:
    """One random edit; returns its kind."""
    kind = random.choice(KINDS + MORE)
    with design.edit(kind):
        if kind == "several":
            for _ in range(3):
                one(design, random, catalogue, random.choice(KINDS))
        elif kind not in ("undo", "redo"):
            one(design, random, catalogue, kind)
    if kind == "undo":
        design.undo()
    elif kind == "redo":
        design.redo()
    return kind


def one(design: Design, random: Random, catalogue: Catalogue, kind: str) -> None:
    ids = sorted(design.component_ids())
    edges = sorted(design.connection_ids())
    if kind == "add" or not ids:
        add(design, random, catalogue)
        return
    component = design.component(random.choice(ids))
    with design.edit(kind) as writing:
        if kind == "property":
            writing.put(replace(component, properties=properties(random, catalogue, component)))
        elif kind == "rename":
            writing.put(replace(component, name=f"Name {random.randrange(1000)}"))
        elif kind == "move":
            x = random.randrange(2000)
            writing.put(replace(component, rect=replace(component.rect, x=x), z=random.randrange(9)))
        elif kind == "reparent":
            writing.put(replace(component, parent=holder(design, random, component.type, component.id)))
        elif kind == "span":
            writing.put(replace(component, spans=spans(design, random)))
        elif kind == "retype":
            writing.put(replace(component, type=random.choice(sorted(catalogue.types)), properties={}))
        elif kind == "remove" and len(ids) > 20:
            writing.remove(component.id)
        elif kind == "connect":
            connect(design, random, catalogue)
        elif kind in ("region", "edition"):
            writing.put(settings(design.settings, random, kind))
        elif kind == "choose":
            key = random.choice([r.id for r in catalogue.rules] + ["PLC-001", "PLC-*", "WVR-*", "NO-999"])
            word = random.choice(["off", "error", "warning", "info", "loud"])
            kept = dict(list(design.settings.rules.items())[-3:])
            writing.put(replace(design.settings, rules={**kept, key: word}))
        elif kind == "waive":
            rule = random.choice([r.id for r in catalogue.rules] + ["PLC-001", "NO-999"])
            until = random.choice(["", "2020-01-01", "2099-01-01", "soon"])
            version = random.choice([0, 0, 1])
            writing.put(
                Waiver(
                    writing.new_id("waiver"),
                    rule,
                    (component.id,),
                    "accepted for a test",
                    until,
                    rule_version=version,
                )
            )
        elif edges:
            said = [e for e in edges if kind == "edge property" and has_properties(design, catalogue, e)]
            connection(writing, design.connection(random.choice(said or edges)), random, kind)


def connection(writing: Edit, old: Connection, random: Random, kind: str) -> None:
    if kind == "disconnect":
        writing.remove(old.id)
    elif kind == "edge property":
        writing.put(replace(old, properties={"batch_size": random.choice([1, 10, 99_999])}))
    elif kind == "turn":
        writing.put(replace(old, source=old.target, target=old.source))


def has_properties(design: Design, catalogue: Catalogue, id: str) -> bool:
    entry = connection_type(design, catalogue, design.connection(id))
    return entry is not None and bool(entry.properties)


def settings(old: Settings, random: Random, kind: str) -> Settings:
    if kind == "region":
        return replace(old, region=random.choice(["us-east-1", "eu-west-1"]))
    return replace(old, edition=random.choice(["current", "current", "notes"]))


def add(design: Design, random: Random, catalogue: Catalogue) -> None:
    type = random.choice([*sorted(catalogue.types), *OFTEN])
    with design.edit("add") as writing:
        id = writing.new_id(type)
        new = Component(id, type, f"Name {id}", Rect(0, 0, 48, 48), holder(design, random, type, id))
        new = replace(new, spans=spans(design, random) if random.random() < 0.3 else ())
        given = properties(random, catalogue, new)
        if type == "vpc.subnet":
            given["cidr"] = f"10.0.{random.randrange(6)}.0/24"
        writing.put(replace(new, properties=given))


def connect(design: Design, random: Random, catalogue: Catalogue) -> None:
    ids = sorted(design.component_ids())
    if not ids:
        return
    source = design.component(random.choice(ids))
    known = [
        (c.relation, target)
        for target in ids
        for c in catalogue.connection_types(source.type, design.component(target).type)
    ]
    relation, target = random.choice(known) if known else ("connects", random.choice(ids))
    with design.edit("connect") as writing:
        writing.put(Connection(writing.new_id("edge"), source.id, target, relation))


def holder(design: Design, random: Random, type: str, id: str) -> str | None:
    """A container that does not stand inside the component itself."""
    within = {id}
    queue = [id]
    while queue:
        held = design.children(queue.pop())
        within |= set(held)
        queue += held
    wanted = {"vpc.vpc": ("aws.region",), "vpc.subnet": ("vpc.vpc", "vpc.az"), "vpc.az": ("vpc.vpc",)}
    types = wanted.get(type, ("vpc.subnet", "vpc.subnet", "vpc.vpc", "vpc.az", "vpc.security_group"))
    found = [c.id for c in design.components if c.type in types and c.id not in within]
    return random.choice(sorted(found)) if found and random.random() < 0.8 else None


def spans(design: Design, random: Random) -> tuple[str, ...]:
    found = sorted(c.id for c in design.components if c.type == "vpc.subnet")
    return tuple(sorted(random.sample(found, min(len(found), random.randrange(4)))))


def properties(random: Random, catalogue: Catalogue, component: Component) -> dict[str, object]:
    """The component's properties, with one of them given another value, sound or not."""
    definitions = catalogue.type_of(component).properties
    if not definitions:
        return {}
    name = random.choice(sorted(definitions))
    definition = definitions[name]
    values = {
        "boolean": [True, False],
        "integer": [0, 1, 5, 60, 10**6],
        "number": [0, 1, 5, 60, 10**6],
        "duration": [0, 1, 30, 180, 10**6],
        "cidr": [f"10.0.{random.randrange(4)}.0/24", "10.0.0.0/16", "10.0.0.0/23", "wrong"],
        "list": [[], ["tcp 443 from 0.0.0.0/0"], ["tcp 22 from 0.0.0.0/0"]],
        "json": [{}, {"a": 1}],
    }.get(definition.type, ["a", "b", "Bad_Bucket", "x.fifo"])
    options = definition.bound("values", "current")
    if options and random.random() < 0.8:
        values = list(options)
    kept = {k: v for k, v in component.properties.items() if k != name}
    return kept if random.random() < 0.2 else {**kept, name: random.choice(values)}
