"""The second line under a component's name reads like words."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.describe import detail, spoken
from archdesk.model.geometry import Rect
from archdesk.model.records import Component

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("type", "properties", "said"),
    [
        ("sqs.queue", {}, "standard, 4 days"),
        ("sqs.queue", {"fifo": True, "message_retention": 90}, "FIFO, 90 s"),
        ("kinesis.stream", {}, "provisioned, 24 h"),
        ("kinesis.stream", {"capacity_mode": "ON_DEMAND"}, "on demand, 24 h"),
        ("codedeploy.deployment_group", {}, "Server, in place"),
        ("elb.network", {}, "internet-facing, TCP"),
        ("ecs.service", {"desired_count": 1}, "EC2, 1 task"),
        ("ecs.service", {"desired_count": 2}, "EC2, 2 tasks"),
        ("gone.type", {}, ""),
    ],
)
def test_a_component_is_told_in_a_few_words(type: str, properties: dict[str, Any], said: str) -> None:
    component = Component("it", type, "it", Rect(0, 0, 48, 48), properties=properties)
    assert detail(CATALOGUE, component) == said


def test_types_in_a_sentence_are_named_by_their_labels() -> None:
    assert spoken(CATALOGUE, "sqs.queue triggers no.such") == "SQS queue triggers no.such"
