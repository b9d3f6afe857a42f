"""Whatever the notes of 2019 name can be found in the palettes, and each pair they speak of is answered."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from archdesk.catalog.catalogue import load_catalogue
from archdesk.catalog.definitions import Verdict
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import EDITIONS, Component, Settings
from archdesk.placement.connect import connection_options

DATA = Path(__file__).parents[1] / "data"
CATALOGUE = load_catalogue()
NAMES: dict[str, str] = yaml.safe_load((DATA / "notes_components.yaml").read_text(encoding="utf-8"))

RELATIONS: dict[str, str] = yaml.safe_load((DATA / "notes_relations.yaml").read_text(encoding="utf-8"))

with (DATA / "notes_pairs.csv").open(encoding="utf-8", newline="") as lines:
    OPTIONS = [(row["from"], row["to"], row["label"], row["verdict"]) for row in csv.DictReader(lines)]

# Where the palettes judge a pair otherwise than the notes do, and why.
JUDGED_OTHERWISE: dict[tuple[str, str, str], tuple[Verdict | None, str]] = {
    **{
        (compute, "rds-instance", "reads-standby"): (
            "recommended",
            "of a standby that is to be read a rule tells",
        )
        for compute in ("application", "ec2-instance", "ecs-task", "lambda-function")
    },
    **{
        (api, "ec2-instance", "integrates"): ("discouraged", "one machine, by its public address")
        for api in ("api-gateway-method", "api-gateway-rest-api")
    },
    ("cloudfront-distribution", "ec2-instance", "origin"): (
        "discouraged",
        "one machine, by its public address",
    ),
    ("route53-record", "ec2-instance", "resolves-to"): ("discouraged", "the address changes with a stop"),
    **{
        (cluster, "db-subnet-group", "uses"): (None, "the subnets that it spans are its group")
        for cluster in ("aurora-cluster", "aurora-serverless")
    },
    ("internet-gateway", "internet-gateway", "reaches"): (
        None,
        "gateways do not connect; what they attach to does",
    ),
    ("lambda-function", "lambda-function", "invokes-self"): (
        "discouraged",
        "of a function and itself a rule tells",
    ),
    ("sns-topic", "ec2-instance", "delivers-to"): (
        "discouraged",
        "a server that answers HTTPS may be subscribed by its address",
    ),
    ("sqs-dlq", "sqs-dlq", "redrive"): (
        "recommended",
        "a dead-letter queue is a queue: only its use tells the two apart",
    ),
    ("user-client", "s3-bucket", "requests"): (
        "discouraged",
        "a distribution in front is cheaper, faster and keeps it private",
    ),
}
FITS: set[Verdict] = {"recommended", "allowed"}


def test_the_tables_are_whole() -> None:
    assert len(NAMES) == 159
    assert len({o[:2] for o in OPTIONS}) == 786
    assert {o[2] for o in OPTIONS if not is_inside(*o[:2])} == RELATIONS.keys()


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


def is_inside(first: str, second: str) -> bool:
    """A thing and its own part, or two parts of one thing: there is no connection to draw."""
    owners = {NAMES[name].split()[-1] for name in (first, second)}
    return len(owners) == 1 and "part" in {NAMES[name].split()[0] for name in (first, second)}


@pytest.mark.parametrize(
    ("first", "second", "label", "verdict"), [pytest.param(*o, id="-".join(o[:3])) for o in OPTIONS]
)
def test_a_pair_of_the_notes_has_its_relation_and_verdict(
    first: str, second: str, label: str, verdict: Verdict
) -> None:
    source, target = placed(first, "a"), placed(second, "b")
    if is_inside(first, second):
        return  # a thing and its own part: there is no line to draw
    said = {e.relation: e for e in CATALOGUE.connections_between(source, target)}
    said |= {f"<{e.relation}": e for e in CATALOGUE.connections_between(target, source)}
    judged = JUDGED_OTHERWISE.get((first, second, label), (verdict, ""))[0]
    fitting = [said[r] for r in RELATIONS[label].split() if r in said]
    if judged is None:
        assert fitting == []
        return
    wanted = FITS if judged in FITS else {judged}
    assert any({e.verdict_in(edition) for edition in EDITIONS} & wanted for e in fitting), (
        f"the palettes say {({r: e.verdict for r, e in said.items()}) or 'nothing'}"
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_pair_of_types_has_an_answer(edition: str) -> None:
    """Silence is no answer: what no palette knows is said to have no known direct connection."""
    kinds = [Component(id, id, id, Rect(0, 0, 48, 48)) for id in CATALOGUE.types]
    design = Design([Settings(edition=edition), *kinds])  # type: ignore[arg-type]  # pytest has no Literal
    for source in CATALOGUE.types:
        for target in CATALOGUE.types:
            best = connection_options(design, CATALOGUE, source, target)[0]
            assert best.reason or best.fits, f"{source} to {target}"
