"""The picture of a design with what a person asked to see on it: title, costs, findings."""

from __future__ import annotations

from typing import Literal

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project
from archdesk.model.design import Design
from archdesk.render.picture import Options, draw
from archdesk.render.shapes import Picture
from archdesk.render.theme import DARK, LIGHT, Severity


def picture_of(
    design: Design,
    catalogue: Catalogue,
    theme: Literal["light", "dark"] = "light",
    *,
    title: bool = False,
    legend: bool = False,
    costs: bool = False,
    findings: bool = False,
    project: Project = NO_PROJECT,
) -> Picture:
    """Draw the design; costs and findings are worked out only when asked for."""
    options = Options(
        title=design.settings.name if title else "",
        legend=legend,
        costs=_costs(design, catalogue) if costs else {},
        badges=_badges(design, catalogue, project) if findings else {},
    )
    return draw(design, catalogue, DARK if theme == "dark" else LIGHT, options)


def _costs(design: Design, catalogue: Catalogue) -> dict[str, str]:
    from archdesk.app.price_books import load_all_books
    from archdesk.costs.estimate import estimate
    from archdesk.costs.money import money

    amounts = estimate(design, catalogue, load_all_books()).by_component()
    return {id: money(amount) for id, amount in amounts.items() if amount}


def _badges(design: Design, catalogue: Catalogue, project: Project) -> dict[str, Severity]:
    from archdesk.rules.check import check_design
    from archdesk.rules.findings import worst_by_id

    return worst_by_id(check_design(design, catalogue, project=project))
