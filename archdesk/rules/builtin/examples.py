"""What the rules written in Python find and leave alone, in the words of `language.py`, and what their fixes do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from archdesk.catalog.definitions import RuleDefinition
from archdesk.rules.rule import Rule

_IN_SUBNET = {"v": "vpc.vpc", "s": {"type": "vpc.subnet", "in": "v"}}
_INDEXES = [f"by-{key}: {key} S" for key in ("a", "b", "c", "d", "e")]
_NAMES = [f"{name}.example.com" for name in "abcdefghij"]

EXAMPLES: Mapping[str, Mapping[str, tuple[dict[str, Any], ...]]] = {
    "PLC-001": {
        "fix": ({"label": "Move it into a container that takes it"},),
        "fails": (
            {"components": {**_IN_SUBNET, "b": {"type": "s3.bucket", "in": "s"}}, "expect": ["b"]},
            {
                "title": "a machine outside the network",
                "components": {"v": "vpc.vpc", "i": "ec2.instance"},
                "expect": ["i"],
            },
        ),
        "passes": (
            {"components": {**_IN_SUBNET, "i": {"type": "ec2.instance", "in": "s"}, "b": "s3.bucket"}},
            {
                "title": "a flow log beside the network that it watches",
                "components": {"v": "vpc.vpc", "f": "vpc.flow_log"},
                "connections": ["f watches v"],
            },
        ),
        "unknown": ({"title": "no network is drawn yet", "components": {"i": "ec2.instance"}},),
    },
    "PRP-001": {
        "fix": (
            {"label": "Set it to the nearest bound"},
            {"label": "Set it back to the default"},
        ),
        "fails": ({"components": {"q": {"type": "sqs.queue", "visibility_timeout": 50_000}}},),
        "passes": ({"components": {"q": {"type": "sqs.queue", "visibility_timeout": 300}}},),
    },
    "PRP-002": {
        "fix": (
            {"label": "Set it to the nearest bound"},
            {"label": "Set it back to the default"},
        ),
        "fails": (
            {
                "components": {"q": "sqs.queue", "f": "lambda.function"},
                "connections": [{"from": "q", "to": "f", "relation": "triggers", "batch_size": 90_000}],
            },
        ),
        "passes": (
            {
                "components": {"q": "sqs.queue", "f": "lambda.function"},
                "connections": [{"from": "q", "to": "f", "relation": "triggers", "batch_size": 100}],
            },
        ),
    },
    "CON-001": {
        "fix": ({"label": "Remove the connection"},),
        "fails": (
            {"components": {"a": "cloudwatch.alarm", "q": "sqs.queue"}, "connections": ["a notifies q"]},
        ),
        "passes": (
            {
                "components": {"a": "cloudwatch.alarm", "t": "sns.topic", "q": "sqs.queue"},
                "connections": ["a notifies t", "t delivers q"],
            },
        ),
    },
    "CON-002": {
        "fix": ({"label": "Remove the connection"},),
        "fails": (
            {
                "components": {"d": "cloudfront.distribution", "i": "ec2.instance"},
                "connections": ["d serves i"],
            },
        ),
        "passes": (
            {
                "components": {
                    "d": "cloudfront.distribution",
                    "l": "elb.application",
                    "i": "ec2.instance",
                },
                "connections": ["d serves l", "l routes_to i"],
            },
        ),
    },
    "CON-003": {
        "fix": ({"label": "Make it a relation that is known"},),
        "fails": ({"components": {"k": "ec2.key_pair", "q": "sqs.queue"}, "connections": ["k sends q"]},),
        "passes": ({"components": {"f": "lambda.function", "q": "sqs.queue"}, "connections": ["f sends q"]},),
    },
    "RGN-001": {
        "fix": ({"label": "Take one of the same size that the region has"},),
        "fails": (
            {
                "title": "an old family in a new region",
                "components": {
                    "r": {"type": "aws.region", "region": "eu-north-1"},
                    "i": {"type": "ec2.instance", "in": "r", "instance_type": "m4.large"},
                },
                "expect": ["i"],
            },
        ),
        "passes": (
            {
                "components": {
                    "r": {"type": "aws.region", "region": "eu-north-1"},
                    "i": {"type": "ec2.instance", "in": "r", "instance_type": "m5.large"},
                },
                "expect": ["i"],
            },
        ),
    },
    "LMT-001": {
        "fails": (
            {
                "title": "six local indexes",
                "components": {
                    "t": {
                        "type": "dynamodb.table",
                        "sort_key": "sent",
                        "lsi_sort_key": "total",
                        "further_local_indexes": _INDEXES,
                    }
                },
                "expect": ["t"],
            },
        ),
        "passes": (
            {
                "title": "five local indexes",
                "components": {
                    "t": {"type": "dynamodb.table", "sort_key": "sent", "further_local_indexes": _INDEXES}
                },
            },
        ),
    },
    "LMT-002": {
        "fails": (
            {
                "title": "eleven names",
                "components": {
                    "c": {"type": "acm.certificate", "domain_name": "example.com", "other_names": _NAMES}
                },
                "expect": ["c"],
            },
        ),
        "passes": (
            {
                "title": "ten names",
                "components": {
                    "c": {"type": "acm.certificate", "domain_name": "example.com", "other_names": _NAMES[1:]}
                },
            },
        ),
    },
}


def with_examples(rule: Rule) -> Rule:
    """The rule with its examples beside it, as a declared one has them; TYP-001's cannot be drawn."""
    examples = EXAMPLES.get(rule.id)
    if examples is None:
        return rule
    words = {"id": rule.id, "title": rule.title, "severity": rule.severity, "why": rule.why}
    subject = {"for": {rule.subject.kind: "any" if rule.subject.kind == "component" else {}}}
    definition = RuleDefinition.model_validate({**words, **subject, "check": True, "message": "", **examples})
    return replace(rule, definition=definition)
