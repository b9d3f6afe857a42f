"""A CloudFormation template as a design to work on: read, and arranged where it came without positions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.lines import template_lines
from archdesk.layout.arrange import arrange
from archdesk.model.design import Design
from archdesk.storage.files import TEMPLATES, open_design, read_file
from archdesk.storage.reading import Reading


def design_of_template(text: str | bytes, name: str, catalogue: Catalogue) -> Design:
    """The design in a template. Raises TemplateError. One that ArchDesk wrote opens as it was drawn."""
    return import_template(text, name, catalogue, partial(arranged, catalogue=catalogue))


def is_template(path: Path) -> bool:
    """Whether a file is a CloudFormation template, by its name."""
    return path.suffix.lower() in TEMPLATES


def open_any(path: Path, catalogue: Catalogue) -> Reading:
    """The design in a file: a design's, or that of a CloudFormation template. Raises DesignError, TemplateError."""
    if not is_template(path):
        return open_design(path, catalogue)
    text = read_file(path)
    design = design_of_template(text, str(path), catalogue)
    return Reading(design, (), template_lines(text, str(path), design))


def arranged(design: Design, catalogue: Catalogue) -> Design:
    """A design of the same records, with every component at the place that `layout` gives it."""
    rects = arrange(design, catalogue)
    components = {c.id: replace(c, rect=rects[c.id]) for c in design.components}
    return Design([components.get(id, record) for id, record in design.records.items()])
