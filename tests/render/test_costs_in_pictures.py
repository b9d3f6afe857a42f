"""Costs, shares and limits in pictures: the right words at the right component, and nothing silently left out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from archdesk.app.picture import picture_of, table_of
from archdesk.app.tags import cost_tags, limit_tags, tags_of
from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.costs.book import PriceBooks, load_books
from archdesk.costs.estimate import estimate
from archdesk.costs.items import Estimate
from archdesk.costs.money import dollars, money
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Settings, Value
from archdesk.render.picture import Options, draw, parts
from archdesk.render.shapes import Box, Line, Mark, Part, Picture, Text
from archdesk.render.tags import Tag, heat_legend, step
from archdesk.render.theme import DARK, HEAT, LIGHT, Theme, contrast
from archdesk.render.words import text_width
from archdesk.shipped import shipped
from archdesk.storage.files import open_design


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def books() -> PriceBooks:
    return load_books()


@pytest.fixture(scope="module")
def shop(catalogue: Catalogue) -> Design:
    return open_design(shipped("samples") / "three-tier-web.archdesk", catalogue).design


@pytest.fixture(scope="module")
def priced(shop: Design, catalogue: Catalogue, books: PriceBooks) -> Estimate:
    return estimate(shop, catalogue, books)


def words_at(picture: Picture, id: str) -> list[str]:
    return words_of(next(part for part in picture.parts if part.id == id))


def words_of(part: Part) -> list[str]:
    return [s.text for s in part.shapes if isinstance(s, Text)]


def queue(usage: dict[str, Value] | None = None) -> Design:
    return Design([Component("q", "sqs.queue", "Orders", Rect(0, 0, 48, 48), usage=usage or {})])


def test_a_component_says_what_it_costs_and_a_container_what_all_in_it_does(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    picture = picture_of(shop, catalogue, costs=True, estimate=priced)
    assert money(priced.by_component()["db"]) in words_at(picture, "db")
    inside = priced.by_component()["db"] + priced.by_component()["cache"]
    assert money(inside) in words_at(picture, "data_a")
    assert money(priced.by_container()["vpc"]) in words_at(picture, "vpc")
    assert not any(
        "$" in words for words in words_at(picture, "app_a")
    )  # the group stands across two subnets


def test_a_subtotal_stands_at_the_right_end_of_its_header(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    vpc = shop.component("vpc").rect
    picture = picture_of(shop, catalogue, costs=True, estimate=priced)
    part = next(p for p in picture.parts if p.id == "vpc")
    pill = next(s.rect for s in part.shapes if isinstance(s, Box) and s.rect != vpc)
    assert (pill.right, pill.bottom <= vpc.y + 24) == (vpc.right - 8, True)


def test_a_connection_says_what_its_data_costs_beside_its_label(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    amount = money(priced.by_connection()["web_connects_db"])
    with_label = Design(
        [replace(r, label="queries") if isinstance(r, Connection) and r.id == "web_connects_db" else r
         for r in shop.records.values()]
    )  # fmt: skip
    picture = picture_of(with_label, catalogue, costs=True, estimate=priced)
    assert words_at(picture, "web_connects_db") == ["queries", amount]


def test_what_needs_usage_and_what_is_free_say_so(catalogue: Catalogue, books: PriceBooks) -> None:
    gateway = Component("i", "vpc.internet_gateway", "Door", Rect(200, 0, 48, 48))
    design = Design([*queue().records.values(), gateway])
    unknown = estimate(design, catalogue, books, usage="none")
    picture = picture_of(design, catalogue, costs=True, estimate=unknown)
    assert words_at(picture, "q") == ["Orders", "needs usage"]
    assert words_at(picture, "i") == ["Door", "free"]
    part = next(p for p in picture.parts if p.id == "q")
    assert any(isinstance(s, Box) and s.dashed for s in part.shapes)  # not by its words alone


def test_what_is_partly_priced_says_what_is_open(
    shop: Design, catalogue: Catalogue, books: PriceBooks
) -> None:
    partly = estimate(shop, catalogue, books, usage="none")
    tags = cost_tags(shop, catalogue, partly)
    assert tags["alb"].words == f"{dollars(partly.by_component()['alb'])} + needs usage"
    assert tags["assets"].words == "needs usage"
    assert re.fullmatch(r"\$[\d,.]+ \+ \d+ need usage", tags["vpc"].words)
    assert tags["vpc"].short == f"from {dollars(partly.by_container()['vpc'])}"
    assert "needs usage" in tags["alb"].note


def test_a_price_that_no_book_has_is_said_at_the_component_and_in_the_table(
    catalogue: Catalogue, books: PriceBooks
) -> None:
    design = Design([Settings(), Component("b", "sqs.queue", "Blog", Rect(0, 0, 48, 48))])
    result = estimate(design, catalogue, books, region="nowhere-1")
    assert {i.state for i in result.items} <= {"no price", "free"}
    assert words_at(picture_of(design, catalogue, costs=True, estimate=result), "b") == ["Blog", "no price"]
    shown = words_of(table_of(design, result).parts[0])
    assert any(words.startswith("Blog: ") for words in shown)
    assert "no price" in shown
    assert "Total, without what has no amount" in shown
    count = result.count("no price")
    assert f"Items in the state 'no price', which the total is without: {count}." in " ".join(shown)


def test_a_heat_map_says_each_share_and_colours_it(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    picture = picture_of(shop, catalogue, heat=True, estimate=priced)
    share = priced.by_component()["db"] / priced.monthly
    words = f"{round(share * 100)} % · {dollars(priced.by_component()['db'])}"
    assert words in words_at(picture, "db")
    part = next(p for p in picture.parts if p.id == "db")
    assert HEAT[step(float(share))].fill in [s.fill for s in part.shapes if isinstance(s, Box)]
    small = next(
        s
        for s in next(p for p in picture.parts if p.id == "dns").shapes
        if isinstance(s, Text) and "%" in s.text
    )
    large = next(s for s in part.shapes if isinstance(s, Text) and "%" in s.text)
    assert (small.size, large.size) == (11, 13)
    assert "from 50 %" in words_at(picture, "heat-legend")


def test_in_a_heat_map_what_has_no_amount_has_no_colour(catalogue: Catalogue, books: PriceBooks) -> None:
    design = queue()
    result = estimate(design, catalogue, books, usage="none")
    tags = tags_of(design, catalogue, result, heat=True)
    assert [(t.words, t.tone) for t in tags["q"]] == [("needs usage", "unknown")]


def test_containers_are_tinted_by_their_share_and_their_words_stay_readable(catalogue: Catalogue) -> None:
    design = Design([Component(id, "vpc.vpc", "Shop", Rect(0, 0, 400, 200)) for id in ("much", "little")])
    tags = {"much": (Tag("90 %", "heat", 0.9),), "little": (Tag("4 %", "heat", 0.04),)}
    for theme in (LIGHT, DARK):
        found = parts(design, catalogue, theme, tags=tags)
        fills = {id: next(s.fill for s in found[id].shapes if isinstance(s, Box)) for id in tags}
        assert contrast(fills["much"], theme.canvas) > contrast(fills["little"], theme.canvas) > 1
        for id in tags:
            name = next(s for s in found[id].shapes if isinstance(s, Text) and s.text == "Shop")
            assert contrast(name.colour, fills[id]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_scale_is_told_by_lightness_alone_and_its_words_can_be_read(theme: Theme) -> None:
    from_white = [contrast(each.fill, "#FFFFFF") for each in HEAT]
    assert all(b > a * 1.25 for a, b in pairwise(from_white))
    assert all(contrast(each.ink, each.fill) >= 4.5 for each in HEAT)
    legend = heat_legend(theme, 0, 0)
    assert [s.fill for s in legend.shapes if isinstance(s, Box)][:5] == [each.fill for each in HEAT]


def test_a_tag_that_does_not_fit_its_header_stands_below_it_and_is_never_left_out(
    catalogue: Catalogue,
) -> None:
    narrow = Component("n", "vpc.vpc", "A network with a long name", Rect(0, 0, 160, 112))
    tag = Tag("$1,234.50 + 3 need usage", short="from $1,234.50", note="all of it")
    part = parts(Design([narrow]), catalogue, LIGHT, tags={"n": (tag,)})["n"]
    told = next(s for s in part.shapes if isinstance(s, Text) and "$1,234.50" in s.text)
    half = text_width(told.text, told.size) / 2
    assert told.at.y > 24
    assert told.at.x - half >= 0
    assert told.at.x + half <= 160
    assert "all of it" in part.tooltip


def test_what_scales_says_its_range_in_the_tooltip(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    own = [i for i in priced.items if i.component == "web" and i.amount is not None]
    most = sum(i.amount if i.most is None else i.most for i in own if i.amount is not None)
    note = cost_tags(shop, catalogue, priced)["web"].note
    assert f"{money(priced.by_component()['web'])[:-5]} to {money(Decimal(most))} as it scales" in note
    assert "as it scales" not in cost_tags(shop, catalogue, priced)["dns"].note


def test_the_words_of_a_connection_stand_on_no_line_but_its_own_and_hide_no_arrow(
    catalogue: Catalogue,
) -> None:
    places = {"west": (0, 200), "east": (400, 200), "north": (200, 0), "south": (200, 400)}
    leaf = [Component(id, "sqs.queue", id, Rect(x, y, 48, 48)) for id, (x, y) in places.items()]
    links = [Connection("across", "west", "east", "sends"), Connection("down", "north", "south", "sends")]
    tags = {"across": (Tag("$0.10 / mo", note="data"),), "down": (Tag("$0.20 / mo", note="data"),)}
    found = parts(Design([*leaf, *links]), catalogue, LIGHT, tags=tags)
    for own, other in (("across", "down"), ("down", "across")):
        pill = next(s.rect for s in found[own].shapes if isinstance(s, Box))
        line = next(s for s in found[other].shapes if isinstance(s, Line))
        for a, b in pairwise(line.points):
            assert (
                pill.overlap(Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) + 1, abs(a.y - b.y) + 1))
                is None
            )
        tip = next(s for s in found[own].shapes if isinstance(s, Line)).points[-1]
        assert pill.overlap(Rect(tip.x - 8, tip.y - 8, 16, 16)) is None


def test_from_far_away_a_leaf_has_the_colour_of_its_share(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    colours = {p.id: p.colour for p in picture_of(shop, catalogue, heat=True, estimate=priced).parts}
    assert (colours["db"], colours["dns"]) == (HEAT[3].fill, HEAT[0].fill)
    assert colours["igw"] == LIGHT.category("network")  # free: no share


def test_a_limit_nearly_used_up_is_said_where_it_is_counted(catalogue: Catalogue) -> None:
    region = Component("r", "aws.region", "Ireland", Rect(0, 0, 900, 400))

    def vpcs(count: int) -> Design:
        return Design([region, *(
            Component(f"v{i}", "vpc.vpc", f"V{i}", Rect(24 + 170 * i, 48, 160, 112), "r") for i in range(count)
        )])  # fmt: skip

    assert "r" not in limit_tags(vpcs(3), catalogue)
    near, beyond = limit_tags(vpcs(4), catalogue)["r"], limit_tags(vpcs(6), catalogue)["r"]
    assert (near.words, near.tone) == ("80 % of VPCs per region", "near")
    assert (beyond.words, beyond.tone) == ("120 % of VPCs per region", "beyond")
    picture = picture_of(vpcs(6), catalogue, limits=True)
    part = next(p for p in picture.parts if p.id == "r")
    assert "120 % of VPCs per region" in words_of(part)
    assert [s.severity for s in part.shapes if isinstance(s, Mark)] == ["error"]
    assert "VPCs per region in eu-west-1: 6 of 5" in part.tooltip or "6 of 5" in part.tooltip


def test_a_setting_within_its_bounds_is_no_limit_that_is_used_up(catalogue: Catalogue) -> None:
    design = open_design(shipped("samples") / "order-pipeline.archdesk", catalogue).design
    assert "billing_failed" not in limit_tags(design, catalogue)  # kept for all of the 14 days there may be


def test_on_the_canvas_tags_move_no_connection(shop: Design, catalogue: Catalogue, priced: Estimate) -> None:
    def ways(options: Options) -> dict[str, object]:
        picture = draw(shop, catalogue, LIGHT, options)
        return {
            p.id: [s for s in p.shapes if not isinstance(s, Text | Box)]
            for p in picture.parts
            if p.role == "edge"
        }

    tags = tags_of(shop, catalogue, priced, costs=True)
    assert ways(Options(tags=tags, steady=True)) == ways(Options())


def test_the_table_lists_each_service_the_total_and_the_dates(
    shop: Design, catalogue: Catalogue, priced: Estimate
) -> None:
    page = table_of(shop, priced)
    shown = words_of(page.parts[0])
    for service, amount in priced.by_service().items():
        assert shown[shown.index(service) + 1] == money(amount)
    assert shown[shown.index("Total") + 1] == money(priced.monthly)
    dates = {i.as_of for i in priced.items if i.as_of}
    assert any(max(dates) in words for words in shown)
    below = picture_of(shop, catalogue, table=True, estimate=priced)
    plain = picture_of(shop, catalogue)
    assert below.parts[-1].bounds.y >= plain.bounds.bottom
    assert below.bounds.bottom > below.parts[-1].bounds.bottom


def test_a_given_estimate_is_taken_as_it_is(catalogue: Catalogue, books: PriceBooks) -> None:
    design = queue()
    known = estimate(design, catalogue, books)
    dearer = replace(
        known,
        items=tuple(replace(i, amount=Decimal(1000), state="priced") for i in known.items[:1]),
        monthly=Decimal(1000),
    )
    assert "$1,000.00 / mo" in words_at(picture_of(design, catalogue, costs=True, estimate=dearer), "q")
