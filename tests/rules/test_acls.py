"""Whether a network ACL lets traffic pass: the first line that fits decides, and what fits none is dropped."""

from __future__ import annotations

import pytest

from archdesk.catalog.acl import is_sound, read_acl
from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules.compiling import compile_rule
from archdesk.rules.examples import read_example, results
from archdesk.rules.scope import RuleError

CATALOGUE = load_catalogue()
RULE = next(r for r in CATALOGUE.rules if r.id == "VPC-046")
PASSES = {False: "fails", True: "passes", None: "unknown"}


def verdict(*lines: str, cidr: str = "10.0.1.0/24", caller: str = "server") -> str | None:
    """What the rule says of a call to a database in a subnet with these inbound lines."""
    raw = {
        "components": {
            "v": "vpc.vpc",
            "a": {"type": "vpc.subnet", "in": "v", "cidr": cidr},
            "b": {"type": "vpc.subnet", "in": "v"},
            "n": {"type": "vpc.network_acl", "in": "v", "inbound": list(lines)},
            "server": {"type": "ec2.instance", "in": "a"},
            "office": "external.application",
            "db": {"type": "rds.instance", "in": "b", "engine": "mysql"},
        },
        "connections": ["b uses n", f"{caller} connects db"],
    }
    example = read_example(raw, RULE, CATALOGUE, "passes", ())
    (found,) = results(
        compile_rule(RULE, CATALOGUE, "current"), CATALOGUE, example.design, "current"
    ).values()
    return found


@pytest.mark.parametrize(
    "lines, passes",
    [
        (["100 allow tcp 3306 from 10.0.0.0/16"], True),
        (["100 ALLOW TCP 3000 - 4000 from 10.0.0.0/16"], True),
        (["100 allow tcp from 0.0.0.0/0"], True),
        (["100 allow all from 10.0.1.0/24"], True),
        ([], False),
        (["100 allow udp 3306 from 10.0.0.0/16"], False),
        (["100 allow tcp 443 from 0.0.0.0/0"], False),
        (["100 allow tcp 3306 from 10.0.2.0/24"], False),
        (["100 deny all from 10.0.0.0/16", "110 allow all from 0.0.0.0/0"], False),
        (
            ["110 deny all from 10.0.0.0/16", "100 allow all from 0.0.0.0/0"],
            True,
        ),  # by number, not as written
        (
            ["90 deny all from 10.0.1.7/32", "100 allow all from 0.0.0.0/0"],
            None,
        ),  # the server may be that one
        (["90 allow all from 10.0.1.7/32", "100 allow all from 0.0.0.0/0"], True),
        (["90 deny all from 10.0.1.7/32"], False),
        (["100 allow tcp 3306 from 10.0.1.128/25"], None),
        (["100 allow all from ::/0"], False),
        (["allow everything"], None),
    ],
)
def test_lines_let_a_server_of_the_vpc_in_or_not(lines, passes):
    assert verdict(*lines) == PASSES[passes]


@pytest.mark.parametrize(
    "lines, passes",
    [
        (["100 allow tcp 3306 from 203.0.113.0/24"], True),  # some addresses are enough
        (["90 deny tcp 3306 from 203.0.113.0/24", "100 allow all from 0.0.0.0/0"], True),
        (["90 deny tcp 3306 from 0.0.0.0/0", "100 allow all from 0.0.0.0/0"], False),
        (["90 deny tcp 3306 from 203.0.113.0/24"], False),
    ],
)
def test_of_what_is_outside_it_is_enough_that_a_part_gets_in(lines, passes):
    assert verdict(*lines, caller="office") == PASSES[passes]


@pytest.mark.parametrize(
    "line",
    [
        "allow tcp 443 from 0.0.0.0/0",
        "0 allow all from 0.0.0.0/0",
        "32767 allow all from 0.0.0.0/0",
        "100 permit all from 0.0.0.0/0",
        "100 allow tcp 443-80 from 0.0.0.0/0",
        "100 allow tcp 70000 from 0.0.0.0/0",
        "100 allow tcp 443 from app",
    ],
)
def test_what_cannot_be_read_is_no_line(line):
    assert list(read_acl([line])) == [None]
    assert not is_sound([line])


@pytest.mark.parametrize(
    "check", [{"way": "sideways"}, {"peer": "$acls"}, {"peer": "$it.port"}], ids=["way", "set", "property"]
)
def test_what_is_no_such_check_is_refused(check):
    given = {"acls": "$acls", "way": "inbound", "port": 80, "peer": "$from", **check}
    with pytest.raises(RuleError):
        compile_rule(RULE.model_copy(update={"check": {"passes_acl": given}}), CATALOGUE, "current")
