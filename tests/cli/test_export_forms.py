"""`archdesk export` as SAM and for the Learner Lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from archdesk.cli.main import main
from archdesk.cloudformation.text import read_template

SAMPLE = Path(__file__).parents[2] / "samples" / "order-pipeline.archdesk"


def exported(folder: Path, *options: str) -> dict[str, dict[str, object]]:
    file = folder / "template.yaml"
    assert main(["export", str(SAMPLE), "-o", str(file), *options]) == 0
    found: dict[str, dict[str, object]] = read_template(file.read_bytes(), "template.yaml").value
    return found


def types(template: dict[str, dict[str, object]]) -> set[str]:
    return {r["Type"] for r in template["Resources"].values()}  # type: ignore[index]


def test_it_is_written_as_sam(tmp_path):
    template = exported(tmp_path, "--serverless")
    assert template["Transform"] == "AWS::Serverless-2016-10-31"
    assert "AWS::Serverless::Function" in types(template)


def test_it_uses_the_role_of_the_learner_lab(tmp_path, capsys):
    template = exported(tmp_path, "--lab-role")
    assert not [t for t in types(template) if t.startswith("AWS::IAM::")]
    assert "LabRole is used; it has to allow" in (tmp_path / "template.yaml").read_text(encoding="utf-8")


def test_it_uses_another_role_and_sam_together(tmp_path):
    template = exported(tmp_path, "--serverless", "--lab-role", "OurRole")
    assert "role/OurRole" in str(template["Resources"])
    assert "AWS::Serverless::Function" in types(template)
    assert not [t for t in types(template) if t.startswith("AWS::IAM::")]


@pytest.mark.parametrize("role", ["arn:aws:iam::1:role/x", "a b"])
def test_the_role_is_given_by_its_name(role, tmp_path, capsys):
    assert main(["export", str(SAMPLE), "-o", str(tmp_path / "t.yaml"), "--lab-role", role]) == 2
    assert "give the name of the role alone" in capsys.readouterr().err
