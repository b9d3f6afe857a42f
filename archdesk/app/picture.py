"""The picture of a design with what a person asked to see on it: title, costs, limits, findings, a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from archdesk.app.tags import tags_of
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project
from archdesk.costs.items import Estimate
from archdesk.costs.money import dollars, money
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.render.picture import Options, draw
from archdesk.render.shapes import Part, Picture
from archdesk.render.table import table_part
from archdesk.render.theme import DARK, LIGHT, MARGIN, Severity, Theme


def picture_of(
    design: Design,
    catalogue: Catalogue,
    theme: Literal["light", "dark"] = "light",
    *,
    title: bool = False,
    legend: bool = False,
    costs: bool = False,
    heat: bool = False,
    limits: bool = False,
    findings: bool = False,
    table: bool = False,
    project: Project = NO_PROJECT,
    estimate: Estimate | None = None,
) -> Picture:
    """Draw the design; costs, limits and findings are worked out only when asked for.

    ``estimate``: what the design costs, where that is known already. ``table``: what each service costs, below.
    """
    if estimate is None and (costs or heat or table):
        estimate = estimate_of(design, catalogue)
    options = Options(
        title=design.settings.name if title else "",
        legend=legend,
        tags=tags_of(design, catalogue, estimate, costs=costs, heat=heat, limits=limits),
        badges=_badges(design, catalogue, project) if findings else {},
    )
    look = _look(theme)
    picture = draw(design, catalogue, look, options)
    if not table or estimate is None:
        return picture
    part = _table(design, estimate, look, picture.bounds.x + MARGIN, picture.bounds.bottom + 8)
    return replace(picture, parts=(*picture.parts, part), bounds=_around(picture.bounds, part.bounds))


def table_of(design: Design, estimate: Estimate, theme: Literal["light", "dark"] = "light") -> Picture:
    """What each service of the design costs, as a page of its own."""
    part = _table(design, estimate, _look(theme), 0, 0)
    return Picture((part,), part.bounds.grown(MARGIN), theme)


def estimate_of(design: Design, catalogue: Catalogue) -> Estimate:
    """What the design costs by the price books there are, of the date that it remembers."""
    from archdesk.app.price_books import load_all_books
    from archdesk.app.repricing import books_for
    from archdesk.costs.estimate import estimate

    return estimate(design, catalogue, books_for(load_all_books(), design.settings))


def _look(theme: Literal["light", "dark"]) -> Theme:
    return DARK if theme == "dark" else LIGHT


def _table(design: Design, estimate: Estimate, theme: Theme, left: int, top: int) -> Part:
    """Each service with its amount, dearest first, and what the total is without, item by item."""
    rows = [(service, money(amount)) for service, amount in estimate.by_service().items()]
    names = {c.id: c.name for c in design.components}
    for item in estimate.without_price():
        whose = names.get(item.component or "", "A connection")
        rows.append((f"{whose}: {item.label}", item.state))
    total = "Total, without what has no amount" if estimate.without_price() else "Total"
    title = f"Monthly cost of {design.settings.name}"
    notes = list(estimate.assumptions)
    if estimate.scales:
        notes.insert(0, f"Range: {dollars(estimate.least)} to {money(estimate.most)}.")
    return table_part(theme, title, rows, (total, money(estimate.monthly)), notes, left, top)


def _around(picture: Rect, table: Rect) -> Rect:
    """The frame of a picture with a table below it."""
    width = max(picture.width, table.width + 2 * MARGIN)
    return Rect(picture.x, picture.y, width, table.bottom + MARGIN - picture.y)


def _badges(design: Design, catalogue: Catalogue, project: Project) -> dict[str, Severity]:
    from archdesk.rules.check import check_design
    from archdesk.rules.findings import worst_by_id

    return worst_by_id(check_design(design, catalogue, project=project))
