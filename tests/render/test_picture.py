"""Pictures: nothing on top of a label, everything inside the frame, the same picture every time."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Point, Rect
from archdesk.model.records import Component, Connection
from archdesk.render.components import icon_rect, label_rect
from archdesk.render.picture import Options, draw, parts
from archdesk.render.shapes import Box, Icon, Line, Mark, Part, Text
from archdesk.render.svg import write_svg
from archdesk.render.tags import Tag
from archdesk.render.theme import DARK, LIGHT, Theme, contrast
from archdesk.render.words import lines_of, text_width
from archdesk.shipped import shipped
from archdesk.storage.files import open_design

SAMPLES = sorted(shipped("samples").glob("*.archdesk"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def line_of(part: Part) -> Line:
    return next(s for s in part.shapes if isinstance(s, Line))


def touches(a: Point, b: Point, rect: Rect) -> bool:
    return (
        min(a.x, b.x) < rect.right
        and max(a.x, b.x) > rect.x
        and min(a.y, b.y) < rect.bottom
        and max(a.y, b.y) > rect.y
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda f: f.stem)
def test_no_connection_runs_over_an_icon_or_a_label(sample: object, catalogue: Catalogue) -> None:
    design = open_design(sample, catalogue).design  # type: ignore[arg-type]
    leaves = [c for c in design.components if catalogue.type_of(c).container is None]
    for id, part in parts(design, catalogue, LIGHT).items():
        if part.role != "edge" or not part.shapes:
            continue
        connection = design.connection(id)
        for a, b in pairwise(line_of(part).points):
            for leaf in leaves:
                if leaf.id not in (connection.source, connection.target):
                    assert not touches(a, b, icon_rect(leaf)), (id, leaf.id)
                assert not touches(a, b, label_rect(catalogue, leaf)), (id, leaf.id)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda f: f.stem)
def test_no_label_lies_on_another_or_on_an_icon(sample: object, catalogue: Catalogue) -> None:
    design = open_design(sample, catalogue).design  # type: ignore[arg-type]
    leaves = [c for c in design.components if catalogue.type_of(c).container is None]
    for leaf in leaves:
        for other in leaves:
            if leaf.id != other.id:
                assert label_rect(catalogue, leaf).overlap(label_rect(catalogue, other)) is None
                assert label_rect(catalogue, leaf).overlap(icon_rect(other)) is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda f: f.stem)
def test_the_picture_is_cropped_to_its_content_with_a_margin(sample: object, catalogue: Catalogue) -> None:
    design = open_design(sample, catalogue).design  # type: ignore[arg-type]
    picture = draw(design, catalogue, LIGHT, Options(title="A title", legend=True))
    inner = picture.bounds.grown(-24)
    assert all(inner.contains(part.bounds) for part in picture.parts)
    assert min(p.bounds.x for p in picture.parts) == inner.x
    assert max(p.bounds.bottom for p in picture.parts) == inner.bottom
    assert {p.id for p in picture.parts} >= {*design.component_ids(), "title", "legend"}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_svg_is_well_formed_and_holds_its_icons(theme: Theme, catalogue: Catalogue) -> None:
    hostile = '<script>alert("&")</script>\x00\x1b]]>'
    design = Design([Component("q", "sqs.queue", hostile, Rect(0, 0, 48, 48))])
    text = write_svg(draw(design, catalogue, theme), theme)
    root = ET.fromstring(text)
    assert root.tag.endswith("svg")
    assert "<script" not in text
    assert 'href="data:image/png;base64,' in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    titles = [e.text for e in root.iter() if e.tag.endswith("title")]
    assert titles
    assert 'alert("&")' in str(titles[0])


def test_a_subnet_looks_public_or_private_by_its_property(catalogue: Catalogue) -> None:
    subnets = [
        Component("a", "vpc.subnet", "A", Rect(0, 0, 200, 120), properties={"public": True}),
        Component("b", "vpc.subnet", "B", Rect(300, 0, 200, 120)),
    ]
    found = parts(Design(subnets), catalogue, LIGHT)
    assert found["a"].colour == LIGHT.groups["public_subnet"].border
    assert found["b"].colour == LIGHT.groups["private_subnet"].border


def test_relations_are_drawn_in_their_styles_and_findings_in_their_colour(catalogue: Catalogue) -> None:
    leaf = [Component(id, "s3.bucket", id, Rect(200 * i, 0, 48, 48)) for i, id in enumerate("abcd")]
    design = Design(
        [
            *leaf,
            Connection("flow", "a", "b", "writes"),
            Connection("copy", "b", "c", "replicates_to", label="nightly"),
            Connection("tie", "c", "d", "uses"),
        ]
    )
    found = parts(
        design, catalogue, LIGHT, badges={"tie": "error", "a": "warning"}, tags={"a": (Tag("$1.00 / mo"),)}
    )
    assert (line_of(found["flow"]).dashed, line_of(found["flow"]).arrow) == (False, True)
    assert (line_of(found["copy"]).dashed, line_of(found["copy"]).arrow) == (True, True)
    assert (line_of(found["tie"]).arrow, line_of(found["tie"]).colour) == (False, LIGHT.severity["error"])
    assert [s.severity for s in found["a"].shapes if isinstance(s, Mark)] == ["warning"]
    assert "$1.00 / mo" in [s.text for s in found["a"].shapes if isinstance(s, Text)]
    assert "nightly" in [s.text for s in found["copy"].shapes if isinstance(s, Text)]


def test_what_nesting_says_is_not_drawn_as_well(catalogue: Catalogue) -> None:
    design = Design(
        [
            Component("v", "vpc.vpc", "V", Rect(0, 0, 400, 300)),
            Component("g", "vpc.internet_gateway", "G", Rect(40, 48, 48, 48), "v"),
            Connection("tie", "g", "v", "attached_to"),
        ]
    )
    assert parts(design, catalogue, LIGHT)["tie"].shapes == ()


def test_a_straight_way_stays_straight_among_others(catalogue: Catalogue) -> None:
    design = Design(
        [
            Component("t", "sns.topic", "T", Rect(0, 200, 48, 48)),
            *(Component(f"q{i}", "sqs.queue", f"Q{i}", Rect(300, 200 * i, 48, 48)) for i in range(3)),
            *(Connection(f"e{i}", "t", f"q{i}", "delivers") for i in range(3)),
        ]
    )
    found = parts(design, catalogue, LIGHT)
    assert len(line_of(found["e1"]).points) == 2
    starts = [line_of(found[f"e{i}"]).points[0] for i in range(3)]
    assert len(set(starts)) == 3


def test_a_spanning_database_is_drawn_over_the_width_it_spans(catalogue: Catalogue) -> None:
    wide = Component("d", "rds.instance", "D", Rect(0, 0, 400, 64))
    part = parts(Design([wide]), catalogue, LIGHT)["d"]
    band = next(s for s in part.shapes if isinstance(s, Box))
    icon = next(s for s in part.shapes if isinstance(s, Icon))
    assert (band.rect, band.dashed) == (wide.rect, True)
    assert icon.rect.center == wide.rect.center


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_all_text_reads_at_four_and_a_half_to_one(theme: Theme) -> None:
    for name, group in theme.groups.items():
        assert contrast(group.label, group.fill or theme.canvas) >= 4.5, name
    for ground in (theme.canvas, theme.panel, theme.field):
        assert contrast(theme.text, ground) >= 4.5
        assert contrast(theme.secondary, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for severity, colour in theme.severity.items():
        assert contrast(colour, theme.canvas) >= 4.5 or severity == "error"


def test_long_names_take_two_lines_and_an_ellipsis() -> None:
    assert lines_of("Orders", 13, 128, 2) == ("Orders",)
    two = lines_of("The quick brown fox jumps over the lazy dog and on", 13, 128, 2)
    assert len(two) == 2
    assert two[1].endswith("…")
    assert all(text_width(line, 13) <= 128 for line in two)
    assert lines_of("x" * 100, 13, 128, 2)[0].endswith("…")


@pytest.mark.parametrize("gap", [84, 96, 104, 112])
def test_a_connection_does_not_hide_behind_its_own_icons_however_near_they_stand(
    gap: int, catalogue: Catalogue
) -> None:
    queue = Component("q", "sqs.queue", "Orders", Rect(0, 0, 48, 48))
    failures = Component("f", "sqs.queue", "Failures", Rect(0, gap, 48, 48))
    design = Design([queue, failures, Connection("e", "q", "f", "dead_letters_to")])
    for tags in ({}, {"q": (Tag("$3.60 / mo"),), "f": (Tag("$0.10 / mo"),)}):
        way = line_of(parts(design, catalogue, LIGHT, tags=tags)["e"]).points
        for a, b in pairwise(way):
            for leaf in (queue, failures):
                assert not touches(a, b, icon_rect(leaf)), way
                assert not touches(a, b, label_rect(catalogue, leaf, tags.get(leaf.id, ()))), way


def test_a_cost_takes_the_place_of_the_second_line(catalogue: Catalogue) -> None:
    queue = Component("q", "sqs.queue", "Orders", Rect(0, 0, 48, 48))
    plain, priced = label_rect(catalogue, queue), label_rect(catalogue, queue, (Tag("$3.60 / mo"),))
    assert priced.height <= plain.height + 4
    part = parts(Design([queue]), catalogue, LIGHT, tags={"q": (Tag("$3.60 / mo"),)})["q"]
    assert [s.text for s in part.shapes if isinstance(s, Text)] == ["Orders", "$3.60 / mo"]
    assert "4 days" in part.tooltip


def test_what_is_not_drawn_takes_no_room(catalogue: Catalogue) -> None:
    inside = [
        Component("v", "vpc.vpc", "V", Rect(5000, 5000, 400, 300)),
        Component("g", "vpc.internet_gateway", "G", Rect(5040, 5048, 48, 48), "v"),
    ]
    tied = Design([*inside, Connection("tie", "g", "v", "attached_to")])
    assert draw(tied, catalogue, LIGHT).bounds == draw(Design(inside), catalogue, LIGHT).bounds


def test_the_words_of_a_connection_stand_on_no_icon_and_on_no_other_words(catalogue: Catalogue) -> None:
    places = {"west": (0, 200), "east": (400, 200), "north": (200, 0), "south": (200, 364)}
    leaf = [Component(id, "sqs.queue", id, Rect(x, y, 48, 48)) for id, (x, y) in places.items()]
    across = Connection("across", "west", "east", "sends", label="paid orders")
    down = Connection("down", "north", "south", "sends", label="what failed")
    found = parts(Design([*leaf, across, down]), catalogue, LIGHT)
    assert len(line_of(found["across"]).points) == len(line_of(found["down"]).points) == 2  # they cross
    pills = [next(s.rect for s in found[id].shapes if isinstance(s, Box)) for id in ("across", "down")]
    assert pills[0].overlap(pills[1]) is None
    for pill in pills:
        for component in leaf:
            assert pill.overlap(icon_rect(component)) is None
            assert pill.overlap(label_rect(catalogue, component)) is None


def test_words_of_a_frame_across_subnets_stay_in_the_first_of_them(catalogue: Catalogue) -> None:
    design = Design(
        [
            Component("a", "vpc.subnet", "A", Rect(0, 0, 240, 160)),
            Component("b", "vpc.subnet", "B", Rect(280, 0, 240, 160)),
            Component("g", "autoscaling.group", "Web servers", Rect(24, 48, 472, 88), None, ("a", "b")),
        ]
    )
    part = parts(design, catalogue, LIGHT, tags={"g": (Tag("$67.98 / mo"),)})["g"]
    shown = [s for s in part.shapes if isinstance(s, Text)]
    assert "$67.98 / mo" in [s.text for s in shown]
    assert all(s.at.x + text_width(s.text, s.size) / (2 if s.anchor == "middle" else 1) <= 240 for s in shown)


def test_one_corner_is_enough_where_there_is_room_for_an_arrow(catalogue: Catalogue) -> None:
    high = Component("h", "dynamodb.table", "Notes", Rect(200, 0, 48, 48))
    below = label_rect(catalogue, high).bottom
    low = Component("l", "lambda.function", "Save", Rect(0, below + 16 - 24, 48, 48))
    above = Component("a", "sqs.queue", "Above", Rect(0, low.rect.y - 96, 48, 48))
    design = Design([low, high, above, Connection("e", "l", "h", "writes")])
    assert len(line_of(parts(design, catalogue, LIGHT)["e"]).points) == 3


def test_a_connection_to_itself_goes_round_its_icon(catalogue: Catalogue) -> None:
    bucket = Component("b", "s3.bucket", "Invoices", Rect(0, 0, 48, 48))
    way = line_of(parts(Design([bucket, Connection("e", "b", "b", "logs_to")]), catalogue, LIGHT)["e"]).points
    assert len(way) == 5
    for a, b in pairwise(way):
        assert not touches(a, b, icon_rect(bucket))
        assert not touches(a, b, label_rect(catalogue, bucket))
