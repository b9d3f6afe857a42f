"""The named formats say what AWS would say of a name."""

from __future__ import annotations

import pytest

from archdesk.catalog.formats import FORMATS, has_format

SOUND = {
    "bucket_name": ["logs", "my-logs.2019", "abc", "a" * 63],
    "dns_name": ["example.com", "www.example.com.", "*.example.com", "_acme.example.com"],
    "fifo_name": ["orders", "orders.fifo", "a" * 80, "a" * 75 + ".fifo"],
    "cidr": ["10.0.0.0/16", "0.0.0.0/0", "2001:db8::/32"],
    "arn": ["arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:iam::aws:policy/AdministratorAccess"],
    "port": ["0", 443, 65535],
    "instance_type": ["t3.micro", "db.r6g.large", "cache.m5.24xlarge", "u-6tb1.metal"],
}
UNSOUND = {
    "bucket_name": ["ab", "Logs", "a_b", "-logs", "a..b", "192.168.0.1", "xn--logs", "a" * 64],
    "dns_name": ["", "-a.com", "a b.com", "a" * 64 + ".com", "a..com"],
    "fifo_name": ["orders queue", "a" * 81, "a" * 76 + ".fifo", "x.fifo.y"],
    "cidr": ["10.0.0.1/16", "10.0.0.0", "10.0.0.0/33", "x/8"],
    "arn": ["topic", "arn:aws:sns"],
    "port": ["65536", "-1", "http", ""],
    "instance_type": ["micro", "t3", "T3.micro"],
}


@pytest.mark.parametrize("name, value", [(n, v) for n, values in SOUND.items() for v in values])
def test_a_sound_value(name, value):
    assert has_format(value, name)


@pytest.mark.parametrize("name, value", [(n, v) for n, values in UNSOUND.items() for v in values])
def test_an_unsound_value(name, value):
    assert not has_format(value, name)


def test_every_format_is_tried():
    assert FORMATS.keys() == SOUND.keys() == UNSOUND.keys()
