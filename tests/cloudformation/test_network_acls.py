"""Network ACLs in a template: a resource for each line, one for each subnet, and back again as drawn."""

from __future__ import annotations

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.model.design import Design
from tests.cloudformation.drawing import Drawing


def drawn() -> Design:
    d = Drawing()
    vpc = d.put("vpc.vpc", "Net")
    subnet = d.put("vpc.subnet", "Front", vpc)
    acl = d.put(
        "vpc.network_acl",
        "Gate",
        vpc,
        inbound=["100 allow tcp 443 from 0.0.0.0/0", "110 deny all from ::/0"],
        outbound=["100 allow tcp 1024-65535 to 10.0.0.0/16"],
    )
    d.connect(subnet, "uses", acl)
    return d.design()


def test_each_line_is_a_resource_of_its_own(catalogue: Catalogue) -> None:
    resources = export_design(drawn(), catalogue)["Resources"]
    assert resources["GateInbound100"]["Properties"] == {
        "NetworkAclId": {"Ref": "Gate"},
        "Egress": False,
        "RuleNumber": 100,
        "RuleAction": "allow",
        "Protocol": 6,
        "PortRange": {"From": 443, "To": 443},
        "CidrBlock": "0.0.0.0/0",
    }
    denied = resources["GateInbound110"]["Properties"]
    assert denied["Protocol"] == -1
    assert denied["RuleAction"] == "deny"
    assert denied["Ipv6CidrBlock"] == "::/0"
    assert "PortRange" not in denied
    leaving = resources["GateOutbound100"]["Properties"]
    assert leaving["Egress"] is True
    assert leaving["PortRange"] == {"From": 1024, "To": 65535}


def test_a_subnet_that_uses_it_is_associated_with_it(catalogue: Catalogue) -> None:
    resources = export_design(drawn(), catalogue)["Resources"].values()
    (found,) = [r for r in resources if r["Type"] == "AWS::EC2::SubnetNetworkAclAssociation"]
    assert found["Properties"] == {"SubnetId": {"Ref": "Front"}, "NetworkAclId": {"Ref": "Gate"}}


def test_it_comes_back_as_it_was_drawn(catalogue: Catalogue) -> None:
    design = drawn()
    back = import_template(export_design(design, catalogue), "net.yaml", catalogue)
    assert dict(back.records) == dict(design.records)
    assert export_design(back, catalogue) == export_design(design, catalogue)


def test_a_line_that_cannot_be_read_is_left_out(catalogue: Catalogue) -> None:
    d = Drawing()
    vpc = d.put("vpc.vpc", "Net")
    d.put("vpc.network_acl", "Gate", vpc, inbound=["allow https"], outbound=[])
    types = [r["Type"] for r in export_design(d.design(), catalogue)["Resources"].values()]
    assert "AWS::EC2::NetworkAclEntry" not in types
