"""Lines of a security group, as people write them."""

from __future__ import annotations

import pytest

from archdesk.catalog.openings import Opening, read_openings


@pytest.mark.parametrize(
    "line, opening",
    [
        ("tcp 443 from 0.0.0.0/0", Opening("tcp", 443, 443, "0.0.0.0/0", "")),
        ("  TCP 8000 - 8080 from app  ", Opening("tcp", 8000, 8080, "", "app")),
        ("udp 53 from 10.0.0.0/16", Opening("udp", 53, 53, "10.0.0.0/16", "")),
        ("tcp from app", Opening("tcp", 0, 65535, "", "app")),
        ("all from ::/0", Opening("-1", -1, -1, "::/0", "")),
        ("icmp from 10.0.0.0/8", Opening("icmp", -1, -1, "10.0.0.0/8", "")),
        ("443 from everywhere", None),
        ("tcp 443", None),
        ("", None),
    ],
)
def test_a_line_is_read_as_it_is_meant(line, opening):
    assert list(read_openings([line])) == [opening]


@pytest.mark.parametrize("value", [None, "tcp 443 from 0.0.0.0/0", 7, {}])
def test_only_a_list_holds_lines(value):
    assert list(read_openings(value)) == []


@pytest.mark.parametrize(
    "line, port, open_",
    [
        ("tcp 443 from app", 443, True),
        ("tcp 443 from app", 442, False),
        ("tcp 1000-2000 from app", 2000, True),
        ("all from app", 5432, True),
        ("udp 443 from app", 443, False),
        ("icmp from app", 443, False),
    ],
)
def test_a_port_is_open_or_not(line, port, open_):
    (opening,) = read_openings([line])
    assert opening is not None
    assert opening.takes(port) is open_
