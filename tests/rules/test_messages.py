"""How a value is said in a message: seconds as days or hours where the message asks for a time."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.rules.check import examine_design
from tests.rules.pairs import drawn


@pytest.mark.parametrize("kept, said", [(86400, "1 day only"), (43200, "12 h only"), (86401, "86401 s only")])
def test_a_time_is_said_in_its_largest_unit(kept: int, said: str):
    catalogue = load_catalogue()
    design = drawn(
        {
            "components": {
                "q": {"type": "sqs.queue", "message_retention": 1209600},
                "d": {"type": "sqs.queue", "message_retention": kept},
                "f": {"type": "lambda.function"},
            },
            "connections": ["q triggers f", "q dead_letters_to d"],
        },
        catalogue,
    )
    messages = [f.message for f in examine_design(design, catalogue)[0] if f.rule == "SQS-009"]
    assert len(messages) == 1
    assert f"for {said}" in messages[0]
    assert "for 14 days;" in messages[0]
