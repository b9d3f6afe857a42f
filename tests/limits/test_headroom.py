"""How far a design is from its limits: what is measured, added up, assumed, and which comes first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.catalog.catalogue import Catalogue, read_palettes
from archdesk.limits.headroom import Headroom, headroom, headroom_of
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Edition, Settings

PALETTE = """
service: Testing
category: general
relations:
  triggers: {label: triggers}
components:
  aws.account: {label: Account, container: {group: account}}
  aws.region:
    label: Region
    container: {group: region}
    properties:
      region: {type: string}
  vpc.vpc: {label: VPC, container: {group: vpc}}
  vpc.az:
    label: Zone
    container: {group: az}
    properties:
      zone: {type: string}
  test.machine:
    label: Machine
    properties:
      memory: {type: integer, default: 128, max: {notes: 3008, current: 10240}}
      tags: {type: list, default: []}
      policy: {type: json}
      is_fast: {type: boolean, default: false}
    limits:
      - {label: Memory, current: 10240 MB, measure: memory, unit: MB}
      - {label: Tags, current: "50", measure: count(tags), most: 50}
      - {label: Policy, current: 20 bytes, measure: length(policy), most: 20, unit: bytes}
      - {label: Sources, current: "2", measure: "incoming('triggers')", most: 2, rule: TST-001}
      - {label: Calls, current: 10 a second, measure: calls / seconds, most: 10, unit: calls a second, raisable: true}
      - {label: Fast calls, current: "5", measure: calls / seconds, when: is_fast, most: 5}
      - {label: Machines in a VPC, current: "3", measure: "1", most: 3, scope: vpc}
      - {label: Machines in a zone, current: "2", measure: "1", most: 2, scope: az}
      - {label: Machines in a region, current: "4", measure: "1", most: {notes: 2, current: 4}, scope: region, raisable: true}
      - {label: Memory of the account, current: 1000 MB, measure: memory, most: 1000, scope: account}
      - {label: New, current: "1", measure: "1", most: {current: 1}}
      - {label: A word, current: some}
    usage:
      calls: {label: Calls, unit: calls, small: 2628000, medium: 26280000, large: 262800000}
rules:
  - {id: TST-001, title: T, severity: error, for: {component: test.machine}, check: true, message: m, why: w}
