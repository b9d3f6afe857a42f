"""The named formats of text properties: whether a value has one, and what it has to look like in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, NetmaskValueError, ip_address, ip_network

from archdesk.catalog.definitions import Format
from archdesk.model.records import Value

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_QUEUE = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FIFO = re.compile(r"[A-Za-z0-9_-]{1,75}\.fifo")
_ARN = re.compile(r"arn:(aws|aws-cn|aws-us-gov):[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:.+")
_INSTANCE = re.compile(r"((db|cache)\.)?[a-z][a-z0-9-]*\.[a-z0-9-]+")


def is_bucket_name(text: str) -> bool:
    """S3's rules: 3 to 63 lowercase letters, digits, dots and hyphens; no IP address (S3 user guide)."""
    if not _BUCKET.fullmatch(text) or ".." in text or ".-" in text or "-." in text:
        return False
    return not (_is_address(text) or text.startswith("xn--") or text.endswith("-s3alias"))


def is_dns_name(text: str) -> bool:
    """A domain name of labels up to 63 characters, 253 in all; ``*.`` may lead, a dot may end it."""
    name = text.removesuffix(".").removeprefix("*.")
    return 0 < len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def is_fifo_name(text: str) -> bool:
    """The name of a queue or topic: up to 80 letters, digits, - and _; ``.fifo`` may end it and counts."""
    return bool(_QUEUE.fullmatch(text) or _FIFO.fullmatch(text))


def is_cidr(text: str) -> bool:
    """An IPv4 or IPv6 block with no host bits set, such as 10.0.0.0/16."""
    if "/" not in text:
        return False
    try:
        ip_network(text)
    except (ValueError, AddressValueError, NetmaskValueError):
        return False
    return True


def is_arn(text: str) -> bool:
    return bool(_ARN.fullmatch(text))


def is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 <= int(text[:9]) <= 65535


def is_instance_type(text: str) -> bool:
    """``t3.micro``, ``db.r6g.large``, ``cache.m5.xlarge``."""
    return bool(_INSTANCE.fullmatch(text))


FORMATS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "bucket_name": (
        is_bucket_name,
        "3 to 63 lowercase letters, digits, dots and hyphens, starting and ending with a letter or digit",
    ),
    "dns_name": (is_dns_name, "a domain name such as www.example.com"),
    "fifo_name": (
        is_fifo_name,
        "up to 80 letters, digits, hyphens and underscores, .fifo at the end if FIFO",
    ),
    "cidr": (is_cidr, "a block such as 10.0.0.0/16 whose address is the first of the block"),
    "arn": (is_arn, "an ARN such as arn:aws:sns:us-east-1:123456789012:topic"),
    "port": (is_port, "a port from 0 to 65535"),
    "instance_type": (is_instance_type, "an instance type such as t3.micro"),
}


def has_format(value: Value, name: Format | str) -> bool:
    """Whether a value, as text, has the named format. No format: everything has it. KeyError: no such name."""
    return not name or FORMATS[name][0](str(value))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
