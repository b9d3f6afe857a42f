"""Strings that YAML readers misread are read as written by all five: PyYAML, cfn-lint, ruamel.yaml, js-yaml, yaml.

The last three are not of this project: a reader that is not there is skipped, and the skip says which. The two of
npm are looked for where NODE_PATH says.
"""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml
from cfnlint.decode.cfn_yaml import loads as cfn_lint_loads

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.export import written
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from tests.cloudformation.drawing import Drawing

TRICKY = [
    "012345678901", "000000000012", "1e3", "1E+3", "0o17", "017", "08", "09", "0x1F", "0b101", "1_000", "1:30",
    "190:20:30", "1.0", ".5", "5.", "+1", "-1", ".inf", "-.INF", ".nan", "12e03", "yes", "Yes", "no", "NO", "on", "off",
    "y", "N", "true", "FALSE", "null", "Null", "~", "", "2001-12-14", "2001-12-14t21:59:43.10-05:00", "2026-1-1", "=",
    "<<", " leading", "trailing ", "\ttab", "tab\tinside", "a # b", "#a", "a: b", "a:", "- a", "'a'", '"a"', "\\n",
    "a\nb", "a\n", "a\r\nb", "a\u0085b", "a\u2028b", "a\u2029b", "\ufeffa", "\U0001f680 emoji", "x" * 4000,
]  # fmt: skip
NAMES = [
    "a\nResources: {}", "a\r\n# b", "# a", "a # b: c", "a\u2028Resources: {}", "a\u0085Resources: {}", "a\x1b[2Jb",
    "\u202eabc\u202c", "\u2066a\u2069", "a\x00b", "--- a", "... a", "%YAML 1.1", "${AWS::Region}", "{{resolve:ssm:a}}",
]  # fmt: skip
CATALOGUE = load_catalogue()


def read_by_pyyaml(text: str) -> Any:
    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    Loader.add_multi_constructor("!", lambda loader, _, node: _untagged(loader, node))
    return yaml.load(text, Loader)


def _untagged(loader: Any, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


def read_by_cfn_lint(text: str) -> Any:
    return json.loads(json.dumps(cfn_lint_loads(text)))


def read_by_ruamel(text: str) -> Any:
    if importlib.util.find_spec("ruamel") is None:
        pytest.skip("ruamel.yaml is not installed")
    reader = importlib.import_module("ruamel.yaml").YAML(typ="safe", pure=True)

    def construct(loader: Any, _: str, node: Any) -> Any:
        if node.id == "scalar":
            return node.value
        if node.id == "sequence":
            return loader.construct_sequence(node, deep=True)
        return loader.construct_mapping(node, deep=True)

    reader.constructor.add_multi_constructor("!", construct)
    return reader.load(text)


JS_YAML = """
const yaml = require("js-yaml");
const any = {matchByTagPrefix: true, identify: () => false};
const tags = [
  yaml.defineScalarTag("!", {...any, resolve: (text) => text}),
  yaml.defineSequenceTag("!", {...yaml.seqTag, ...any}),
  yaml.defineMappingTag("!", {...yaml.mapTag, ...any}),
];
const schema = new yaml.Schema([...yaml.CORE_SCHEMA.tags, ...tags]);
const read = (text) => yaml.load(text, {schema});
"""
NPM_YAML = """
const yaml = require("yaml");
const read = (text) => yaml.parse(text, {logLevel: "silent"});
"""


def read_by_node(module: str, script: str, text: str) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip(f"{module} needs Node, which is not installed")
    ending = 'process.stdout.write(JSON.stringify(read(require("fs").readFileSync(0, "utf8"))));'
    found = subprocess.run([node, "-e", f'require("{module}")'], capture_output=True, check=False)
    if found.returncode:
        pytest.skip(f"{module} is not installed")
    ran = subprocess.run([node, "-e", script + ending], input=text.encode(), capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-600:]
    return json.loads(ran.stdout)


READERS: dict[str, Callable[[str], Any]] = {
    "PyYAML": read_by_pyyaml,
    "cfn-lint": read_by_cfn_lint,
    "ruamel.yaml": read_by_ruamel,
    "js-yaml": lambda text: read_by_node("js-yaml", JS_YAML, text),
    "yaml": lambda text: read_by_node("yaml", NPM_YAML, text),
}


def plain(value: Any) -> Any:
    """A value as a reader sees it that does not know the short forms: ``!Ref a`` is a."""
    if isinstance(value, dict):
        if len(value) == 1:
            key, entry = next(iter(value.items()))
            if key == "Fn::GetAtt" and isinstance(entry, list):
                return ".".join(entry)
            if key == "Ref" or key.startswith("Fn::"):
                return plain(entry)
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, list) else value


