"""What the language of rules understands, and that anything else is a problem that names its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.catalog.definitions import RuleDefinition
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Settings
from archdesk.rules.check import check_design, examine_design, rule_problems
from archdesk.rules.checks import compile_check
from archdesk.rules.fixes import preview_fix
from archdesk.rules.scope import Case, RuleError, Scope, Variable
from tests.rules.worked import drawn, worked

TWO_ZONES = {
    "v": {"type": "vpc.vpc", "name": "Network"},
    "a": {"type": "vpc.subnet", "in": "v", "zone": "a", "cidr": "10.0.0.0/24", "public": True},
    "b": {"type": "vpc.subnet", "in": "v", "zone": "b", "cidr": "10.0.1.0/24"},
    "i": {"type": "ec2.instance", "in": "a"},
    "l": {"type": "elb.application", "in": "v", "spans": ["a", "b"]},
    "db": {"type": "rds.instance", "in": "v", "spans": ["b"]},
    "q": "sqs.queue",
    "f": {"type": "lambda.function", "timeout": 10},
}
EDGES = (
    "l connects i",
    "i connects db",
    "q triggers f",
    {"from": "f", "to": "db", "relation": "connects", "port": 5432},
)


@dataclass
class Palettes:
    """The worked catalogue's types with one rule of one's own."""

    rule: dict[str, Any]
    catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        given = {
            "id": "OWN-001",
            "title": "Own",
            "severity": "info",
            "message": "{it}",
            "why": "Test",
            **self.rule,
        }
        definition = RuleDefinition.model_validate({**given, "file": "own.yaml"})
        (palette,) = worked().palettes
        self.catalogue = Catalogue([palette.model_copy(update={"rules": (definition,)})])

    def found(self, design: Design) -> dict[str, str]:
        findings = check_design(design, self.catalogue)
        return {f.connection or f.components[0]: f.message for f in findings if f.rule == "OWN-001"}


def outcome(check: Any, let: dict[str, Any] | None = None, subject: str = "i") -> bool | None:
    """Whether a check holds for one component of the two-zone design; None: cannot tell."""
    design = drawn(TWO_ZONES, *EDGES)
    kind = design.component(subject).type
    rule = {"for": {"component": kind}, "check": check, "let": let or {}, "when": {"eq": ["$it.id", subject]}}
    palettes = Palettes(rule)
    assert rule_problems(palettes.catalogue) == ()
    findings, questions = examine_design(design, palettes.catalogue)
    assert [f for f in findings if f.rule == "RUL-001"] == []
    if any(q.rule == "OWN-001" for q in questions):
        return None
    return not any(f.rule == "OWN-001" for f in findings)


@pytest.mark.parametrize(
    "check, expected",
    [
        ({"eq": ["$it.az", "a"]}, True),
        ({"ne": ["$it.az", "a"]}, False),
        ({"gt": ["$it.count", 0]}, True),
        ({"lt": ["$it.count", "text"]}, None),
        ({"eq": ["$it.count", True]}, False),
        ({"eq": ["$it.zone", "a"]}, None),
        ({"exists": "$it.zone"}, False),
        ({"exists": "$it.count"}, True),
        ({"chosen": "$it.count"}, False),
        ({"decided": "$it.count"}, None),
        ({"eq": [{"min": ["$it.count", 6]}, 1]}, True),
        ({"eq": [{"max": ["$it.count", 6]}, 6]}, True),
        ({"in": ["$it.az", ["a", "b"]]}, True),
        ({"contains": ["$it.zones", "b"]}, False),
        ({"eq": ["$it.vpc", "v"]}, True),
        ({"eq": ["$it.public", True]}, True),
        ({"eq": ["$it.region", "us-east-1"]}, True),
        ({"eq": ["$it.egress", "none"]}, True),
        ({"eq": ["$it.in_vpc", True]}, True),
        ({"eq": ["$it.imported", False]}, True),
        ({"eq": ["$it.parent_type", "vpc.subnet"]}, True),
        ({"starts_with": ["$it.type", "ec2."]}, True),
        ({"ends_with": ["$it.type", [".queue", ".instance"]]}, True),
        ({"matches_format": ["$it.name", "bucket_name"]}, False),
        ({"eq": [{"mul": ["$it.count", 6]}, 6]}, True),
        ({"eq": [{"div": [7, 2]}, 3.5]}, True),
        ({"eq": [{"div": [7, 0]}, 3.5]}, None),
        ({"eq": [{"add": ["$it.count", 1, 2]}, {"sub": [5, 1]}]}, True),
        ({"eq": [{"prefix": "10.0.0.0/24"}, 24]}, True),
        ({"eq": [{"round_up": {"div": [7, 2]}}, 4]}, True),
        ({"eq": [{"round_up": "text"}, 4]}, None),
        ({"eq": [{"bytes": "größe"}, 7]}, True),
        ({"eq": [{"bytes": 7}, 1]}, None),
        ({"eq": [{"pick": ["b", {"a": 1, "b": 2}]}, 2]}, True),
        ({"eq": [{"pick": ["c", {"a": 1, "b": 2}]}, 2]}, None),
        ({"eq": [{"pick": ["c", {"a": 1, "other": 2}]}, 2]}, True),
        ({"eq": [{"length": "$it.zones"}, 1]}, True),
        ({"eq": [{"notes": 1, "current": 2}, 2]}, True),
        ({"eq": ["$$it", "x"]}, False),
        ({"if": [{"eq": ["$it.az", "b"]}, False]}, True),
        ({"if": [{"eq": ["$it.zone", "b"]}, False]}, None),
        ({"if": [{"eq": ["$it.zone", "b"]}, True]}, True),
        ({"not": {"eq": ["$it.zone", "a"]}}, None),
        ({"all": [{"eq": ["$it.zone", "a"]}, False]}, False),
        ({"any": [{"eq": ["$it.zone", "a"]}, True]}, True),
        ({"cidr_within": ["10.0.1.0/24", "10.0.0.0/16"]}, True),
        ({"cidr_within": ["10.1.1.0/24", ["10.0.0.0/16", "10.1.0.0/16"]]}, True),
        ({"cidr_overlap": ["10.0.0.0/24", "10.0.1.0/24"]}, False),
        ({"cidr_overlap": ["nonsense", "10.0.1.0/24"]}, None),
        ({"path": {"from": "$it", "to": {"type": "rds.instance"}}}, True),
        ({"path": {"from": "$it", "to": {"type": "rds.*"}, "over": ["triggers"]}}, False),
        ({"path": {"from": "$it", "to": {"type": "elb.application"}}}, False),
    ],
)
def test_a_check_of_one_component(check, expected):
    assert outcome(check) is expected


@pytest.mark.parametrize(
    "let, check, expected",
    [
        ({"of": "$it", "follow": ["subnets"]}, {"count": {"of": "$s", "eq": 2}}, True),
        ({"of": "$it", "follow": ["subnets"]}, {"distinct": {"of": "$s", "value": "az", "ge": 2}}, True),
        (
            {"of": "$it", "follow": ["in:vpc.vpc", "members"], "type": "vpc.subnet"},
            {"count": {"of": "$s", "eq": 2}},
            True,
        ),
        ({"of": "$it", "follow": ["in", "children"], "type": "rds.*"}, {"exists": "$s"}, True),
        ({"of": "$it", "follow": ["out:connects", "out:connects"]}, {"in": ["db", "$s"]}, True),
        ({"of": "$it", "follow": ["out", "in", "spanning"]}, {"contains": ["$s", "l"]}, True),
        (
            {"of": "$it", "follow": ["outgoing:connects", "to"]},
            {"every": {"in": "$s", "check": {"eq": ["$each.id", "i"]}}},
            True,
        ),
        (
            {"of": "$it", "follow": ["subnets"], "where": {"eq": ["$each.public", True]}},
            {"count": {"of": "$s", "eq": 1}},
            True,
        ),
        (
            {"of": "$design", "type": "sqs.queue"},
            {"none": {"in": "$s", "as": "q", "check": {"eq": ["$q.fifo", True]}}},
            True,
        ),
        (
            {"of": "$it", "follow": "spans"},
            {"some": {"in": "$s", "check": {"eq": ["$each.public", True]}}},
            True,
        ),
        ({"of": "$it", "follow": ["vpc"]}, {"cidr_within": [["10.0.9.0/24"], "$s.cidr"]}, True),
        ({"of": "$it", "follow": ["groups"]}, {"exists": "$s"}, False),
        ({"of": "$it", "follow": ["into"]}, {"count": {"of": "$s", "ge": 0, "le": 0}}, True),
        (
            {"of": "$design", "type": "lambda.function"},
            {"sum": {"of": "$s", "value": "timeout", "le": 10}},
            True,
        ),
        (
            {"of": "$design", "type": "lambda.function"},
            {"sum": {"of": "$s", "value": "timeout", "times": "timeout", "eq": 100}},
            True,
        ),
        (
            {"of": "$design", "type": "lambda.function"},
            {"sum": {"of": "$s", "value": "timeout", "times": "name", "ge": 0}},
            None,
        ),
    ],
)
def test_a_named_set_of_a_load_balancer(let, check, expected):
    assert outcome(check, {"s": let}, "l") is expected


@pytest.mark.parametrize(
    "check, expected",
    [
        ({"count": {"of": "$s", "ge": 1}}, None),
        ({"count": {"of": "$s", "le": 2}}, True),
        ({"every": {"in": "$s", "check": {"eq": ["$each.id", "nobody"]}}}, None),
        ({"none": {"in": "$s", "check": {"eq": ["$each.id", "nobody"]}}}, True),
        ({"some": {"in": "$s", "check": {"eq": ["$each.public", True]}}}, None),
    ],
)
def test_a_member_that_perhaps_belongs_decides_nothing(check, expected):
    palettes = {
        "s": {
            "of": "$it",
            "follow": ["vpc", "members"],
            "type": "vpc.subnet",
            "where": {"eq": ["$each.zone", "c"]},
        }
    }
    components = {**TWO_ZONES, "a": {"type": "vpc.subnet", "in": "v", "public": True}}
    rule = Palettes({"for": {"component": "ec2.instance"}, "let": palettes, "check": check})
    findings, questions = examine_design(drawn(components), rule.catalogue)
    said = (
        None
        if any(q.rule == "OWN-001" for q in questions)
        else not any(f.rule == "OWN-001" for f in findings)
    )
    assert said is expected


def test_what_a_person_chose_is_told_from_a_default():
    design = drawn({"q": {"type": "sqs.queue", "fifo": False}, "r": "sqs.queue"})
    palettes = Palettes({"for": {"component": "sqs.queue"}, "check": {"chosen": "$it.fifo"}})
    assert palettes.found(design) == {"r": "r"}


def test_what_the_other_edition_says_is_told_with_the_finding():
    words = "The notes of 2019 see it otherwise."
    palettes = Palettes({"for": {"component": "sqs.queue"}, "check": False, "differs": words})
    findings = check_design(drawn({"q": "sqs.queue"}), palettes.catalogue)
    assert [f.differs for f in findings if f.rule == "OWN-001"] == [words]


def test_a_connections_ends_and_properties():
    rule = {"for": {"connection": {"to": "rds.instance"}}, "check": {"eq": ["$it.port", "$to.port"]}}
    found = Palettes({**rule, "message": "{from} calls {to} on {it.port} ({it})"})
    design = drawn(TWO_ZONES, {"from": "f", "to": "db", "relation": "connects", "port": 3306})
    assert found.found(design) == {"e0": "f calls db on 3306 (f → db)"}


def test_a_message_names_things_as_a_person_knows_them():
    palettes = Palettes(
        {
            "for": {"component": "rds.instance"},
            "let": {"subnets": {"of": "$it", "follow": ["subnets"]}},
            "check": {"none": {"in": "$subnets", "check": {"eq": ["$each.public", False]}}},
            "message": "{it} in {it.vpc}: {bad} of {subnets}, {it.multi_az}, {it.zones} {it.__class__} {Other}",
        }
    )
    assert palettes.found(drawn(TWO_ZONES)) == {"db": "db in Network: b of b, no, b {it.__class__} {Other}"}


@pytest.mark.parametrize(
    "wrong, place, says",
    [
        ({"check": {"equals": [1, 2]}}, "check › equals", "no known operator"),
        ({"check": {"eq": [1, 2], "ne": [1, 2]}}, "check", "one operator, not 2"),
        ({"check": {"eq": [1]}}, "check › eq", "two values"),
        ({"check": {"eq": ["$it.az", None]}}, "check › eq › 1", "use exists"),
        ({"check": {"eq": ["$it.colour", 1]}}, "check › eq › 0", "no property or fact 'colour'"),
        ({"check": {"chosen": "$it.az"}}, "check › chosen", "must be a property"),
        ({"check": {"chosen": "$it"}}, "check › chosen", "must be a property"),
        ({"check": {"decided": "$it"}}, "check › decided", "must be a property"),
        ({"check": {"eq": ["$that", 1]}}, "check › eq › 0", "no variable $that"),
        ({"check": {"eq": ["$it.a.b", 1]}}, "check › eq › 0", "must be a variable"),
        ({"check": {"all": []}}, "check › all", "needs a list of checks"),
        ({"check": "always"}, "check", "must be a check"),
        ({"check": {"count": {"of": "$it", "ge": 1}}}, "check › count › of", "must be a named set"),
        (
            {"check": {"every": {"in": "$s", "check": True, "but": 1}}, "let": {"s": {"of": "$it"}}},
            "check › every › but",
            "is no known key",
        ),
        (
            {"check": {"count": {"of": "$s"}}, "let": {"s": {"of": "$it"}}},
            "check › count",
            "needs a comparison",
        ),
        ({"check": {"matches_format": ["$it.name", "zip"]}}, "check › matches_format", "no format 'zip'"),
        ({"check": {"path": {"from": "$it"}}}, "check › path", "needs the key 'to'"),
        ({"let": {"s": {"of": "$it", "follow": ["sideways"]}}}, "let › s › follow › 0", "no known step"),
        (
            {"let": {"s": {"of": "$it", "follow": ["out:flies"]}}},
            "let › s › follow › 0",
            "no relation 'flies'",
        ),
        ({"let": {"s": {"of": "$it", "follow": 5}}}, "let › s › follow", "list of steps"),
        ({"let": {"it": {"of": "$it"}}}, "let › it", "not taken"),
        ({"let": {"s": "$it"}}, "let › s", "must be a mapping"),
        ({"for": {"component": "no.such"}}, "for › component", "no component type 'no.such'"),
        ({"for": {"component": "ec2.*", "connection": {}}}, "for", "either component or connection"),
        ({"for": {"node": "any"}}, "for › node", "is no known key"),
        ({"message": "{that} is wrong"}, "message", "no {that}"),
        ({"fix": [{"label": "Do", "explode": "$it"}]}, "fix › 0 › explode", "is no known step"),
        ({"fix": [{"label": "Do"}]}, "fix › 0", "does nothing"),
        ({"fix": [{"label": "Do", "set": {"colour": 1}}]}, "fix › 0 › set › colour", "no property"),
        ({"fix": [{"label": "Do", "safe": "yes", "set": {"count": 1}}]}, "fix › 0 › safe", "true or false"),
        ({"fix": [{"label": "Do", "add": {"type": "no.such"}}]}, "fix › 0 › add › type", "no component type"),
        (
            {"fix": [{"label": "Do", "add": {"type": "s3.bucket", "properties": [[]]}}]},
            "fix › 0 › add › properties",
            "must be a mapping",
        ),
        (
            {
                "fix": [
                    {"label": "Do", "connect": {"from": "$it", "to": "$it", "relation": ["reads", "sends"]}}
                ]
            },
            "fix › 0 › connect › relation",
            "one relation",
        ),
        (
            {"fix": [{"label": "Do", "relate": {"relation": []}}]},
            "fix › 0 › relate › relation",
            "one relation",
        ),
        ({"notes": {"for": {}}}, "notes › for", "cannot be overridden"),
        ({"severity": {"notes": "fatal", "current": "info"}}, "severity", "must be one of"),
    ],
)
def test_what_the_language_does_not_know_is_a_problem_and_the_rest_runs(wrong, place, says):
    palettes = Palettes({"for": {"component": "ec2.instance"}, "check": False, **wrong})
    problems = rule_problems(palettes.catalogue)
    assert problems
    problem = problems[0]
    assert problem.file == "own.yaml"
    assert f"rules › OWN-001 › {place}: " in problem.message
    assert says in problem.message
    assert (
        [f.rule for f in check_design(drawn({"v": "vpc.vpc", "i": "ec2.instance"}), palettes.catalogue)]
        == ["PLC-001"]
        or "notes" in wrong
        or "severity" in wrong
    )


@pytest.mark.parametrize("depth", [33, 5_000])
@pytest.mark.parametrize("word", ["not", "all", "mul"])
def test_nesting_has_an_end(word, depth):
    check: Any = True if word != "mul" else 1
    for _ in range(depth):
        check = {word: check} if word == "not" else {word: [check, check]}
    rule = {"for": {"component": "any"}, "check": {"eq": [check, 1]} if word == "mul" else check}
    (problem,) = rule_problems(Palettes(rule).catalogue)
    assert "nested deeper than 32 levels" in problem.message
    assert len(problem.message) < 300


def test_thirty_levels_are_fine():
    check: Any = True
    for _ in range(30):
        check = {"not": check}
    assert outcome(check) is True


def test_a_rule_that_crashes_becomes_a_finding_and_the_check_goes_on(monkeypatch):
    from archdesk.catalog import facts

    def broken(*_: object) -> object:
        raise ZeroDivisionError("no zones")

    monkeypatch.setitem(facts.FACTS, "az", broken)
    palettes = Palettes({"for": {"component": "ec2.instance"}, "check": {"eq": ["$it.az", "a"]}})
    findings = check_design(drawn({"v": "vpc.vpc", "i": "ec2.instance"}), palettes.catalogue)
    assert [(f.rule, f.components) for f in findings] == [("PLC-001", ("i",)), ("RUL-001", ("i",))]
    assert "OWN-001" in findings[1].message
    assert "ZeroDivisionError" in findings[1].message


def test_a_rule_defined_twice_runs_once():
    (palette,) = worked().palettes
    catalogue = Catalogue([palette.model_copy(update={"rules": (palette.rules[0], palette.rules[0])})])
    (problem,) = rule_problems(catalogue)
    assert "already defined" in problem.message


def test_a_fix_is_only_offered_where_what_it_needs_is_known():
    fix = {"label": "Copy the zone", "set": {"zone": "$it.az"}}
    palettes = Palettes({"for": {"component": "ec2.instance"}, "check": False, "fix": [fix]})
    (bare,) = (
        f for f in check_design(drawn({"i": "ec2.instance"}), palettes.catalogue) if f.rule == "OWN-001"
    )
    assert bare.fixes == ()
    design = drawn(TWO_ZONES)
    (placed,) = (f for f in check_design(design, palettes.catalogue) if f.rule == "OWN-001")
    assert preview_fix(design, palettes.catalogue, placed, placed.fixes[0]) == ("i: zone not set → a",)


def test_findings_come_in_the_same_order_whatever_the_order_of_the_file():
    design = drawn({**TWO_ZONES, "b0": "s3.bucket"}, "b0 logs_to b0", *EDGES)
    turned = Design(reversed(list(design.records.values())))
    assert check_design(design, worked()) == check_design(turned, worked())


@pytest.mark.parametrize(
    ("environment", "outcome"),
    [({"DB": {"HOST": "db"}}, True), ({"DB": {"HOST": "other"}}, False), ({"DB": "db"}, None), ({}, None)],
)
def test_what_stands_in_a_mapping_is_a_value(environment: dict[str, object], outcome: bool | None) -> None:
    design = Design(
        [
            Settings(),
            Component(
                "f", "lambda.function", "f", Rect(0, 0, 48, 48), properties={"environment": environment}
            ),
        ]
    )
    catalogue = load_catalogue()
    scope = Scope(catalogue, "current", {"it": Variable("component", frozenset({"lambda.function"}))})
    check = compile_check({"eq": [{"at": ["$it.environment", "DB", "HOST"]}, "db"]}, scope, ())
    case = Case(design, catalogue, "current", design.component("f"))
    assert check(case) is outcome
    assert case.missing == ([] if outcome is not None else ["DB › HOST"])
    with pytest.raises(RuleError, match="the keys that lead into it"):
        compile_check({"eq": [{"at": ["$it.environment"]}, "db"]}, scope, ())
