"""What networks and their doors write: routes, endpoints, groups, tunnels, flow logs."""

from __future__ import annotations

from archdesk.cloudformation.export import export_design
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.reading import att, of_type, properties, ref
from tests.cloudformation.test_lint import complaints


def test_a_peering_has_routes_on_both_sides(catalogue):
    d = Drawing()
    one, two = d.put("vpc.vpc", "One", cidr="10.0.0.0/16"), d.put("vpc.vpc", "Two", cidr="10.1.0.0/16")
    d.put("vpc.subnet", "Here", one, cidr="10.0.0.0/24")
    d.put("vpc.subnet", "There", two, cidr="10.1.0.0/24")
    d.connect(one, "peers", two)
    routes = of_type(d, catalogue, "AWS::EC2::Route")
    peering = ref("OneTwoPeering")
    assert {r["RouteTableId"]["Ref"]: r["DestinationCidrBlock"] for r in routes.values()} == {
        "HereRouteTable": att("Two", "CidrBlock"),
        "ThereRouteTable": att("One", "CidrBlock"),
    }
    assert all(r["VpcPeeringConnectionId"] == peering for r in routes.values())


def test_a_peer_in_another_account_keeps_its_own_routes(catalogue):
    d = Drawing()
    one, two = d.put("vpc.vpc", "One"), d.put("vpc.vpc", "Two", cidr="10.1.0.0/16", existing=True)
    d.put("vpc.subnet", "Here", one, cidr="10.0.0.0/24")
    d.put("vpc.subnet", "There", two, cidr="10.1.0.0/24")
    d.connect(one, "peers", two, peer_account="123456789012")
    template = export_design(d.design(), catalogue)
    tables = [
        r["Properties"]["RouteTableId"]
        for r in template["Resources"].values()
        if "VpcPeeringConnectionId" in r["Properties"]
    ]
    assert tables == [ref("HereRouteTable")]
    assert template["Parameters"]["TwoCidr"]["Default"] == "10.1.0.0/16"


def test_an_interface_endpoint_opens_to_its_own_vpc(catalogue):
    d = Drawing()
    n = d.network()
    spans = (n["app_a"], n["app_b"], n["data_b"])
    d.put("vpc.endpoint", "Queues", n["vpc"], spans, service="sqs", kind="interface")
    found = properties(d, catalogue)
    assert found["QueuesIngress"] == {
        "GroupId": att("QueuesSecurityGroup", "GroupId"),
        "Description": "Whoever is in Main, tcp 443",
        "IpProtocol": "tcp",
        "FromPort": 443,
        "ToPort": 443,
        "CidrIp": att("Main", "CidrBlock"),
    }
    assert found["Queues"]["SubnetIds"] == [ref("AppA"), ref("AppB")], "one address a zone"


def test_an_endpoint_in_an_existing_vpc_asks_for_its_range(catalogue):
    d = Drawing()
    home = d.put("vpc.vpc", "Home", cidr="10.9.0.0/16", existing=True)
    subnet = d.put("vpc.subnet", "Inner", home, cidr="10.9.1.0/24")
    d.put("vpc.endpoint", "Queues", home, (subnet,), service="sqs", kind="interface")
    template = export_design(d.design(), catalogue)
    assert template["Resources"]["QueuesIngress"]["Properties"]["CidrIp"] == ref("HomeCidr")
    assert template["Parameters"]["HomeCidr"]["Default"] == "10.9.0.0/16"


def test_an_endpoint_in_a_group_that_is_closed_to_connections_stays_so(catalogue):
    d = Drawing()
    n = d.network()
    group = d.put("vpc.security_group", "Shut", n["vpc"], wired=False)
    d.put("vpc.endpoint", "Keys", group, (n["app_a"],), service="kms", kind="interface")
    assert of_type(d, catalogue, "AWS::EC2::SecurityGroupIngress") == {}


def test_a_gateway_endpoint_opens_only_to_what_is_drawn_behind_it(catalogue):
    d = Drawing()
    n = d.network()
    way = d.put("vpc.endpoint", "Tables", n["vpc"], service="dynamodb")
    d.connect(way, "reaches", d.put("dynamodb.table", "Orders"))
    d.connect(n["app_a"], "uses", way)
    endpoint = properties(d, catalogue)["Tables"]
    assert endpoint["RouteTableIds"] == [ref("AppARouteTable")]
    (statement,) = endpoint["PolicyDocument"]["Statement"]
    assert statement["Resource"] == [att("Orders", "Arn"), {"Fn::Sub": "${Orders.Arn}/index/*"}]
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ref("AWS::AccountId")}}
    assert "dynamodb:PutItem" in statement["Action"]
    assert "dynamodb:DeleteTable" not in statement["Action"]


def test_a_gateway_endpoint_for_buckets_still_lets_images_and_packages_of_aws_be_read(catalogue):
    d = Drawing()
    n = d.network()
    way = d.put("vpc.endpoint", "Buckets", n["vpc"], service="s3")
    d.connect(way, "reaches", d.put("s3.bucket", "Photos"))
    own, of_aws = properties(d, catalogue)["Buckets"]["PolicyDocument"]["Statement"]
    assert own["Resource"] == [att("Photos", "Arn"), {"Fn::Sub": "${Photos.Arn}/*"}]
    assert of_aws["Action"] == ["s3:GetObject"]
    assert "starport-layer-bucket" in str(of_aws["Resource"])


def test_an_endpoint_with_nothing_drawn_behind_it_has_the_usual_policy(catalogue):
    d = Drawing()
    n = d.network()
    d.put("vpc.endpoint", "Buckets", n["vpc"], service="s3")
    endpoint = properties(d, catalogue)["Buckets"]
    assert "PolicyDocument" not in endpoint
    assert ref("DataBRouteTable") in endpoint["RouteTableIds"]


