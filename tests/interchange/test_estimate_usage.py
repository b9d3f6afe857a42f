"""The usage file: what is written reads back as it is, and mistakes are told with their line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import estimate
from archdesk.errors import InputError
from archdesk.interchange.estimate_usage import usage_file, with_usage
from archdesk.model.records import Connection
from archdesk.shipped import shipped
from archdesk.storage.files import open_design
from tests.costs.designs import catalogue, component, design

CATALOGUE = catalogue()
WEB = component("web")


def test_usage_is_taken_by_id_or_name_and_the_design_stays_as_it_is():
    of = design(WEB, replace(component("api"), name="Public API"))
    found = with_usage(of, CATALOGUE, "web: {gb_out: 12.5}\nPublic API:\n  gb_out: 3\n", "u.yaml")
    assert [found.component(id).usage for id in ("web", "api")] == [{"gb_out": 12.5}, {"gb_out": 3}]
    assert of.component("web").usage == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nwbe: {gb_out: 1}", "u.yaml:2: there is no component or connection 'wbe'; did you mean 'web'?"),
        ("web:\n  gb_uot: 1", "u.yaml:2: web › gb_uot: there is no such usage; did you mean 'gb_out'?"),
        ("web:\n  x: 1", "u.yaml:2: web › x: there is no such usage; it has: gb_out"),
        ("web:\n  gb_out: lots", "u.yaml:2: web › gb_out: 'lots' is no number from 0"),
        ("web:\n  gb_out: -1", "u.yaml:2: web › gb_out: '-1' is no number from 0"),
        ("web:\n  gb_out: true", "u.yaml:2: web › gb_out: 'True' is no number from 0"),
        ("web: 5", "u.yaml:1: web: write each usage on a line of its own, such as gb_out: 120"),
        ("- web", "write the id of a component and a colon, and its usage in the lines below"),
        ("web: {gb_out: 1}\nWeb: {gb_out: 2}", "u.yaml:2: the usage of web is here twice"),
        ("web: {gb_out: [", ": this is not valid YAML"),
        ("Twin: {gb_out: 1}", "'Twin' is the name of several; write one of their ids: a, b"),
    ],
    ids=[
        "unknown",
        "typo",
        "other",
        "word",
        "negative",
        "boolean",
        "bare",
        "list",
        "twice",
        "broken",
        "twins",
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(text: str, said: str):
    twins = [replace(component(id), name="Twin") for id in "ab"]
    with pytest.raises(InputError) as caught:
        with_usage(design(WEB, *twins), CATALOGUE, text, "u.yaml")
    assert said in str(caught.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(InputError) as caught:
        with_usage(design(WEB), CATALOGUE, "web: {gb_out: x}\nother: {}\n", "u.yaml")
    assert [p.line for p in caught.value.problems] == [1, 2]


def test_what_is_for_another_design_can_be_passed_over():
    found = with_usage(design(WEB), CATALOGUE, "web: {gb_out: 1}\nother: {}\n", "u.yaml", strict=False)
    assert found.component("web").usage == {"gb_out": 1}


@pytest.mark.parametrize("text", ["", "# nothing\n", "web:\n", "web:\n  gb_out:\n"])
def test_what_is_not_filled_in_stays_the_presets(text: str):
    assert with_usage(design(WEB), CATALOGUE, text, "u.yaml").component("web").usage == {}


def test_a_written_file_has_what_was_entered_else_the_presets_and_reads_back():
    of = design(WEB, component("no", usage={"gb_out": 0.25}), replace(component("x"), name="A\nB: #"))
    text = usage_file(of, CATALOGUE, {"web", "no", "x"}, "small")
    assert "web:  # Web, Machine\n  gb_out: 10  # Data out, GB\n" in text
    found = with_usage(of, CATALOGUE, text, "u.yaml")
    assert [found.component(id).usage["gb_out"] for id in ("web", "no", "x")] == [10, 0.25, 10]


@pytest.mark.parametrize("sample", ["three-tier-web", "serverless-api"])
def test_a_sample_costs_the_same_with_its_written_usage(sample: str):
    shipped_catalogue, books = load_catalogue(), load_books()
    of = open_design(shipped("samples") / f"{sample}.archdesk", shipped_catalogue).design
    before = estimate(of, shipped_catalogue, books)
    text = usage_file(of, shipped_catalogue, {i.subject for i in before.items})
    found = with_usage(of, shipped_catalogue, text, "u.yaml")
    after = estimate(found, shipped_catalogue, books, None, "none")
    components = {i.component: i.amount for i in after.items if i.component}
    assert components == {i.component: i.amount for i in before.items if i.component}
    assert not any(i.state == "needs usage" for i in after.items)


def test_a_connection_takes_usage_by_id_or_label():
    whole = load_catalogue()
    ends = component("a", "ec2.instance"), component("b", "ec2.instance")
    of = design(*ends, Connection("a_b", "a", "b", "connects", "Sync"))
    assert whole.transfers
    for key in ("a_b", "Sync"):
        found = with_usage(of, whole, f"{key}: {{gb: 120}}", "u.yaml")
        assert found.connection("a_b").usage == {"gb": 120}
