"""Whatever the notes of 2019 name can be found in the palettes, and each pair they speak of is answered."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import ConnectionType, Verdict
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import EDITIONS, Component, Settings
from archdesk.placement.connect import connection_options

DATA = Path(__file__).parents[1] / "data"
CATALOGUE = load_catalogue()
NAMES: dict[str, str] = yaml.safe_load((DATA / "notes_components.yaml").read_text(encoding="utf-8"))

with (DATA / "notes_pairs.csv").open(encoding="utf-8", newline="") as lines:
    PAIRS = [(row["from"], row["to"], set(row["verdicts"].split())) for row in csv.DictReader(lines)]

# Where the palettes judge a pair otherwise than the notes do, and why.
JUDGED_OTHERWISE: dict[tuple[str, str], tuple[Verdict | None, str]] = {
    ("internet-gateway", "internet-gateway"): (None, "gateways do not connect; what they attach to does"),
    ("lambda-function", "lambda-function"): ("discouraged", "of a function and itself a rule tells"),
    ("sns-topic", "ec2-instance"): (
        "discouraged",
        "a server that answers HTTPS may be subscribed by its address",
    ),
    ("sqs-dlq", "sqs-dlq"): (
        "recommended",
        "a dead-letter queue is a queue: only its use tells the two apart",
    ),
    ("user-client", "s3-bucket"): (
        "discouraged",
        "a distribution in front is cheaper, faster and keeps it private",
    ),
}
FITS: set[Verdict] = {"recommended", "allowed"}


def test_the_tables_are_whole() -> None:
    assert len(NAMES) == 159
    assert len(PAIRS) == 786


@pytest.mark.parametrize("name", NAMES)
def test_what_the_notes_name_is_a_type_a_preset_or_a_part(name: str) -> None:
    match NAMES[name].split():
        case ["type", type]:
            assert type in CATALOGUE.types
        case ["preset", preset, "of", type]:
            assert CATALOGUE.presets[preset].type == type
        case ["part", part, "of", type]:
            assert CATALOGUE.types[type].parts[part].summary.endswith(".")
        case other:
            pytest.fail(f"{other} is neither")


def placed(name: str, id: str) -> Component:
    """The thing of the notes as it is placed from the palette; a part by its owner."""
    kind, *rest = NAMES[name].split()
    properties = CATALOGUE.presets[rest[0]].properties if kind == "preset" else {}
    return Component(id, rest[-1], name, Rect(0, 0, 48, 48), None, (), dict(properties))


def answers(source: Component, target: Component) -> list[ConnectionType]:
    """What the palettes say of the two, drawn from either end."""
    return [*CATALOGUE.connections_between(source, target), *CATALOGUE.connections_between(target, source)]


def is_inside(first: str, second: str) -> bool:
    """A thing and its own part, or two parts of one thing: there is no connection to draw."""
    owners = {NAMES[name].split()[-1] for name in (first, second)}
    return len(owners) == 1 and "part" in {NAMES[name].split()[0] for name in (first, second)}


@pytest.mark.parametrize(
    ("first", "second", "verdicts"), [pytest.param(*p, id=f"{p[0]}-{p[1]}") for p in PAIRS]
)
def test_a_pair_of_the_notes_has_its_verdict(first: str, second: str, verdicts: set[Verdict]) -> None:
    source, target = placed(first, "a"), placed(second, "b")
    entries = answers(source, target)
    if is_inside(first, second):
        return
    said = {e.verdict_in(edition) for e in entries for edition in EDITIONS}
    otherwise = JUDGED_OTHERWISE.get((first, second))
    if otherwise is not None and otherwise[0] is None:
        assert not entries
        return
    wanted = verdicts if otherwise is None or otherwise[0] is None else {otherwise[0]}
    assert wanted - FITS <= said, f"the palettes say {said or 'nothing'}"
    assert not wanted & FITS or said & FITS, f"the palettes say {said or 'nothing'}"
    for entry in entries:
        if entry.verdict == "wrong":
            assert entry.reason


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_pair_of_types_has_an_answer(edition: str) -> None:
    """Silence is no answer: what no palette knows is said to have no known direct connection."""
    kinds = [Component(id, id, id, Rect(0, 0, 48, 48)) for id in CATALOGUE.types]
    design = Design([Settings(edition=edition), *kinds])  # type: ignore[arg-type]  # pytest has no Literal
    for source in CATALOGUE.types:
        for target in CATALOGUE.types:
            best = connection_options(design, CATALOGUE, source, target)[0]
            assert best.reason or best.fits, f"{source} to {target}"