def test_a_tunnel_leads_to_the_addresses_of_the_data_centre(catalogue):
    d = Drawing()
    n = d.network()
    office = d.put("external.data_centre", "Office", cidr="192.168.0.0/16")
    d.connect(office, "tunnels_to", d.put("vpc.vpn", "Tunnel", n["vpc"]))
    found = properties(d, catalogue)
    assert found["TunnelRoute"]["DestinationCidrBlock"] == "192.168.0.0/16"
    assert ref("AppARouteTable") in found["TunnelPropagation"]["RouteTableIds"]
    assert found["TunnelCustomerGateway"]["IpAddress"] == ref("TunnelCustomerIp")


def test_a_tunnel_to_an_unknown_network_asks_for_its_addresses(catalogue):
    d = Drawing()
    d.put("vpc.vpn", "Tunnel", d.network()["vpc"])
    assert properties(d, catalogue)["TunnelRoute"]["DestinationCidrBlock"] == ref("TunnelRemoteCidr")


def test_a_client_vpn_is_in_each_zone_and_leads_into_its_vpc_alone(catalogue):
    d = Drawing()
    n = d.network()
    d.put("vpc.client_vpn", "Laptops", n["vpc"], (n["app_a"], n["app_b"]))
    found = properties(d, catalogue)
    subnets = [found[f"LaptopsAssociation{name}"]["SubnetId"] for name in ("AppA", "AppB")]
    assert subnets == [ref("AppA"), ref("AppB")]
    assert found["LaptopsAuthorization"]["TargetNetworkCidr"] == att("Main", "CidrBlock")


def test_a_flow_log_records_what_it_watches_and_only_flow_logs_take_its_role(catalogue):
    d = Drawing()
    n = d.network()
    d.connect(d.put("vpc.flow_log", "Flows"), "watches", n["app_a"])
    found = properties(d, catalogue)
    assert (found["Flows"]["ResourceId"], found["Flows"]["ResourceType"]) == (ref("AppA"), "Subnet")
    (statement,) = found["FlowsRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ref("AWS::AccountId")}
    assert "vpc-flow-log/*" in str(statement["Condition"]["ArnLike"])


def test_each_rule_of_a_group_says_who_is_let_in(catalogue):
    d = Drawing()
    n = d.network()
    app = d.put("vpc.security_group", "App", n["vpc"])
    lines = ["tcp 443 from 0.0.0.0/0", "udp 53-54 from 10.0.0.0/8", "all from app"]
    d.put("vpc.security_group", "Door", n["vpc"], ingress=lines)
    d.connect(app, "connects", "door", port=9000)
    inline = properties(d, catalogue)["Door"]["SecurityGroupIngress"]
    assert [r["Description"] for r in inline] == [
        "Everyone to Door, tcp 443",
        "10.0.0.0/8 to Door, udp 53-54",
    ]
    alone = of_type(d, catalogue, "AWS::EC2::SecurityGroupIngress")
    assert {r["Description"] for r in alone.values()} == {"App to Door, all traffic", "App to Door, tcp 9000"}


def test_administrators_come_from_addresses_that_the_template_asks_for(catalogue):
    d = Drawing()
    n = d.network()
    jump = d.put("ec2.instance", "Jump", n["public_a"])
    desk = d.put("ec2.instance", "Desk", n["public_a"], os="windows", ami="windows-2022")
    laptop = d.put("external.command_line", "Laptop")
    for server in (jump, desk):
        d.connect(laptop, "connects", server)
    rules = of_type(d, catalogue, "AWS::EC2::SecurityGroupIngress").values()
    assert {r["FromPort"] for r in rules} == {22, 3389}
    assert all(r["CidrIp"] == ref("LaptopAdminCidr") for r in rules)


def test_a_server_of_the_data_centre_comes_from_its_range(catalogue):
    d = Drawing()
    n = d.network()
    office = d.put("external.data_centre", "Office", cidr="192.168.0.0/16")
    old = d.put("external.on_premises", "Old", office)
    d.connect(old, "connects", d.put("ec2.instance", "Web", n["app_a"], port=8080))
    d.connect(old, "requests", d.put("elb.application", "Front", n["vpc"], (n["app_a"],), scheme="internal"))
    rules = of_type(d, catalogue, "AWS::EC2::SecurityGroupIngress").values()
    assert {(r["FromPort"], r["CidrIp"]) for r in rules} == {(8080, "192.168.0.0/16"), (80, "192.168.0.0/16")}


def test_what_networks_write_is_clean(catalogue):
    d = Drawing()
    n = d.network()
    other = d.put("vpc.vpc", "Other", n["region"], cidr="10.1.0.0/16")
    d.put("vpc.subnet", "There", other, cidr="10.1.0.0/24")
    d.connect(n["vpc"], "peers", other)
    for service, kind, target in (("s3", "gateway", "s3.bucket"), ("kms", "interface", "kms.key")):
        way = d.put("vpc.endpoint", f"Way {service}", n["vpc"], (n["app_a"],), service=service, kind=kind)
        d.connect(way, "reaches", d.put(target, f"Behind {service}"))
    d.put("vpc.vpn", "Tunnel", n["vpc"])
    d.connect(d.put("vpc.flow_log", "Flows"), "watches", n["app_a"])
    d.connect(d.put("external.command_line", "Laptop"), "connects", d.put("ec2.instance", "Web", n["app_a"]))
    assert complaints(d.design(), catalogue) == []
