"""Comparing estimates: what is dearer and why, exact to the last digit, with nothing hidden that has no price."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.costs.comparing import Difference, compare, signed
from archdesk.costs.estimate import estimate
from archdesk.model.design import Design
from tests.costs.designs import books, catalogue, component, design

CATALOGUE, BOOKS = catalogue(), books()


def names(of: Design) -> dict[str, str]:
    return {c.id: c.name for c in of.components}


def difference(
    before: Design, after: Design, region: str | None = None, usage: str | None = None
) -> Difference:
    return compare(
        estimate(before, CATALOGUE, BOOKS),
        estimate(after, CATALOGUE, BOOKS, region, usage),
        names(before),
        names(after),
    )


def test_what_is_added_removed_and_changed_is_told_dearest_first():
    before = design(component("gone", usage={"gb_out": 0}), component("web", count=1, usage={"gb_out": 0}))
    after = design(
        component("new", size="big", usage={"gb_out": 0}), component("web", count=2, usage={"gb_out": 0})
    )
    found = difference(before, after)
    assert [(e.kind, e.component, e.label, e.change) for e in found.entries] == [
        ("added", "new", "Hours", Decimal(1095)),
        ("removed", "gone", "Hours", Decimal("-7.592")),
        ("changed", "web", "Hours", Decimal("7.592")),
    ]
    assert [e.words for e in found.entries] == [
        "+$1,095.00: New, Hours",
        "-$7.59: Gone, Hours",
        "+$7.59: Web, Hours",
    ]
    assert [s.words for s in found.shifts] == ["+$1,095.00: New", "-$7.59: Gone", "+$7.59: Web"]
    assert found.words == "+$1,095.00 a month: $15.18 before, $1,110.18 after"
    assert found.complete


def test_the_same_design_has_no_difference():
    same = design(component("web"))
    found = difference(same, same)
    assert (found.change, found.entries, found.shifts) == (0, (), ())


def test_what_loses_its_price_is_named_and_not_taken_for_a_saving():
    of = design(component("big", size="big", usage={"gb_out": 1}))
    found = difference(of, of, region="eu-west-1")
    lost = next(e for e in found.entries if e.label == "Hours")
    assert (lost.kind, lost.before, lost.after) == ("price lost", Decimal(1095), None)
    assert lost.words.startswith("no price any more: Big, Hours (before $1,095.00 a month; ")
    assert lost in found.unpriced
    # Of the data out there is no price there either; nothing else is another.
    assert found.words.startswith("$0.00 a month for what has a price in both: ")
    assert found.words.endswith("; without a price in it: 2")


def test_what_needs_usage_is_named_as_well():
    of = design(component("web"))
    entry = next(e for e in difference(of, of, usage="none").entries if e.label == "Data out")
    assert (entry.kind, entry.reason) == ("price lost", "Enter Data out (GB) a month.")


def test_what_comes_without_a_price_is_told():
    found = difference(design(), design(component("a", "test.stranger")))
    entry = found.entries[0]
    assert (entry.kind, entry.change) == ("no price", 0)
    assert entry.words == "no price: A, Stranger (The palette says nothing about what Stranger costs.)"
    assert not found.complete


def test_what_goes_without_ever_having_a_price_is_told():
    found = difference(design(component("a", "test.stranger")), design())
    assert [e.words for e in found.unpriced] == ["gone, without a price before: A, Stranger"]
    assert found.words.startswith("$0.00 a month for what has a price in both: ")
    assert found.words.endswith("; gone without a price: 1")


def test_one_missing_price_in_place_of_another_is_told():
    found = difference(
        design(component("a", size="vast", usage={"gb_out": 0})),
        design(component("a", size="vaster", usage={"gb_out": 0})),
    )
    assert [(e.kind, e.label) for e in found.entries] == [("no price", "Hours")]
    assert "vaster" in found.entries[0].reason
    assert not found.complete


def test_what_gets_a_price_says_that_it_had_none():
    of = design(component("big", size="big", usage={"gb_out": 0}))
    found = compare(estimate(of, CATALOGUE, BOOKS, "eu-west-1"), estimate(of, CATALOGUE, BOOKS), names(of))
    assert "+$1,095.00: Big, Hours (without a price before)" in [e.words for e in found.entries]


@pytest.mark.parametrize(
    ("amount", "text"),
    [("43.2", "+$43.20"), ("-3", "-$3.00"), ("0", "$0.00"), ("0.001", "< $0.01"), ("-0.001", "> -$0.01")],
)
def test_a_change_has_its_sign(amount: str, text: str):
    assert signed(Decimal(amount)) == text


MACHINE = st.builds(
    lambda size, count, gb: {"size": size, "count": count, "usage": {"gb_out": gb}},
    st.sampled_from(["small", "big", "vast"]),
    st.integers(0, 30),
    st.decimals(0, 10_000, places=3).map(float),
)
DESIGNS = st.dictionaries(st.sampled_from("abcdef"), MACHINE, max_size=6).map(
    lambda machines: design(*(component(id, **m) for id, m in machines.items()))
)


@given(DESIGNS, DESIGNS)
def test_the_entries_add_up_to_the_change_exactly(before: Design, after: Design):
    found = difference(before, after)
    with localcontext(prec=240):
        assert sum((e.change for e in found.entries), Decimal(0)) == found.change
        assert found.change == found.after - found.before
        assert sum((s.change for s in found.shifts), Decimal(0)) == found.change
        assert found.alike + sum((e.change for e in found.unpriced), Decimal(0)) == found.change
    back = compare(
        estimate(after, CATALOGUE, BOOKS), estimate(before, CATALOGUE, BOOKS), names(after), names(before)
    )
    assert back.change == -found.change
    sizes = [abs(e.change) for e in found.entries]
    assert sizes == sorted(sizes, reverse=True)
