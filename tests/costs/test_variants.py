"""What-if designs: what they change and cost, that the design stays as it is, and where on-demand breaks even."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import NoPrice, load_books
from archdesk.costs.break_even import BreakEven, break_even, capacity_for
from archdesk.costs.estimate import estimate
from archdesk.costs.variants import Variant, in_region, variants
from archdesk.model.design import Design
from archdesk.model.records import Settings
from tests.costs.designs import component, design

CATALOGUE, BOOKS = load_catalogue(), load_books()


def made(of: Design, **options: object) -> dict[str, Variant]:
    return {v.id: v for v in variants(of, CATALOGUE, BOOKS, regions=("eu-west-1",), **options)}


def change(variant: Variant) -> Decimal:
    assert variant.difference is not None
    return variant.difference.change


def test_a_variant_costs_what_its_own_design_is_estimated_at_and_the_design_is_untouched():
    of = design(
        component("web", "ec2.instance", instance_type="m5.large"),
        component("db", "rds.instance", engine="postgres", instance_class="db.t3.micro"),
        component("orders", "dynamodb.table"),
    )
    before = dict(of.records)
    found = made(of)
    assert dict(of.records) == before
    now = estimate(of, CATALOGUE, BOOKS).monthly
    for variant in found.values():
        assert variant.difference is not None
        assert variant.difference.after == estimate(variant.design, CATALOGUE, BOOKS).monthly
        assert variant.difference.before == now
        assert dict(variant.design.records) != before


def test_another_region_moves_the_settings_and_the_containers_that_stand_for_it():
    of = design(
        component("home", "aws.region", region="us-east-1"),
        component("away", "aws.region", region="us-west-2"),
        component("web", "ec2.instance", "home"),
        component("copy", "ec2.instance", "away"),
    )
    variant = in_region(of, CATALOGUE, "eu-west-1")
    assert variant.design.settings.region == "eu-west-1"
    assert variant.design.component("home").properties["region"] == "eu-west-1"
    assert variant.design.component("away").properties["region"] == "us-west-2"
    assert "Away stays in us-west-2." in variant.caveats
    regions = {i.component: i.region for i in estimate(variant.design, CATALOGUE, BOOKS).items}
    assert (regions["web"], regions["copy"]) == ("eu-west-1", "us-west-2")


@pytest.mark.parametrize(
    ("type", "property", "old", "new"),
    [
        ("ec2.instance", "instance_type", "t3.micro", "t4g.micro"),
        ("ec2.instance", "instance_type", "m5.large", "m7g.large"),
        ("autoscaling.group", "instance_type", "m5.large", "m6i.large"),
        ("beanstalk.environment", "instance_type", "t3.micro", "t4g.micro"),
        ("eks.cluster", "node_type", "t3.medium", "t4g.medium"),
        ("rds.instance", "instance_class", "db.t3.medium", "db.t4g.medium"),
        ("rds.aurora", "instance_class", "db.r5.large", "db.r6g.large"),
        ("elasticache.redis", "node_type", "cache.m5.large", "cache.m6g.large"),
    ],
)
def test_machines_are_offered_in_families_that_have_their_size(type: str, property: str, old: str, new: str):
    of = design(component("it", type, **{property: old}))
    sizes = {
        v.design.component("it").properties[property] for v in made(of).values() if v.id.startswith("family:")
    }
    assert new in sizes
    assert old not in sizes


def test_all_machines_of_a_family_move_together_and_arm_says_what_it_asks_for():
    of = design(component("a", "ec2.instance"), component("b", "autoscaling.group"))
    arm = made(of)["family:AmazonEC2:t3:t4g"]
    assert [arm.design.component(id).properties["instance_type"] for id in "ab"] == ["t4g.micro", "t4g.micro"]
    assert any("arm64" in caveat for caveat in arm.caveats)
    assert change(arm) < 0
    database = made(design(component("db", "rds.instance", engine="mysql", instance_class="db.t3.micro")))
    assert not any(
        "arm64" in c for c in database["family:AmazonRDS:t3:t4g"].caveats
    )  # the service brings its image


def test_windows_is_not_offered_machines_that_cannot_run_it():
    found = made(design(component("it", "ec2.instance", os="windows", instance_type="m5.large")))
    assert not any(v.endswith("g") for v in found if v.startswith("family:"))


def test_an_older_family_is_not_offered():
    found = made(design(component("it", "ec2.instance", instance_type="m7g.large")))
    assert not any(":m5" in v or ":m6" in v for v in found)


@pytest.mark.parametrize("on", [False, True], ids=["single", "standby"])
def test_a_database_is_offered_with_a_standby_or_without(on: bool):
    of = design(component("db", "rds.instance", engine="postgres", instance_class="db.t3.micro", multi_az=on))
    variant = made(of)["flag:db:multi_az"]
    assert variant.design.component("db").properties["multi_az"] is not on
    assert (change(variant) < 0) is on
    assert variant.label == f"Db: {'without' if on else 'with'} Multi-AZ standby"


def test_a_table_on_demand_is_offered_capacity_that_its_reads_and_writes_need():
    of = design(component("t", "dynamodb.table", usage={"reads": 26_280_000, "writes": 1}))
    variant = made(of)["capacity:t:provisioned"]
    properties = variant.design.component("t").properties
    # 26,280,000 reads a month are 10 a second: 14.3 RCU at 70 %.
    assert (properties["billing_mode"], properties["read_capacity"], properties["write_capacity"]) == (
        "provisioned",
        15,
        1,
    )
    back = made(design(component("t", "dynamodb.table", billing_mode="provisioned")))
    assert back["capacity:t:on_demand"].design.component("t").properties["billing_mode"] == "on_demand"


def test_a_stream_is_offered_on_demand_where_the_edition_has_it():
    stream = component("s", "kinesis.stream")
    variant = made(design(stream))["capacity:s:on_demand"]
    assert variant.design.component("s").properties["capacity_mode"] == "ON_DEMAND"
    assert not any(v.startswith("capacity:") for v in made(design(stream, Settings(edition="notes"))))


def test_a_variant_without_a_price_comes_last_and_says_so():
    of = design(component("web", "ec2.instance", instance_type="c5a.large"))
    found = variants(of, CATALOGUE, BOOKS)
    lost = [
        v.difference is not None and any(e.kind == "price lost" for e in v.difference.entries) for v in found
    ]
    assert lost == sorted(lost)


@pytest.mark.parametrize("kind", ["reads", "writes"])
def test_at_the_break_even_both_cost_the_same(kind):
    found = break_even(BOOKS, "us-east-1", kind, Decimal(10))
    assert isinstance(found, BreakEven)
    name = {"reads": "read_request_units", "writes": "write_request_units"}[kind]
    each = BOOKS.find("us-east-1", "AmazonDynamoDB", name, {})
    assert not isinstance(each, NoPrice)
    on_demand = Fraction(found.requests) * Fraction(each.tiers[0].usd)
    assert abs(on_demand - Fraction(found.provisioned)) < Fraction(1, 10**40)


def test_the_break_even_is_said_with_its_arithmetic():
    found = break_even(BOOKS, "us-east-1", "reads", Decimal(10))
    assert isinstance(found, BreakEven)
    assert found.words == (
        "10 RCU x 730 hours x $0.00013 / hour = $0.95 a month. "
        "On demand that buys $0.95 / $0.000000125 / request unit = 7,592,000 reads a month, "
        "28.9 % of the 26,280,000 that 10 RCU could serve. "
        "With fewer reads on-demand is cheaper, with more provisioned is."
    )


def test_without_a_price_there_is_no_break_even():
    assert isinstance(break_even(BOOKS, "mars-1", "reads"), NoPrice)
    assert isinstance(break_even(BOOKS, "us-east-1", "reads", Decimal(0)), NoPrice)


@pytest.mark.parametrize(("requests", "units"), [(0, 1), (1_839_600, 1), (1_839_601, 2), (18_396_000, 10)])
def test_capacity_is_rounded_up(requests: int, units: int):
    assert capacity_for(Decimal(requests)) == units