"""


def catalogue() -> Catalogue:
    found = read_palettes([("test.yaml", PALETTE)])
    assert found.problems == ()
    return found


CATALOGUE = catalogue()


def machine(id: str, parent: str | None = None, **given: object) -> Component:
    usage = given.pop("usage", {})
    return Component(
        id, "test.machine", id.title(), Rect(0, 0, 80, 80), parent, (), properties=given, usage=usage
    )  # type: ignore[arg-type]


def container(id: str, type: str, parent: str | None = None, **properties: str) -> Component:
    return Component(id, type, id.title(), Rect(0, 0, 80, 80), parent, (), properties=properties)


def of(
    design: Design, label: str, preset: str = "medium", edition: Edition = "current"
) -> dict[str, Headroom]:
    """The headroom of one limit by the component it is about."""
    return {h.component: h for h in headroom(design, CATALOGUE, preset, edition) if h.limit.label == label}


def test_a_property_is_held_against_its_bound_in_the_edition():
    design = Design([machine("a", memory=3008)])
    (today,) = of(design, "Memory").values()
    assert (today.used, today.most, today.unit, today.told_by) == (3008, 10240, "MB", "PRP-001")
    (then,) = of(design, "Memory", edition="notes").values()
    assert (then.most, then.share, then.left, then.is_broken) == (3008, 1, 0, False)


@pytest.mark.parametrize(
    ("label", "properties", "used"),
    [
        ("Tags", {"tags": ["a", "b"]}, 2),
        ("Tags", {}, 0),
        ("Policy", {"policy": {"a": [1, 2]}}, len('{"a":[1,2]}')),
        ("Policy", {"policy": "é"}, 2),
    ],
)
def test_lists_are_counted_and_texts_measured_in_bytes(label: str, properties: dict[str, object], used: int):
    (found,) = of(Design([machine("a", **properties)]), label).values()
    assert found.used == used


def test_what_is_not_set_is_not_measured():
    assert of(Design([machine("a")]), "Policy") == {}


def test_connections_are_counted_and_the_rule_that_tells_is_named():
    edges = [Connection(f"e{i}", f"s{i}", "a", "triggers") for i in range(3)]
    design = Design([*(machine(f"s{i}") for i in range(3)), machine("a"), *edges])
    found = of(design, "Sources")["a"]
    assert (found.used, found.is_broken, found.told_by) == (3, True, "TST-001")


def test_usage_that_nobody_entered_is_assumed():
    design = Design([machine("a"), machine("b", usage={"calls": 26280000})])
    small = of(design, "Calls", "small")
    assert (small["a"].used, small["a"].assumed, small["a"].average) == (1, True, True)
    assert (small["b"].used, small["b"].assumed) == (10, False)
    assert of(design, "Calls", "none").keys() == {"b"}


def test_usage_that_is_no_number_is_not_measured():
    design = Design([machine("a", usage={"calls": "many"}), machine("b", usage={"calls": -1})])
    assert of(design, "Calls") == {}


def test_a_limit_counts_only_where_its_condition_holds():
    design = Design([machine("a"), machine("b", is_fast=True)])
    assert of(design, "Fast calls").keys() == {"b"}


def test_what_is_in_one_place_is_added_up():
    design = Design(
        [
            container("w", "aws.region", region="eu-west-1"),
            container("v", "vpc.vpc", "w"),
            container("z", "vpc.az", "v", zone="a"),
            machine("a", "z", memory=300),
            machine("b", "v", memory=300),
            machine("c", memory=300),
            Settings(region="us-east-1"),
        ]
    )
    (vpc,) = of(design, "Machines in a VPC").values()
    assert (vpc.components, vpc.where, vpc.used, vpc.most) == (("a", "b"), "V", 2, 3)
    (zone,) = of(design, "Machines in a zone").values()
    assert (zone.components, zone.where) == (("a",), "eu-west-1, zone a")
    regions = of(design, "Machines in a region")
    assert {h.where: h.components for h in regions.values()} == {"eu-west-1": ("a", "b"), "us-east-1": ("c",)}
    (account,) = of(design, "Memory of the account").values()
    assert (account.components, account.where, account.used) == (("a", "b", "c"), "the account", 900)


def test_each_account_has_its_own_quota_in_a_region():
    design = Design(
        [container("p", "aws.account"), container("q", "aws.account"), machine("a", "p"), machine("b", "q")]
    )
    assert of(design, "Machines in a region").keys() == {"a", "b"}
    assert {h.where for h in of(design, "Memory of the account").values()} == {"P", "Q"}


def test_an_edition_without_a_number_has_no_such_limit():
    design = Design([machine("a")])
    assert of(design, "New").keys() == {"a"}
    assert of(design, "New", edition="notes") == {}


def test_the_nearest_limit_comes_first_and_settings_come_last():
    design = Design([machine("a"), machine("b", tags=["t"] * 49), machine("c", memory=10239)])
    found = headroom(design, CATALOGUE, "none")
    assert (found[0].limit.label, found[0].is_broken) == ("Memory of the account", True)
    growing = [h.share for h in found if not h.settled]
    settings = [h.share for h in found if h.settled]
    assert [h.share for h in found] == [*growing, *settings]
    assert growing == sorted(growing, reverse=True)
    assert settings == sorted(settings, reverse=True)
    assert {h.limit.label for h in found if h.settled} == {"Memory", "New"}


def test_a_setting_beyond_its_bound_is_not_put_last():
    found = headroom(Design([machine("a", memory=20000, tags=["t"])]), CATALOGUE, "none")
    assert {h.limit.label for h in found[:2]} == {"Memory", "Memory of the account"}


def test_the_headroom_of_one_component_is_that_of_the_design():
    design = Design([machine("a", memory=200), machine("b", tags=["t"]), container("w", "aws.region")])
    whole = set(headroom(design, CATALOGUE))
    for id in ("a", "b"):
        own = headroom_of(design, CATALOGUE, design.component(id))
        assert set(own) == {h for h in whole if id in h.components}
        labels = [h.limit.label for h in own]
        assert labels == [x.label for x in CATALOGUE.types["test.machine"].limits if x.label in labels]
    assert headroom_of(design, CATALOGUE, design.component("w")) == ()


def test_amounts_are_exact():
    design = Design([machine("a", usage={"calls": 1})])
    (found,) = of(design, "Calls").values()
    assert isinstance(found.used, Decimal)
    assert found.used == (Decimal(1) / 2628000).quantize(Decimal("0.000001"))


PLACES = ("w", "e", "v", None)
MACHINES = st.lists(
    st.tuples(st.sampled_from(PLACES), st.integers(0, 9000), st.integers(0, 10**9)), max_size=12
)


def placed(machines: list[tuple[str | None, int, int]], more: int = 0) -> Design:
    return Design(
        [
            container("w", "aws.region", region="eu-west-1"),
            container("e", "aws.region", region="us-east-1"),
            container("v", "vpc.vpc", "w"),
            *(
                machine(f"m{n}", place, memory=memory, usage={"calls": calls + more})
                for n, (place, memory, calls) in enumerate(machines)
            ),
            Settings(region="us-east-1"),
        ]
    )


@given(MACHINES)
def test_what_is_added_up_is_the_sum_of_its_parts(machines: list[tuple[str | None, int, int]]):
    design = placed(machines)
    used = {h.where: h.used for h in of(design, "Machines in a region").values()}
    here = sum(place in ("w", "v") for place, _, _ in machines)
    assert used == {
        where: count for where, count in (("eu-west-1", here), ("us-east-1", len(machines) - here)) if count
    }
    assert sum(h.used for h in of(design, "Memory of the account").values()) == sum(m for _, m, _ in machines)
    for found in headroom(design, CATALOGUE):
        assert found.share == found.used / found.most
        assert found.left == found.most - found.used
        assert found.component == min(found.components)


@given(MACHINES, st.integers(0, 10**9))
def test_more_usage_never_leaves_more(machines: list[tuple[str | None, int, int]], more: int):
    before, after = (of(placed(machines, extra), "Calls") for extra in (0, more))
    assert all(after[id].left <= found.left for id, found in before.items())