def drawn() -> Design:
    """The strings as names, tags, descriptions, properties and values of connections, on several types."""
    d = Drawing(name=TRICKY[0], tags={f"tag {n}": text for n, text in enumerate(TRICKY[:40])})
    for number, text in enumerate([*TRICKY, *NAMES]):
        queue = d.put("sqs.queue", f"Queue {number}", queue_name=text)
        d.put(
            "aws.resource",
            f"Raw {number}",
            cfn_type="AWS::SSM::Parameter",
            properties={"Type": text, text[:99]: [text]},
        )
        d.put("sns.topic", text, display_name=text)
        d.connect(queue, "dead_letters_to", "queue_0", note=text)
    return d.design()


def foreign() -> Design:
    """An imported template with the strings as defaults of parameters, in mappings, keys and outputs."""
    template = {
        "Description": TRICKY[1],
        "Parameters": {f"P{n}": {"Type": "String", "Default": text} for n, text in enumerate(TRICKY)},
        "Mappings": {"Accounts": {text[:99] or "empty": {"Id": text} for text in TRICKY}},
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::Sub": TRICKY[0]}}}
        },
        "Outputs": {f"O{n}": {"Value": {"Fn::Sub": text}} for n, text in enumerate(TRICKY)},
    }
    return import_template(json.dumps(template), "foreign", CATALOGUE)


@cache
def texts() -> dict[str, tuple[dict[str, Any], str]]:
    found = {}
    for name, design in (("drawn", drawn()), ("foreign", foreign())):
        result = written(design, CATALOGUE)
        found[name] = (result.template, write_template(result.template, "yaml", result.comments))
    return found


@pytest.mark.parametrize("source", ["drawn", "foreign"])
@pytest.mark.parametrize("reader", READERS)
def test_every_string_is_read_as_it_was_meant(reader, source):
    template, text = texts()[source]
    assert differences(plain(template), plain(READERS[reader](text))) == []


def differences(meant: Any, read: Any, path: str = "") -> list[str]:
    """Where two values differ, in words."""
    if isinstance(meant, dict) and isinstance(read, dict):
        keys = [k for k in {**meant, **read} if k not in meant or k not in read]
        found = [f"{path}: {k!r} is in one alone" for k in keys]
        return found + [
            d for k in meant if k in read for d in differences(meant[k], read[k], f"{path}/{k[:20]}")
        ]
    if isinstance(meant, list) and isinstance(read, list) and len(meant) == len(read):
        return [
            d
            for n, (a, b) in enumerate(zip(meant, read, strict=True))
            for d in differences(a, b, f"{path}/{n}")
        ]
    same = type(meant) is type(read) and meant == read
    return [] if same else [f"{path}: {str(meant)[:60]!r} read as {str(read)[:60]!r}"]


@pytest.mark.parametrize("source", ["drawn", "foreign"])
def test_no_character_of_a_comment_moves_the_cursor_or_the_line(source):
    for line in texts()[source][1].split("\n"):
        if line.lstrip().startswith("#"):
            assert line.isprintable(), line
