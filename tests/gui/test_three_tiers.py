"""The main job, by mouse: from an empty canvas to a clean three-tier application, its template and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cfnlint.api import ManualArgs, lint
from moto import mock_aws
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest

from archdesk.app.edits import rename, set_property
from archdesk.app.picture import picture_of
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.text import write_template
from archdesk.gui.paint import write_png
from archdesk.gui.panels.spans import SpanChoice
from archdesk.render.theme import LIGHT
from tests.cloudformation.test_deploy import deploy, deployable

if TYPE_CHECKING:
    from conftest import Hands


def draw(hands: Hands) -> None:
    """Drag every part on to the canvas, and pull the connections."""
    window = hands.window
    window.resize(1900, 1050)
    hands.canvas.set_zoom(0.8)
    hands.canvas.centerOn(QPointF(640, 400))
    design, catalogue = hands.design, window.session.catalogue

    def place(entry: str, x: int, y: int, name: str) -> str:
        before = set(design.component_ids())
        hands.drop(entry, x, y)
        [id] = set(design.component_ids()) - before
        rename(design, id, name)
        return id

    place("vpc.vpc", 640, 400, "Shop")
    for letter, x in (("a", 424), ("b", 840)):
        place("vpc.az", x, 440, f"Zone {letter}")
        hands.click(x, 440)
        zone = hands.named(f"Zone {letter}").rect
        hands.drag((zone.right, zone.bottom), (zone.right, zone.bottom + 8))
    place("vpc.internet_gateway", 280, 160, "Gateway")
    place("elb.application", 640, 160, "Balancer")
    for letter, x in (("a", 424), ("b", 840)):
        place("public_subnet", x, 352, f"Public {letter}")
        place("private_subnet", x, 560, f"Private {letter}")
        place("vpc.nat_gateway", x - 80, 352, f"NAT {letter}")
        place("ec2.instance", x - 80, 560, f"Web {letter}")
    place("multi_az_db", 880, 560, "Orders")
    place("external.users", 80, 160, "Users")
    set_property(design, catalogue, hands.named("Orders").id, "deletion_protection", True)
    for source, target in (
        ("Users", "Balancer"),
        ("Balancer", "Web a"),
        ("Balancer", "Web b"),
        ("Web a", "Orders"),
        ("Web b", "Orders"),
    ):
        hands.connect(source, target)


def span(hands: Hands, name: str, *containers: str) -> None:
    """Choose in the inspector what a component reaches into."""
    for container in containers:
        component = hands.named(name)
        hands.canvas.selection.set([component.id])
        QTest.qWait(1)  # the inspector follows when the event loop comes round
        choice = hands.window.findChildren(SpanChoice)[-1]
        action: QAction = next(a for a in choice.menu().actions() if a.text() == container)
        action.trigger()


def test_from_nothing_to_a_clean_application(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    draw(hands)
    span(hands, "Balancer", "Public a", "Public b")
    span(hands, "Orders", "Private a")
    session = hands.window.session
    design = session.design
    assert {design.connection(e).relation for e in design.connection_ids()} == {
        "requests",
        "routes_to",
        "connects",
    }
    names = {c.id: c.name for c in design.components}
    assert names[design.component(hands.named("Web a").id).parent or ""] == "Private a"
    worse = [f"{f.rule} {f.message}" for f in session.findings if f.severity != "info"]
    assert worse == []
    assert session.estimate.monthly > 100

    template = export_design(design, session.catalogue)
    text = write_template(template)
    assert [str(m) for m in lint(text, config=ManualArgs(regions=["us-east-1"]))] == []
    with mock_aws():
        assert set(deploy(playable := deployable(template))) == set(playable["Resources"])

    file = tmp_path / "shop.png"
    write_png(picture_of(design, session.catalogue), file, 2, LIGHT)
    assert QImage(str(file)).width() > 1500
    while design.undo_label:
        design.undo()
    assert design.component_ids() == ()


@pytest.mark.parametrize("name", ["Balancer"])
def test_spans_are_chosen_by_name_as_one_step_each(hands: Hands, name: str) -> None:
    draw(hands)
    span(hands, name, "Public a", "Public b")
    assert len(hands.named(name).spans) == 2
    span(hands, name, "Public a")
    assert [hands.design.component(s).name for s in hands.named(name).spans] == ["Public b"]
    hands.design.undo()
    assert len(hands.named(name).spans) == 2
