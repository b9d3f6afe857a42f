"""Whatever a palette lets one connect: the template is clean and opens again equal; callers keep to what guards."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import ConnectionType
from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.export import export_design, write_draft
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.records import Connection
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_lint import complaints
from tests.conftest import FUZZ

Pair = tuple[ConnectionType, str, str]
CATALOGUE = load_catalogue()
ENTRIES = [e for p in CATALOGUE.palettes for e in p.connections]
PAIRS: list[Pair] = [(e, s, t) for e in ENTRIES for s in e.sources for t in e.targets]
TOGETHER = 40  # pairs in one template: cfn-lint is slow to start, and a template has at most 500 resources
HALVES = 2  # of the longest test, so that two processes share it
# without these the connection writes nothing
SET = {"ses.identity": {"receives_email": True}, "appsync.api": {"auth": "AWS_LAMBDA"}}


def drawn(pairs: list[Pair]) -> Design:
    d = Drawing()
    network = d.network()
    for entry, source, target in pairs:
        d.ends(CATALOGUE, network, entry, source, target)
    return d.design()


def sheets(pairs: list[Pair]) -> list[list[Pair]]:
    return [pairs[n : n + TOGETHER] for n in range(0, len(pairs), TOGETHER)]


def lint(pairs: list[Pair]) -> list[str]:
    """What cfn-lint says of each pair, the pairs it is about in words."""
    design = drawn(pairs)
    words = {
        c.source: f"{c.source}: {design.component(c.source).type} {c.relation}" for c in design.connections
    }
    return [f"{line} ({', '.join(words.values())})" for line in complaints(design, CATALOGUE)]


def changes_something(pair: Pair) -> bool:
    """Whether a connection that has no wire is asked about by a mapping."""
    design = drawn([pair])
    without = Design([r for r in design.records.values() if not isinstance(r, Connection)])
    return resources(write_draft(design, CATALOGUE)) != resources(write_draft(without, CATALOGUE))


def resources(draft: Draft) -> dict[str, Any]:
    return {k: {a: b for a, b in r.items() if a != "Metadata"} for k, r in draft.resources.items()}


# every target of every entry, the sources that share an entry in turn
WIRED = [(e, e.sources[n % len(e.sources)], t) for n, e in enumerate(ENTRIES) if e.wire for t in e.targets]


@pytest.mark.parametrize("sheet", sheets(WIRED), ids=lambda s: f"{s[0][1]}-{s[-1][2]}")
def test_what_connections_write_is_clean(sheet):
    assert lint(sheet) == []


def choices() -> list[tuple[Pair, dict[str, dict[str, Any]]]]:
    """Each choice of an end's property that a wire, or what the ends give, asks about."""
    found = []
    for pair in PAIRS:
        entry, source, target = pair
        gives = [CATALOGUE.types[end].cloudformation.gives for end in (source, target)]
        asked = set(re.findall(r"'prop': '(\w+)'|\$\{prop:(?:\w+\.)?(\w+)\}", f"{entry.wire} {gives}"))
        names = {name for groups in asked for name in groups if name}
        if not entry.wire or source != entry.sources[0]:
            continue
        for end in dict.fromkeys((source, target)):
            for name, definition in CATALOGUE.types[end].properties.items():
                values = [True, False] if definition.type == "boolean" else []
                values = definition.bound("values", "current") if definition.type == "enum" else values
                chosen = [v for v in values if v != definition.default] if name in names else []
                found += [(pair, {end: {name: value}}) for value in chosen]
    return found


def pieces(design: Design) -> set[str]:
    """Each resource and parameter by itself. A design of one connection names them as any other such design."""
    template = export_design(design, CATALOGUE)
    found = [r for section in ("Resources", "Parameters") for r in template.get(section, {}).values()]
    return {json.dumps({a: b for a, b in r.items() if a != "Metadata"}, sort_keys=True) for r in found}


def without_repeats(
    every: list[tuple[Pair, dict[str, dict[str, Any]]]],
) -> Iterator[tuple[Pair, dict[str, dict[str, Any]]]]:
    """Each choice at one target of its entry, and of many values of a property two: the rest are hunted for with time."""
    told: set[tuple[Any, ...]] = set()
    times: Counter[tuple[Any, ...]] = Counter()
    for pair, chosen in every:
        entry, source, target = pair
        ((end, values),) = chosen.items()
        ((name, value),) = values.items()
        key, place = (id(entry), end == source, name, repr(value)), (id(entry), end, target, name)
        if key not in told and times[place] < 2:
            told.add(key)
            times[place] += 1
            yield pair, chosen


@cache
def telling() -> list[tuple[Pair, dict[str, dict[str, Any]]]]:
    """The choices that write a resource which no earlier one, the plain connection nor the choice alone writes.

    Those are linted by the tests above, of every component and of every choice by itself: this one is about
    what the two write together, and cfn-lint takes longest of all.
    """
    known = {piece for pair in WIRED for piece in pieces(drawn([pair]))}
    found = []
    for pair, chosen in without_repeats(choices()):
        d = Drawing()
        d.ends(CATALOGUE, d.network(), *pair, chosen)
        design = d.design()
        known |= pieces(Design([r for r in design.records.values() if not isinstance(r, Connection)]))
        written = pieces(design)
        if written - known:
            found.append((pair, chosen))
        known |= written
    return found


