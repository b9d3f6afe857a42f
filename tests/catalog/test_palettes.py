"""The palettes that come with ArchDesk: every entry says what a person needs, and nothing in it contradicts itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import get_args

import pytest

from archdesk.catalog.catalogue import load_catalogue, read_palettes
from archdesk.catalog.definitions import ComponentType, Palette, Property
from archdesk.model.records import Edition
from archdesk.shipped import icon_file

CATALOGUE = load_catalogue()
TYPES = [pytest.param(t, id=t.id) for t in CATALOGUE.types.values()]
PRESETS = [pytest.param(p, id=p.id) for p in CATALOGUE.presets.values()]
CONNECTIONS = [
    pytest.param(c, id=f"{'+'.join(c.sources)} {c.relation} {'+'.join(c.targets)}")
    for palette in CATALOGUE.palettes
    for c in palette.connections
]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
NUMBERS = ("integer", "number", "duration")
# What ArchDesk promises to draw; a service may be added, but none may vanish unnoticed.
EXPECTED = [
    "aws.region",
    "aws.resource",
    "external.users",
    "external.internet",
    "external.on_premises",
    "vpc.vpc",
    "vpc.az",
    "vpc.subnet",
    "vpc.security_group",
    "vpc.internet_gateway",
    "vpc.nat_gateway",
    "vpc.endpoint",
    "ec2.instance",
    "ec2.volume",
    "ec2.elastic_ip",
    "autoscaling.group",
    "elb.application",
    "rds.instance",
    "elasticache.redis",
    "s3.bucket",
    "cloudfront.distribution",
    "route53.record",
    "lambda.function",
    "apigateway.rest_api",
    "dynamodb.table",
    "sqs.queue",
    "sns.topic",
    "iam.role",
    "kms.key",
    "cloudwatch.alarm",
]


# The properties of each type, and those of all connections: one test for many, because there are some hundreds.
PROPERTIES = [
    *(pytest.param(t.properties, id=t.id) for t in CATALOGUE.types.values()),
    pytest.param(
        {f"{c.id}.{name}": p for c in CONNECTIONS for name, p in c.values[0].properties.items()},
        id="connections",
    ),
]


def test_the_shipped_palettes_have_no_problem():
    assert [str(p) for p in CATALOGUE.problems] == []


def test_no_promised_component_is_missing():
    assert set(EXPECTED) - CATALOGUE.types.keys() == set()


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_says_what_it_is(kind: ComponentType):
    assert kind.label
    assert kind.summary.endswith("."), "a summary is a sentence"
    assert len(kind.summary) <= 120, "a summary fits into the palette's tooltip"
    assert icon_file(kind.icon) is not None, f"there is no icon {kind.icon}"
    assert kind.keywords or kind.id == "aws.resource"
    assert len(set(kind.keywords)) == len(kind.keywords)
    assert kind.cite or kind.aws or kind.id == "aws.resource", "a section of the notes, or a page of AWS"


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_says_where_it_stands(kind: ComponentType):
    place = kind.placement
    anywhere = {"aws.region", "vpc.subnet"} <= set(place.parents)
    assert place.reason or anywhere, "said when it stands elsewhere"
    for parent in place.parents:
        assert CATALOGUE.types[parent].container is not None, f"{parent} holds nothing"
    if place.scope in ("vpc", "az", "subnet"):
        assert place.parents, "it stands inside a network, but nothing may hold it"


@pytest.mark.parametrize("kind", TYPES)
def test_the_second_line_of_a_type_names_properties_it_has(kind: ComponentType):
    names = re.findall(r"\{([a-z_]+)", kind.detail)
    assert set(names) <= kind.properties.keys()


@pytest.mark.parametrize("kind", TYPES)
def test_a_limit_says_since_when_it_is_another(kind: ComponentType):
    for limit in kind.limits:
        assert limit.current
        if limit.changed:
            assert limit.notes not in ("", limit.current)


@pytest.mark.parametrize("properties", PROPERTIES)
def test_a_default_is_within_its_bounds(properties: Mapping[str, Property]):
    for name, property in properties.items():
        default = property.default
        if default is None:
            continue
        if property.type == "enum":
            assert default in (property.bound("values", "current") or ()), name
        for edition in EDITIONS if property.type in NUMBERS else ():
            low, high = property.bound("min", edition), property.bound("max", edition)
            assert isinstance(default, int | float), name
            assert not isinstance(default, bool), name
            assert low is None or default >= low, name
            assert high is None or default <= high, name
        if property.type == "boolean":
            assert isinstance(default, bool), name
        if property.type == "list":
            assert isinstance(default, list), name


@pytest.mark.parametrize("properties", PROPERTIES)
def test_bounds_leave_something_to_choose(properties: Mapping[str, Property]):
    for name, property in properties.items():
        assert property.label, name
        for edition in EDITIONS:
            low, high = property.bound("min", edition), property.bound("max", edition)
            assert low is None or high is None or low <= high, name
            if property.type == "enum":
                values = property.bound("values", edition)
                assert values, name
                assert len(set(values)) == len(values), name


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_properties_its_type_has(preset):
    kind = CATALOGUE.types[preset.type]
    assert preset.properties.keys() <= kind.properties.keys()
    assert preset.label
    assert preset.summary
    assert not preset.icon or icon_file(preset.icon) is not None
    for name, value in preset.properties.items():
        definition = kind.properties[name]
        values = definition.bound("values", "current")
        assert values is None or value in values, f"{name} may not be {value!r}"
        low, high = definition.bound("min", "current"), definition.bound("max", "current")
        assert low is None or value >= low
        assert high is None or value <= high


def test_names_in_the_palette_tell_entries_apart():
    hidden = {p.type for p in CATALOGUE.presets.values() if p.hides_type}
    labels = Counter(t.label for t in CATALOGUE.types.values() if t.id not in hidden)
    labels.update(p.label for p in CATALOGUE.presets.values())
    assert [label for label, number in labels.items() if number > 1] == []


@pytest.mark.parametrize("palette", [pytest.param(p, id=p.service) for p in CATALOGUE.palettes])
def test_a_connection_that_is_no_good_says_why(palette: Palette):
    for entry in palette.connections:
        if entry.verdict in ("discouraged", "wrong"):
            assert entry.reason.endswith("."), entry
            assert not entry.instead.endswith("."), entry  # it is put into a sentence
            assert entry.instead or entry.verdict == "discouraged", entry
        beyond_the_notes = any(not CATALOGUE.types[t].cite for t in (*entry.sources, *entry.targets))
        assert entry.cite or beyond_the_notes or entry.verdict == "allowed", entry


def test_no_connection_is_judged_twice():
    seen = Counter(
        (source, entry.values[0].relation, target, repr(entry.values[0].where))
        for entry in CONNECTIONS
        for source in entry.values[0].sources
        for target in entry.values[0].targets
    )
    assert [pair for pair, number in seen.items() if number > 1] == []


@pytest.mark.parametrize(
    "source, relation, target, verdict",
    [
        ("external.users", "requests", "elb.application", "recommended"),
        ("external.internet", "requests", "ec2.instance", "discouraged"),
        ("external.users", "connects", "rds.instance", "wrong"),
        ("external.internet", "connects", "elasticache.redis", "wrong"),
        ("elb.application", "routes_to", "autoscaling.group", "recommended"),
        ("elb.application", "routes_to", "lambda.function", "recommended"),
        ("elb.application", "routes_to", "rds.instance", "wrong"),
        ("autoscaling.group", "connects", "rds.instance", "recommended"),
        ("ec2.instance", "connects", "elasticache.redis", "recommended"),
        ("ec2.instance", "reads", "s3.bucket", "recommended"),
        ("autoscaling.group", "reads_writes", "dynamodb.table", "recommended"),
        ("ec2.instance", "publishes", "sns.topic", "recommended"),
        ("rds.instance", "replicates_to", "rds.instance", "recommended"),
        ("rds.instance", "connects", "ec2.instance", "wrong"),
        ("ec2.volume", "attached_to", "ec2.instance", "recommended"),
        ("ec2.volume", "attached_to", "lambda.function", "wrong"),
        ("ec2.elastic_ip", "attached_to", "elb.application", "wrong"),
        ("vpc.internet_gateway", "attached_to", "vpc.vpc", "recommended"),
        ("vpc.subnet", "routes_to", "vpc.nat_gateway", "recommended"),
    ],
)
def test_the_palettes_judge_what_is_commonly_drawn(source, relation, target, verdict):
    entries = {e.relation: e.verdict for e in CATALOGUE.connection_types(source, target)}
    assert entries.get(relation) == verdict


def test_a_palette_with_mistakes_names_them_and_keeps_the_rest():
    text = """
service: Amazon Sample
category: compute
components:
  sample.good: {label: Good}
  sample.bad: {label: Bad, colour: red}
connections:
  - {from: sample.good, to: sample.gone, relation: sends}
"""
    catalogue = read_palettes([("sample.yaml", text)])
    assert set(catalogue.types) == {"sample.good"}
    told = " ".join(str(p) for p in catalogue.problems)
    assert all(word in told for word in ("colour", "sample.gone", "sends"))
