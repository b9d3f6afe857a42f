"""Whether a security group lets a tier in: what its lines say, and what they leave open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules.compiling import compile_rule
from archdesk.rules.examples import read_example, results
from archdesk.rules.scope import RuleError

CATALOGUE = load_catalogue()
RULE = next(r for r in CATALOGUE.rules if r.id == "SG-001")
LETS_IN = {False: "fails", True: "passes", None: "unknown"}


def verdict(*lines: str, subnet: str = "10.0.1.0/24", engine: str = "mysql") -> str | None:
    """What the rule says of a server in group ``app`` that connects to a database behind these lines."""
    raw = {
        "components": {
            "v": "vpc.vpc",
            "s": {"type": "vpc.subnet", "in": "v", "cidr": subnet},
            "app": {"type": "vpc.security_group", "in": "s"},
            "data": {"type": "vpc.security_group", "in": "v", "wired": False, "ingress": list(lines)},
            "server": {"type": "ec2.instance", "in": "app"},
            "db": {"type": "rds.instance", "in": "data", "engine": engine},
        },
        "connections": ["server connects db"],
    }
    example = read_example(raw, RULE, CATALOGUE, "passes", ())
    (found,) = results(
        compile_rule(RULE, CATALOGUE, "current"), CATALOGUE, example.design, "current"
    ).values()
    return found


@pytest.mark.parametrize(
    "line, lets_in",
    [
        ("tcp 3306 from app", True),
        ("TCP 3306 from app", True),
        ("tcp 3000 - 4000 from app", True),
        ("tcp from app", True),
        ("all from app", True),
        ("tcp 5432 from app", False),
        ("udp 3306 from app", False),
        ("icmp from app", False),
        ("tcp 3306 from data", False),
        ("tcp 3306 from 10.0.0.0/16", True),
        ("tcp 3306 from 10.0.1.0/24", True),
        ("tcp 3306 from 0.0.0.0/0", True),
        ("tcp 3306 from 10.0.1.128/25", None),  # the server may or may not get such an address
        ("tcp 3306 from 192.168.0.0/16", False),
        ("mysql from app", None),  # nobody knows what that means
        ("", None),
    ],
)
def test_a_line_lets_a_tier_in_or_not(line, lets_in):
    assert verdict(line) == LETS_IN[lets_in]


def test_one_line_of_several_is_enough():
    assert verdict("tcp 22 from 192.168.0.0/16", "nonsense", "tcp 3306 from app") == "passes"


def test_a_group_without_lines_lets_nothing_in():
    assert verdict() == "fails"


def test_the_port_is_that_of_the_engine():
    assert verdict("tcp 5432 from app", engine="postgres") == "passes"
    assert verdict("tcp 3306 from app", engine="postgres") == "fails"


def test_a_check_of_openings_names_what_is_wrong_with_it():
    for wrong in ("$groups", "10.0.0.0/99", "the internet"):
        check = {"lets_in": {"groups": "$groups", "port": 22, "from": wrong}}
        definition = RULE.model_copy(update={"check": check})
        with pytest.raises(RuleError):
            compile_rule(definition, CATALOGUE, "current")


def test_nothing_else_is_asked_of_a_group_that_opens_itself_for_connections():
    example = read_example(RULE.fails[0], RULE, CATALOGUE, "fails", ())
    data = example.design.component("data")
    with example.design.edit("open") as edit:
        edit.put(replace(data, properties={**data.properties, "wired": True}))
    found = results(compile_rule(RULE, CATALOGUE, "current"), CATALOGUE, example.design, "current")
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    "line, wrong",
    [
        ("tcp 5432 from app", True),
        ("tcp 5432 from server", True),
        ("tcp 3306 from app", False),
        ("tcp 5432 from 0.0.0.0/0", False),
        ("tcp 5432 from data", False),
    ],
)
def test_a_line_that_names_the_tier_on_another_port_is_told(line, wrong):
    rule = next(r for r in CATALOGUE.rules if r.id == "SG-006")
    raw = {
        "components": {
            "v": "vpc.vpc",
            "app": {"type": "vpc.security_group", "in": "v"},
            "data": {"type": "vpc.security_group", "in": "v", "ingress": [line]},
            "server": {"type": "ec2.instance", "in": "app"},
            "db": {"type": "rds.instance", "in": "data", "engine": "mysql"},
        },
        "connections": ["server connects db"],
    }
    design = read_example(raw, rule, CATALOGUE, "passes", ()).design
    found = results(compile_rule(rule, CATALOGUE, "current"), CATALOGUE, design, "current")
    assert ("fails" in found.values()) == wrong


def test_whose_line_it_is_has_to_be_one_component():
    rule = next(r for r in CATALOGUE.rules if r.id == "SG-006")
    asked = rule.model_copy(update={"check": {"names_source": {"groups": "$groups", "from": "$groups"}}})
    with pytest.raises(RuleError, match="one component"):
        compile_rule(asked, CATALOGUE, "current")