@pytest.mark.parametrize("part", range(HALVES))
def test_what_connections_write_is_clean_for_each_choice_they_ask_about(part):
    found = telling() if FUZZ == 1 else choices()
    for start in range(part * TOGETHER, len(found), HALVES * TOGETHER):
        d = Drawing()
        network = d.network()
        for pair, chosen in found[start : start + TOGETHER]:
            record = {"domain_name": f"www{len(d.records)}.example.com", **chosen.get("route53.record", {})}
            d.ends(CATALOGUE, network, *pair, {**chosen, "route53.record": record})
        assert complaints(d.design(), CATALOGUE) == [], [(p[1:], c) for p, c in found[start:][:TOGETHER]]


def test_what_mappings_make_of_connections_without_wires_is_clean():
    for sheet in sheets([pair for pair in PAIRS if not pair[0].wire and changes_something(pair)]):
        assert lint(sheet) == []


def test_every_connection_opens_again_equal():
    for sheet in sheets(PAIRS):
        design = drawn(sheet)
        again = import_template(write_template(export_design(design, CATALOGUE)), "again", CATALOGUE)
        assert [i for i in {**design.records, **again.records} if design.find(i) != again.find(i)] == []


METHODS = [
    (e, "apigateway.rest_api", t)
    for e in ENTRIES
    if "apigateway.rest_api" in e.sources and any(w.get("type") == "AWS::ApiGateway::Method" for w in e.wire)
    for t in e.targets
]


@pytest.mark.parametrize("pair", METHODS, ids=lambda p: p[2])
def test_what_guards_an_api_guards_the_method(pair):
    d = Drawing()
    guarded = {"apigateway.rest_api": {"api_key_required": True}}
    api, _ = d.ends(CATALOGUE, d.network(), *pair, guarded)
    d.connect(d.put("cognito.user_pool", "People"), "authorizes", api)
    written = write_draft(d.design(), CATALOGUE).resources
    authorizer = next(k for k, r in written.items() if r["Type"] == "AWS::ApiGateway::Authorizer")
    methods = [r["Properties"] for r in written.values() if r["Type"] == "AWS::ApiGateway::Method"]
    guards = [(m["AuthorizationType"], m["AuthorizerId"], m["ApiKeyRequired"]) for m in methods]
    assert set(map(str, guards)) == {str(("COGNITO_USER_POOLS", {"Ref": authorizer}, True))}


# what a key encrypts, and lets nobody write to who may not use the key
SHARED = [
    p
    for p in METHODS
    for e in CATALOGUE.connection_types("kms.key", p[2])
    if any("share" in w and p[2] in (w.get("when") or {}).get("type", [p[2]]) for w in e.wire)
]


@pytest.mark.parametrize("pair", SHARED, ids=lambda p: p[2])
def test_an_api_that_writes_to_what_a_key_encrypts_may_use_the_key(pair):
    d = Drawing()
    _, store = d.ends(CATALOGUE, d.network(), *pair)
    d.connect(d.put("kms.key", "Own key"), "encrypts", store)
    written = write_draft(d.design(), CATALOGUE).resources
    roles = {k: r["Properties"] for k, r in written.items() if r["Type"] == "AWS::IAM::Role"}
    callers = {
        k for k, r in roles.items() if "apigateway.amazonaws.com" in str(r["AssumeRolePolicyDocument"])
    }
    policies = [r for r in written.values() if r["Type"] == "AWS::IAM::Policy" and callers & referenced(r)]
    assert ["OwnKey" in referenced(r) for r in policies] == [True]


TO_FUNCTIONS = [p for p in PAIRS if p[2] == "lambda.function" and p[0].wire]
FROM_AUTHORIZERS = [
    p for p in PAIRS if p[1] == "lambda.function" and p[0].relation == "authorizes" and p[0].wire
]
CUSTOM = [p for p in PAIRS if p[1] == "cloudformation.custom_resource" and p[2] == "lambda.function"]
# an action of a pipeline takes the name of a function, and no alias
QUIET = ("watches", "encrypts", "deploys_to")
CALLS = [p for p in TO_FUNCTIONS + FROM_AUTHORIZERS + CUSTOM if p[0].relation not in QUIET]


@pytest.mark.parametrize("pair", CALLS, ids=lambda p: f"{p[1]}-{p[0].relation}-{p[2]}")
def test_whoever_calls_a_function_calls_its_alias(pair):
    d = Drawing()
    function = {"lambda.function": {"alias": "live"}}
    ends = d.ends(CATALOGUE, d.network(), *pair, {**SET, **function})
    callee = ends[1] if pair[2] == "lambda.function" else ends[0]
    draft = write_draft(d.design(), CATALOGUE)
    name = draft.logical_id(draft.design.component(callee))
    alias = f"{name}Alias"
    others = {k: r for k, r in draft.resources.items() if k != name and draft.owners.get(k) != callee}
    # a state machine and a stream may be told of either, so a role may say both
    past = {k for k, r in others.items() if name in referenced(r) and alias not in referenced(r)}
    assert past == set()
    assert any(alias in referenced(r) for r in others.values())


def test_a_function_without_an_alias_is_called_itself():
    for pair in CALLS:
        d = Drawing()
        d.ends(CATALOGUE, d.network(), *pair, SET)
        named = set().union(*(referenced(r) for r in write_draft(d.design(), CATALOGUE).resources.values()))
        assert not [n for n in named if n.endswith("Alias")], pair[1:]
