"""`cost`, `render`, `check` and `import` take a CloudFormation template where they take a design."""

from __future__ import annotations

import pytest

from archdesk.cli.main import main

TEMPLATE = """
Parameters: {Size: {Type: String, Default: t3.micro}}
Resources:
  Web:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, InstanceType: !Ref Size}
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "web.yaml"
    path.write_text(TEMPLATE)
    return path


def test_a_template_is_costed_by_its_defaults(template, capsys):
    assert main(["cost", str(template)]) == 0
    assert "Web" in capsys.readouterr().out


def test_a_template_is_rendered(template, tmp_path):
    picture = tmp_path / "web.svg"
    assert main(["render", str(template), "-o", str(picture)]) == 0
    assert "Web" in picture.read_text()


def test_a_bad_template_is_refused_with_its_line(tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text('{"Resources": {\n"A": {"Type": 3}}}')
    assert main(["cost", str(path)]) == 2
    assert "bad.json:2" in capsys.readouterr().err
