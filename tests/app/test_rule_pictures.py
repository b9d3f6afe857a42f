"""The examples of rules as pictures: every rule has a pair, the mistake is marked, what differs is said first."""

from __future__ import annotations

from typing import Literal

import pytest

from archdesk.app.rule_book import browse, entries, entry_of, services
from archdesk.app.rule_pictures import Kind, Shown, shown_example
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.model.records import EDITIONS
from archdesk.render.shapes import Mark, Text


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def shown(catalogue: Catalogue, id: str, kind: Kind, theme: Literal["light", "dark"] = "light") -> Shown:
    found = shown_example(catalogue, id, "current", kind, theme)
    assert found is not None
    return found


def marks(example: Shown) -> int:
    return sum(isinstance(shape, Mark) for part in example.picture.parts for shape in part.shapes)


def words(example: Shown) -> set[str]:
    return {s.text for part in example.picture.parts for s in part.shapes if isinstance(s, Text)}


def test_every_declared_rule_has_a_picture_of_its_mistake_and_of_what_is_sound(catalogue: Catalogue) -> None:
    missing = []
    for edition in EDITIONS:
        for entry in entries(catalogue, edition):
            if entry.rule.definition is None:
                continue
            pair = [shown_example(catalogue, entry.rule.id, edition, k, "light") for k in ("fails", "passes")]
            if pair[0] is None or pair[1] is None:
                missing.append((entry.rule.id, edition))
            elif not marks(pair[0]) or marks(pair[1]):
                missing.append((entry.rule.id, "marks"))
    assert missing == []


def test_components_are_called_by_what_they_are(catalogue: Catalogue) -> None:
    assert {"Queue", "Function"} <= words(shown(catalogue, "SQS-001", "fails"))
    assert {"Subnet 1", "Subnet 2"} <= words(shown(catalogue, "VPC-003", "fails"))


def test_what_tells_the_two_apart_is_said_first_with_its_default(catalogue: Catalogue) -> None:
    for kind, value in (("fails", "FIFO yes"), ("passes", "FIFO no")):
        example = shown(catalogue, "LAM-001", kind)  # type: ignore[arg-type]
        assert example.facts[0] == f"Queue: {value}"


def test_pictures_follow_the_theme(catalogue: Catalogue) -> None:
    light, dark = (shown(catalogue, "SQS-001", "fails", theme) for theme in ("light", "dark"))  # type: ignore[arg-type]
    assert light.picture.theme == "light"
    assert dark.picture.theme == "dark"
    assert light.picture.parts != dark.picture.parts


def test_rules_are_found_by_words_in_any_order_and_named_ones_come_first(catalogue: Catalogue) -> None:
    found = browse(catalogue, "current", "current", "timeout visibility", "", "")
    assert found[0].rule.id == "SQS-001"
    assert browse(catalogue, "current", "current", "sqs-001", "", "")[0].rule.id == "SQS-001"
    errors = browse(catalogue, "notes", "current", "", "error", "Amazon SQS")
    assert errors
    assert {(e.rule.severity, e.service) for e in errors} == {("error", "Amazon SQS")}
    assert "Amazon SQS" in services(catalogue)


def test_what_differs_is_listed_for_either_edition(catalogue: Catalogue) -> None:
    both = {e: {x.rule.id for x in entries(catalogue, e)} for e in EDITIONS}
    found = {e.rule.id for e in browse(catalogue, "differs", "current", "", "", "")}
    assert both["notes"] ^ both["current"] <= found
    only = sorted(both["notes"] - both["current"])
    for id in only[:1]:
        entry = entry_of(catalogue, "current", id)
        assert entry is not None
        assert entry.edition == "notes"
    assert entry_of(catalogue, "current", "NOT-001") is None
