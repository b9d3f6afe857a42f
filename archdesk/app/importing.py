"""A CloudFormation template as a design to work on: read, and arranged where it came without positions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.importing import import_template
from archdesk.layout.arrange import arrange
from archdesk.model.design import Design


def design_of_template(text: str | bytes, name: str, catalogue: Catalogue) -> Design:
    """The design in a template. Raises TemplateError. One that ArchDesk wrote opens as it was drawn."""
    return import_template(text, name, catalogue, partial(arranged, catalogue=catalogue))


def arranged(design: Design, catalogue: Catalogue) -> Design:
    """A design of the same records, with every component at the place that `layout` gives it."""
    rects = arrange(design, catalogue)
    components = {c.id: replace(c, rect=rects[c.id]) for c in design.components}
    return Design([components.get(id, record) for id, record in design.records.items()])
