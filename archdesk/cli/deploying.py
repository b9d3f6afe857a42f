"""What ``archdesk deploy`` deploys: a design or a template, whole or in nested stacks, as it is sent to AWS."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archdesk.cli.output import one_line, tell
from archdesk.errors import InputError, UsageError

if TYPE_CHECKING:
    from archdesk.catalog.catalogue import Catalogue
    from archdesk.cloudformation.aws_cli import Deployment
    from archdesk.cloudformation.nesting import Nested
    from archdesk.cloudformation.options import Options
    from archdesk.deploy.account import Account
    from archdesk.deploy.change_sets import Body
    from archdesk.model.design import Design


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be deployed: a template, its text as it is sent, and the parts it has if it is the root of some."""

    template: Mapping[str, Any]
    text: str
    name: str
    region: str
    nested: Nested | None = None

    @property
    def all(self) -> list[Mapping[str, Any]]:
        """The template, and those of its nested stacks."""
        return [self.template, *(self.nested.children.values() if self.nested else ())]

    @property
    def size(self) -> int:
        return len(self.text.encode())


def read_source(args: argparse.Namespace, catalogue: Catalogue) -> Source:
    """What the command is called for. Raises InputError and UsageError."""
    from archdesk.cloudformation.aws_cli import needs_package
    from archdesk.cloudformation.forms.one_role import is_role_name
    from archdesk.cloudformation.importing import import_template
    from archdesk.cloudformation.options import Options
    from archdesk.cloudformation.text import read_template
    from archdesk.storage.files import TEMPLATES, open_design, read_file

    if args.lab_role and not is_role_name(args.lab_role):
        raise UsageError(
            f"--lab-role {args.lab_role}: give the name of the role alone, without ARN and path."
        )
    options = Options(args.serverless, args.lab_role)
    if args.file.suffix.lower() not in TEMPLATES:
        design = open_design(args.file, catalogue).design
        return _of_design(args, design, options, catalogue)
    if args.serverless or args.lab_role:
        raise UsageError("--serverless and --lab-role are for a design; a template is deployed as it is.")
    content = read_file(args.file)
    template = read_template(content, str(args.file)).value
    if not isinstance(template, dict) or not isinstance(template.get("Resources"), dict):
        raise UsageError(f"{args.file}: this is not a CloudFormation template: it has no Resources.")
    text, region = content.decode("utf-8-sig"), _region_of(template)
    if not needs_package(template):
        if args.nested:
            design = import_template(content, str(args.file), catalogue)
            return _of_design(args, design, options, catalogue)
        return Source(template, text, args.file.name, region)
    if not args.nested:
        raise UsageError(f"{args.file} names files beside it: --nested and --bucket upload them.")
    return Source(template, text, args.file.name, region, _beside(args.file, template))


def _of_design(args: argparse.Namespace, design: Design, options: Options, catalogue: Catalogue) -> Source:
    from archdesk.cloudformation.export import export_design
    from archdesk.cloudformation.nesting import nest
    from archdesk.cloudformation.text import write_template

    template, region = export_design(design, catalogue, options), design.settings.region
    name = f"{args.file.stem}.yaml"
    if not args.nested:
        return Source(template, write_template(template), name, region)
    nested = nest(template, design, catalogue, args.file.stem)
    return Source(nested.root, write_template(nested.root), name, region, nested)


def _beside(file: Path, root: Mapping[str, Any]) -> Nested:
    """The root with the templates of its nested stacks, which are files beside it. Raises InputError."""
    from archdesk.cloudformation.nesting import STACK, Nested
    from archdesk.cloudformation.text import read_template
    from archdesk.storage.files import read_file

    children, stacks = {}, {}
    for logical, resource in root["Resources"].items():
        url = (resource.get("Properties") or {}).get("TemplateURL") if resource.get("Type") == STACK else None
        if isinstance(url, str) and "://" not in url:
            path = file.parent / url
            children[url] = read_template(read_file(path), str(path)).value
            stacks[url] = logical
    return Nested(dict(root), children, stacks)


def _region_of(template: Mapping[str, Any]) -> str:
    """The region a template was drawn for; empty for one that was not drawn."""
    from archdesk.cloudformation.metadata import KEY

    about = template.get("Metadata")
    drawn = about.get(KEY) if isinstance(about, dict) else None
    settings = drawn.get("design") if isinstance(drawn, dict) else None
    return str(settings.get("region", "")) if isinstance(settings, dict) else ""


def whole(source: Source) -> dict[str, Any]:
    """All resources under the root's Metadata: for who owns them."""
    resources = {k: r for template in source.all for k, r in template["Resources"].items()}
    return {**source.template, "Resources": resources}


def is_sound(file: Path, catalogue: Catalogue) -> bool:
    """Whether our own rules find no error; says those they find. Raises InputError for what cannot be read."""
    from archdesk.app.checking import Request, check_files
    from archdesk.interchange.plain import report_lines

    report = check_files([file], catalogue, Request())
    if report.all_problems:
        raise InputError(report.all_problems)
    errors = tuple(
        replace(c, findings=tuple(f for f in c.findings if f.severity == "error" and f.waived is None))
        for c in report.files
    )
    if not any(c.findings for c in errors):
        return True
    for line in report_lines(replace(report, files=errors)):
        tell(one_line(line))
    tell("Not deployed: these are errors. `archdesk fix` may mend them; --force deploys in spite of them.")
    return False


def body_of(account: Account, deployment: Deployment, source: Source) -> Body:
    """The template as CloudFormation gets it; what has to is in the bucket then. Raises UsageError, AccessError."""
    from archdesk.cloudformation.stack_limits import INLINE
    from archdesk.cloudformation.text import write_template
    from archdesk.deploy.change_sets import Body
    from archdesk.deploy.uploading import upload

    text = source.text
    if source.nested is not None:
        if not deployment.bucket:
            raise UsageError(
                "The templates of nested stacks go through a bucket of yours: name it with --bucket."
            )
        addresses = {
            name: upload(account, deployment.bucket, deployment.stack, name, write_template(child))
            for name, child in source.nested.children.items()
        }
        text = write_template(source.nested.placed(addresses))
    size = len(text.encode())
    if size <= INLINE:
        return Body(text)
    if not deployment.bucket:
        raise UsageError(
            f"The template has {size:,} bytes, and CloudFormation takes {INLINE:,} directly: name a bucket of "
            "yours to put it into, with --bucket."
        )
    return Body(url=upload(account, deployment.bucket, deployment.stack, source.name, text))
