"""A few words for reading templates in tests."""

from __future__ import annotations

from typing import Any

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from tests.cloudformation.drawing import Drawing


def properties(d: Drawing, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """The properties of each resource, by logical id."""
    found = export_design(d.design(), catalogue)["Resources"]
    return {k: r.get("Properties", {}) for k, r in found.items()}


def of_type(d: Drawing, catalogue: Catalogue, type: str) -> dict[str, dict[str, Any]]:
    """The same for the resources of one type."""
    found = export_design(d.design(), catalogue)["Resources"]
    return {k: r["Properties"] for k, r in found.items() if r["Type"] == type}


def openings(d: Drawing, catalogue: Catalogue) -> set[tuple[str, str, str, int, int]]:
    """Every rule that is a resource: the group, who it lets in, protocol, and ports."""
    rules = of_type(d, catalogue, "AWS::EC2::SecurityGroupIngress").values()
    return {
        (
            r["GroupId"]["Fn::GetAtt"][0],
            str(r.get("CidrIp") or r["SourceSecurityGroupId"]["Fn::GetAtt"][0]),
            r["IpProtocol"],
            r["FromPort"],
            r["ToPort"],
        )
        for r in rules
    }


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}
