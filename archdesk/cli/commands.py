"""One function a command; each imports what it needs, so that a check starts without a window's weight."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archdesk.app.palettes import load_all
from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.project import NO_PROJECT, Project, with_packs
from archdesk.cli.output import one_line, say, say_json, table, tell
from archdesk.errors import UsageError
from archdesk.model.design import Design
from archdesk.shipped import shipped
from archdesk.storage.files import SUFFIX, read_file, save_bytes, save_design
from archdesk.storage.project import read_project

if TYPE_CHECKING:
    from archdesk.cloudformation.export import Written
    from archdesk.render.shapes import Picture


def run_export(args: argparse.Namespace) -> int:
    from archdesk.cloudformation.export import written
    from archdesk.cloudformation.forms.one_role import is_role_name
    from archdesk.cloudformation.options import Options
    from archdesk.cloudformation.outline import NO_COMMENTS
    from archdesk.cloudformation.stack_limits import over_limits
    from archdesk.cloudformation.text import write_template

    if args.lab_role and not is_role_name(args.lab_role):
        raise UsageError(
            f"--lab-role {args.lab_role}: give the name of the role alone, without ARN and path."
        )
    catalogue = _catalogue()
    design = _open(args.file, catalogue)
    form: Literal["yaml", "json"] = args.format or ("json" if args.output.suffix == ".json" else "yaml")
    result = written(design, catalogue, Options(args.serverless, args.lab_role))
    if args.nested:
        return _export_nested(args, result, design, catalogue, form)
    text = write_template(result.template, form, result.comments if args.comments else NO_COMMENTS)
    save_bytes(args.output, text.encode())
    tell(f"{args.output}: {len(result.template['Resources'])} resources")
    too_much = over_limits(result.template, len(text.encode()))
    if too_much:
        tell(f"note: it is too much for one stack: {'; '.join(too_much)}. --nested splits it.")
    _say_drawn_only(design, catalogue)
    return _lint(args, design, catalogue, form) if args.lint else 0


def _export_nested(
    args: argparse.Namespace,
    result: Written,
    design: Design,
    catalogue: Catalogue,
    form: Literal["yaml", "json"],
) -> int:
    """Write the root template, and beside it one a nested stack."""
    from archdesk.cloudformation.aws_cli import Deployment, deploy_command
    from archdesk.cloudformation.nesting import nest
    from archdesk.cloudformation.text import write_template

    if args.lint:
        raise UsageError("--lint looks at one template: leave --nested away to let it look at all of it.")
    output: Path = args.output
    nested = nest(result.template, design, catalogue, output.stem, output.suffix or ".yaml")
    for name, template in nested.children.items():
        said = {k: v for k, v in result.comments.items() if len(k) > 1 and k[1] in template["Resources"]}
        text = write_template(template, form, said if args.comments else {})
        save_bytes(output.with_name(name), text.encode())
        tell(f"{output.with_name(name)}: {len(template['Resources'])} resources")
    save_bytes(output, write_template(nested.root, form).encode())
    tell(f"{output}: {len(nested.children)} nested stacks")
    if nested.left_out:
        tell(f"a stack takes no more outputs, so these are left out: {', '.join(nested.left_out)}")
    _say_drawn_only(design, catalogue)
    stack = re.sub(r"[^A-Za-z0-9-]", "-", output.stem)
    command = deploy_command(nested.root, output, Deployment(stack), nested.children.values())
    tell("\n".join(("to deploy it:", *command.lines)))
    return 0


def _say_drawn_only(design: Design, catalogue: Catalogue) -> None:
    from archdesk.cloudformation.export import drawn_only

    for component in drawn_only(design, catalogue):
        why = catalogue.type_of(component).cloudformation.why_not
        tell(f"not exported: {component.name}. {why}")


def _lint(
    args: argparse.Namespace, design: Design, catalogue: Catalogue, form: Literal["yaml", "json"]
) -> int:
    """Print what cfn-lint says of the template just written; 1 for an error or a warning."""
    from archdesk.app.linting import lint, owner_words
    from archdesk.app.template_view import Writer
    from archdesk.cloudformation.options import Options

    options = Options(args.serverless, args.lab_role)
    page = Writer().page(design, catalogue, form, options, args.comments)
    found = lint(page, design.settings.region)
    for complaint in found:
        whom = owner_words(design, complaint.owner)
        where = f"{args.output}:{complaint.line}"
        about = f" {complaint.logical_id}{f' ({whom})' if whom else ''}" if complaint.logical_id else ""
        say(one_line(f"{where}: {complaint.severity} {complaint.rule}{about}: {complaint.message}"))
    if not found:
        tell(f"{args.output}: cfn-lint found nothing")
    return int(any(c.severity != "info" for c in found))


def run_import(args: argparse.Namespace) -> int:
    from archdesk.app.importing import design_of_template

    catalogue = _catalogue()
    design = design_of_template(read_file(args.template), str(args.template), catalogue)
    _refuse_overwrite_of_other(args.output)
    save_design(design, args.output, catalogue)
    tell(
        f"{args.output}: {len(design.component_ids())} components, {len(design.connection_ids())} connections"
    )
    return 0


def run_render(args: argparse.Namespace) -> int:
    from archdesk.render.theme import DARK, LIGHT

    kind = args.output.suffix.lower()
    if kind not in (".png", ".svg", ".pdf"):
        raise UsageError(
            f"{args.output}: a picture is .png, .svg or .pdf; give the output one of these names."
        )
    if not 1 <= args.scale <= 4:
        raise UsageError(f"--scale {args.scale}: choose a scale from 1 to 4.")
    catalogue = _catalogue()
    design = _open(args.file, catalogue)
    pages = _pages(design, catalogue, args, apart=kind == ".pdf")
    theme = DARK if args.theme == "dark" else LIGHT
    background = None if args.transparent else theme
    if kind == ".svg":
        from archdesk.render.svg import write_svg

        save_bytes(args.output, write_svg(pages[0], background).encode())
    elif kind == ".pdf":
        from archdesk.gui.paint import write_pdf

        write_pdf(pages, args.output, design.settings.name, background)
    else:
        from archdesk.gui.paint import write_png

        write_png(pages[0], args.output, args.scale, background)
    tell(f"{args.output}: drawn")
    return 0


def _pages(design: Design, catalogue: Catalogue, args: argparse.Namespace, *, apart: bool) -> list[Picture]:
    """The picture, and the table of the estimate where it is asked for on a page of its own."""
    from archdesk.app.picture import estimate_of, picture_of, table_of

    priced = args.costs or args.heat or args.table
    estimate = estimate_of(design, catalogue) if priced else None
    picture = picture_of(
        design,
        catalogue,
        args.theme,
        title=args.title,
        legend=args.legend,
        costs=args.costs,
        heat=args.heat,
        limits=args.limits,
        findings=args.findings,
        table=args.table and not apart,
        project=_project(args.file) if args.findings else NO_PROJECT,
        estimate=estimate,
    )
    if args.table and apart and estimate is not None:
        return [picture, table_of(design, estimate, args.theme)]
    return [picture]


def run_new(args: argparse.Namespace) -> int:
    catalogue = _catalogue()
    if args.file.exists():
        raise UsageError(f"{args.file}: already there; choose another name, so that nothing is lost.")
    design = _open(_sample(args.sample), catalogue) if args.sample else Design()
    if not args.sample:
        with design.edit("Name") as edit:
            edit.put(replace(design.settings, name=args.file.stem.replace("-", " ").capitalize()))
    save_design(design, args.file, catalogue)
    tell(f"{args.file}: written; open it with `archdesk {args.file}`")
    return 0


def run_list(args: argparse.Namespace) -> int:
    rows = {"components": _components, "rules": _rules, "samples": _samples}[args.what]()
    if args.format == "json":
        say_json([dict(zip(("id", "kind", "label"), row, strict=True)) for row in rows])
    elif rows:
        say(table(rows))
    return 0


def _components() -> list[tuple[str, ...]]:
    catalogue = _catalogue()
    types = [(id, kind.service, kind.label) for id, kind in sorted(catalogue.types.items())]
    presets = [
        (id, f"preset of {preset.type}", preset.label) for id, preset in sorted(catalogue.presets.items())
    ]
    return [*types, *presets]


def _rules() -> list[tuple[str, ...]]:
    from archdesk.rules.check import all_rules

    return [(rule.id, str(rule.severity), rule.title) for rule in all_rules(_catalogue_here())]


def _samples() -> list[tuple[str, ...]]:
    catalogue = _catalogue()
    files = sorted(shipped("samples").glob(f"*{SUFFIX}"))
    return [
        (f.stem, f"{len(d.component_ids())} components", d.settings.name)
        for f in files
        for d in [_open(f, catalogue)]
    ]


def run_explain(args: argparse.Namespace) -> int:
    from archdesk.app.explaining import explain, explanation

    catalogue = _catalogue_here()
    found = explanation(catalogue, args.rule.upper())
    if found is None:
        raise UsageError(f"There is no rule {args.rule!r}; `archdesk list rules` shows them all.")
    if args.format == "json":
        say_json(asdict(found))
    else:
        for line in explain(catalogue, found.id):
            say(line)
    return 0


def run_open(args: argparse.Namespace) -> int:
    from archdesk.gui.main import run  # the only place besides `render` where the command line needs Qt

    return run(args.file)


def _sample(name: str) -> Path:
    file = shipped("samples") / f"{name}{SUFFIX}"
    if not file.is_file():
        known = ", ".join(sorted(f.stem for f in shipped("samples").glob(f"*{SUFFIX}")))
        raise UsageError(f"There is no sample {name!r}; there are: {known}.")
    return file


def _open(file: Path, catalogue: Catalogue) -> Design:
    """The design in a file, which may be a CloudFormation template as well."""
    from archdesk.app.importing import open_any

    reading = open_any(file, catalogue)
    for note in reading.notes:
        tell(f"note: {note}")
    return reading.design


def _catalogue_here() -> Catalogue:
    """The catalogue with the packs of the project that this folder belongs to."""
    return with_packs(_catalogue(), _project(Path("any design here")))


def _project(file: Path) -> Project:
    project = read_project(file)
    for problem in project.problems:
        tell(f"project: {problem}")
    return project


def _catalogue() -> Catalogue:
    catalogue = load_all()
    for problem in catalogue.problems:
        tell(f"palette: {problem}")
    return catalogue


def _refuse_overwrite_of_other(path: Path) -> None:
    """An import may replace a design, not a file of another kind that happens to have that name."""
    if path.exists() and path.suffix != SUFFIX:
        raise UsageError(f"{path}: already there and no design; choose a name that ends in {SUFFIX}.")
