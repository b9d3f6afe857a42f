"""The lines for the AWS CLI that deploy a template just as ArchDesk would, to show, copy and keep."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal

from archdesk.cloudformation.stack_limits import INLINE, capabilities
from archdesk.cloudformation.text import write_template

VARIABLE = "ARCHDESK_PARAM_"  # followed by a parameter's name: where a secret's value is taken from
BUCKET = "YOUR-BUCKET"
# What `aws cloudformation package` uploads when it names a local file, of what a template of ours may hold.
_LOCAL_FILES = (
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::Lambda::Function", "Code"),
    ("AWS::Lambda::LayerVersion", "Content"),
    ("AWS::Serverless::Api", "DefinitionUri"),
    ("AWS::Serverless::Function", "CodeUri"),
    ("AWS::Serverless::HttpApi", "DefinitionUri"),
    ("AWS::Serverless::LayerVersion", "ContentUri"),
    ("AWS::Serverless::StateMachine", "DefinitionUri"),
)


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a template goes, and with what."""

    stack: str
    region: str = ""
    profile: str = ""
    endpoint_url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    bucket: str = ""
    execute: bool = True


@dataclass(frozen=True, slots=True)
class DeployCommand:
    """One line a command, in order, and what a person still has to put into them (in capitals there)."""

    lines: tuple[str, ...]
    fill_in: tuple[str, ...]


def deploy_command(
    template: Mapping[str, Any],
    file: str | PurePath,
    deployment: Deployment,
    children: Iterable[Mapping[str, Any]] = (),
    size: int = 0,
) -> DeployCommand:
    """The commands that deploy the template in ``file``; ``children`` are the templates of its nested stacks,
    and ``size`` the bytes of the file, where it says more (in comments) than the template itself.

    They are quoted for a POSIX shell. A secret is not written into them: it is taken from a variable.
    """
    path = PurePath(file)
    form: Literal["yaml", "json"] = "json" if path.suffix == ".json" else "yaml"
    overrides, fill_in = _overrides(template, deployment)
    packaged = path.with_name(f"{path.stem}-packaged{path.suffix or '.yaml'}")
    package = needs_package(template)
    size = size or len(write_template(dict(template), form).encode())
    stored = ["--s3-bucket", shlex.quote(deployment.bucket or BUCKET)]
    place = _place(deployment)
    lines = []
    if package:
        words = ["package", *_option("--template-file", str(path)), *stored]
        words += _option("--output-template-file", str(packaged))
        lines.append(_line([*words, *(["--use-json"] if form == "json" else []), *place]))
    words = ["deploy", *_option("--template-file", str(packaged if package else path))]
    words += [*_option("--stack-name", deployment.stack), "--no-fail-on-empty-changeset"]
    if size > INLINE:
        words += stored
    acknowledged = capabilities(template, *children)
    words += ["--capabilities", *acknowledged] if acknowledged else []
    words += ["--parameter-overrides", *overrides] if overrides else []
    tags = [shlex.quote(f"{k}={v}") for k, v in sorted(deployment.tags.items())]
    words += ["--tags", *tags] if tags else []
    words += [] if deployment.execute else ["--no-execute-changeset"]
    lines.append(_line([*words, *place]))
    if (package or size > INLINE) and not deployment.bucket:
        fill_in = (f"{BUCKET}: a bucket of yours, in the region of the stack", *fill_in)
    return DeployCommand(tuple(lines), fill_in)


def needs_package(template: Mapping[str, Any]) -> bool:
    """Whether the template names local files, which have to be uploaded before it can be deployed."""
    return any(
        isinstance(path := (resource.get("Properties") or {}).get(key), str)
        and not path.startswith(("s3://", "http://", "https://"))
        for resource in template.get("Resources", {}).values()
        if isinstance(resource, dict)
        for type, key in _LOCAL_FILES
        if resource.get("Type") == type
    )


def is_secret(parameter: Mapping[str, Any]) -> bool:
    """Whether CloudFormation itself never shows the parameter's value (``NoEcho``)."""
    return str(parameter.get("NoEcho", "")).lower() == "true"


def _overrides(template: Mapping[str, Any], deployment: Deployment) -> tuple[list[str], tuple[str, ...]]:
    words, fill_in = [], []
    for name, parameter in template.get("Parameters", {}).items():
        if is_secret(parameter):
            if name in deployment.parameters or "Default" not in parameter:
                words.append(f'"{name}=${VARIABLE}{name}"')
                fill_in.append(f"{VARIABLE}{name}: an environment variable with the secret {name}")
        elif name in deployment.parameters:
            words.append(shlex.quote(f"{name}={deployment.parameters[name]}"))
        elif "Default" not in parameter:
            words.append(f"{name}={_stand_in(name)}")
            about = str(parameter.get("Description") or parameter.get("Type") or name)
            fill_in.append(f"{_stand_in(name)}: {about}")
    return words, tuple(fill_in)


def _stand_in(name: str) -> str:
    """``VpcId`` as ``YOUR-VPC-ID``."""
    return "YOUR-" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).upper()


def _place(deployment: Deployment) -> list[str]:
    options = (
        ("--region", deployment.region),
        ("--profile", deployment.profile),
        ("--endpoint-url", deployment.endpoint_url),
    )
    return [word for option, value in options if value for word in _option(option, value)]


def _option(name: str, value: str) -> list[str]:
    return [name, shlex.quote(value)]


def _line(words: Iterable[str]) -> str:
    return " ".join(("aws cloudformation", *words))


__all__ = ["DeployCommand", "Deployment", "deploy_command"]
