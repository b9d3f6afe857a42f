"""What servers, fleets, containers and their load balancers write: targets, ports, groups, volumes, roles."""

from __future__ import annotations

import json

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.reading import att, of_type, openings, properties, ref
from tests.cloudformation.test_deploy import deploy, deployable


def balanced(d: Drawing, kind: str = "elb.application", **chosen: object) -> tuple[dict[str, str], str]:
    """A network with a load balancer in its public subnets."""
    n = d.network()
    return n, d.put(kind, "Front", n["vpc"], (n["public_a"], n["public_b"]), **chosen)


def fleet(d: Drawing, n: dict[str, str], name: str = "Fleet", **chosen: object) -> str:
    return d.put("autoscaling.group", name, n["vpc"], (n["app_a"], n["app_b"]), **chosen)


def test_an_encrypted_listener_sends_on_whoever_comes_without(catalogue):
    d = Drawing()
    _, front = balanced(d, protocol="HTTPS", listener_port=443)
    d.connect(front, "uses", d.put("acm.certificate", "Cert"))
    d.connect(d.put("external.users", "Users"), "requests", front)
    found = properties(d, catalogue)
    assert found["FrontListener"]["Certificates"] == [{"CertificateArn": ref("Cert")}]
    (action,) = found["FrontRedirectListener"]["DefaultActions"]
    assert action["RedirectConfig"] == {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    opened = {("FrontSecurityGroup", "0.0.0.0/0", "tcp", port, port) for port in (80, 443)}
    assert openings(d, catalogue) == opened


def test_each_path_has_a_target_group_of_its_own_and_the_rest_is_not_found(catalogue):
    d = Drawing()
    n, front = balanced(d)
    d.connect(front, "routes_to", d.put("ec2.instance", "Old", n["app_a"]), path="/old/*")
    d.connect(front, "routes_to", d.put("ec2.instance", "Older", n["app_b"], port=81), path="/old/*")
    d.connect(front, "routes_to", fleet(d, n, port=9000), path="/api/*")
    found = properties(d, catalogue)
    assert found["FrontOldTargetGroup"]["Targets"] == [
        {"Id": ref("Old"), "Port": 80},
        {"Id": ref("Older"), "Port": 81},
    ]
    assert found["FrontApiTargetGroup"]["Port"] == 9000
    assert found["Fleet"]["TargetGroupARNs"] == [ref("FrontApiTargetGroup")]
    rules = of_type(d, catalogue, "AWS::ElasticLoadBalancingV2::ListenerRule").values()
    assert {
        (r["Conditions"][0]["PathPatternConfig"]["Values"][0], r["Actions"][0]["TargetGroupArn"]["Ref"])
        for r in rules
    } == {("/old/*", "FrontOldTargetGroup"), ("/api/*", "FrontApiTargetGroup")}
    (default,) = found["FrontListener"]["DefaultActions"]
    assert (default["Type"], default["FixedResponseConfig"]["StatusCode"]) == ("fixed-response", "404")


@pytest.mark.parametrize(
    "chosen, of_route, port",
    [({}, {}, 8080), ({"target_port": 9000}, {}, 9000), ({"target_port": 9000}, {"port": 7000}, 7000)],
)
@pytest.mark.parametrize("kind", ["elb.application", "elb.network"])
def test_traffic_arrives_on_the_port_that_is_opened(kind, chosen, of_route, port, catalogue):
    d = Drawing()
    n, front = balanced(d, kind, **chosen)
    d.connect(front, "routes_to", fleet(d, n, port=8080), **of_route)
    assert properties(d, catalogue)["FrontTargetGroup"]["Port"] == port
    assert openings(d, catalogue) == {("FleetSecurityGroup", "FrontSecurityGroup", "tcp", port, port)}


def test_a_classic_load_balancer_sends_to_the_port_that_is_served(catalogue):
    d = Drawing()
    n, front = balanced(d, "elb.classic")
    d.connect(front, "routes_to", fleet(d, n, port=8080))
    found = properties(d, catalogue)
    assert found["Front"]["Listeners"][0]["InstancePort"] == "8080"
    assert found["Front"]["HealthCheck"]["Target"] == "HTTP:8080/"
    assert openings(d, catalogue) == {("FleetSecurityGroup", "FrontSecurityGroup", "tcp", 8080, 8080)}


def test_a_listener_of_both_protocols_opens_both(catalogue):
    d = Drawing()
    n, front = balanced(d, "elb.network", protocol="TCP_UDP", listener_port=53)
    d.connect(d.put("external.users", "Users"), "requests", front)
    d.connect(front, "routes_to", d.put("ec2.instance", "Names", n["app_a"], port=53))
    assert {(group, protocol) for group, _, protocol, *_ in openings(d, catalogue)} == {
        (group, protocol)
        for group in ("FrontSecurityGroup", "NamesSecurityGroup")
        for protocol in ("tcp", "udp")
    }


def test_logs_of_a_load_balancer_go_where_its_account_writes_them(catalogue):
    d = Drawing()
    _, front = balanced(d)
    d.connect(front, "logs_to", d.put("s3.bucket", "Logs"))
    (statement,) = properties(d, catalogue)["LogsPolicy"]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Fn::Sub": "${Logs.Arn}/AWSLogs/${AWS::AccountId}/*"}
    assert statement["Condition"]


@pytest.mark.parametrize(
    "sizes", [{"min": 5, "max": 4}, {"min": 1, "max": 1}, {"min": 2, "max": 3, "desired": 9}]
)
def test_a_fleet_is_never_asked_for_an_impossible_size(sizes, catalogue):
    d = Drawing()
    fleet(d, d.network(), **sizes)
    template = export_design(d.design(), catalogue)
    defaults = {k: p.get("Default") for k, p in template["Parameters"].items()}
    written = template["Resources"]["Fleet"]["Properties"]
    asked = [written[k] for k in ("MinSize", "DesiredCapacity", "MaxSize")]
    least, wanted, most = (int(defaults[v["Ref"]] if isinstance(v, dict) else v) for v in asked)
    assert least <= wanted <= most


def test_a_fleet_of_somebody_elses_template_keeps_its_sizes(catalogue):
    sizes = {"MinSize": "3", "MaxSize": "9", "DesiredCapacity": "5"}
    group = {
        "Type": "AWS::AutoScaling::AutoScalingGroup",
        "Properties": {**sizes, "AvailabilityZones": ["us-east-1a"]},
    }
    (found,) = import_template({"Resources": {"Fleet": group}}, "theirs", catalogue).components
    assert {k: found.properties[k] for k in ("min", "max", "desired")} == {"min": 3, "max": 9, "desired": 5}


def test_two_volumes_of_a_server_are_two_devices(catalogue):
    d = Drawing()
    n = d.network()
    web = d.put("ec2.instance", "Web", n["app_a"])
    d.connect(d.put("ec2.elastic_ip", "Address"), "attached_to", web)
    for name in ("Data", "Logs"):
        d.connect(d.put("ec2.volume", name, n["app_a"]), "attached_to", web)
    attached = of_type(d, catalogue, "AWS::EC2::VolumeAttachment").values()
    assert {(a["VolumeId"]["Ref"], a["Device"]) for a in attached} == {
        ("Data", "/dev/sdf"),
        ("Logs", "/dev/sdg"),
    }


def test_a_file_system_has_one_mount_target_in_each_zone(catalogue):
    d = Drawing()
    n = d.network()
    files = d.put("efs.file_system", "Files", n["vpc"], (n["app_a"], n["app_b"], n["data_a"]))
    d.connect(d.put("ec2.instance", "Web", n["app_a"]), "connects", files)
    targets = of_type(d, catalogue, "AWS::EFS::MountTarget")
    assert {k: t["SubnetId"] for k, t in targets.items()} == {
        "FilesMountTargetAppA": ref("AppA"),
        "FilesMountTargetAppB": ref("AppB"),
    }
    assert all(t["SecurityGroups"] == [att("FilesSecurityGroup", "GroupId")] for t in targets.values())
    assert openings(d, catalogue) == {("FilesSecurityGroup", "WebSecurityGroup", "tcp", 2049, 2049)}
    web = export_design(d.design(), catalogue)["Resources"]["Web"]
    assert set(targets) <= set(web["DependsOn"])
    assert "${Files}:/ /mnt/efs efs" in json.dumps(web["Properties"]["UserData"])


def test_a_file_system_of_one_zone_has_one_mount_target(catalogue):
    d = Drawing()
    n = d.network()
    d.put("efs.file_system", "Files", n["vpc"], (n["app_a"], n["app_b"]), one_zone=True)
    assert set(of_type(d, catalogue, "AWS::EFS::MountTarget")) == {"FilesMountTargetAppA"}


def test_a_task_mounts_a_folder_of_its_own(catalogue):
    d = Drawing()
    n = d.network()
    files = d.put("efs.file_system", "Files", n["vpc"], (n["app_a"],))
    job = d.put("ecs.task", "Job", n["app_a"], launch_type="FARGATE")
    d.connect(job, "connects", files)
    found = properties(d, catalogue)
    (volume,) = found["Job"]["Volumes"]
    settings = volume["EFSVolumeConfiguration"]["AuthorizationConfig"]
    assert settings == {"AccessPointId": ref("JobFilesAccessPoint"), "IAM": "ENABLED"}
    assert found["JobFilesAccessPoint"]["RootDirectory"]["Path"] == "/Job"


def test_what_starts_a_task_may_log_and_pull_its_image_and_no_more(catalogue):
    d = Drawing()
    n = d.network()
    web = d.put("ecs.service", "Web", n["vpc"], (n["app_a"],), launch_type="FARGATE")
    d.connect(web, "pulls_from", d.put("ecr.repository", "Images"))
    role = properties(d, catalogue)["WebExecutionRole"]
    assert "ManagedPolicyArns" not in role
    statements = [s for p in role["Policies"] for s in p["PolicyDocument"]["Statement"]]
    assert {(tuple(s["Action"]), str(s["Resource"])) for s in statements} == {
        (("logs:CreateLogStream", "logs:PutLogEvents"), str([att("WebLogGroup", "Arn")])),
        (
            ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
            str([att("Images", "Arn")]),
        ),
        (("ecr:GetAuthorizationToken",), "*"),  # AWS has nothing narrower
    }
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}


def test_containers_without_an_address_are_reached_on_their_hosts(catalogue):
    d = Drawing()
    n, front = balanced(d)
    cluster = d.put("ecs.cluster", "Cluster")
    d.connect(fleet(d, n), "member_of", cluster)
    web = d.put("ecs.service", "Web", cluster, network_mode="bridge")
    d.connect(front, "routes_to", web)
    assert openings(d, catalogue) == {("FleetSecurityGroup", "FrontSecurityGroup", "tcp", 32768, 65535)}
    assert properties(d, catalogue)["FrontWebTargetGroup"]["TargetType"] == "instance"


def test_a_classic_load_balancer_reaches_a_service_on_one_port_of_each_host(catalogue):
    d = Drawing()
    n, front = balanced(d, "elb.classic")
    cluster = d.put("ecs.cluster", "Cluster")
    d.connect(fleet(d, n), "member_of", cluster)
    web = d.put("ecs.service", "Web", cluster, network_mode="bridge", port=8080)
    d.connect(front, "routes_to", web)
    found = properties(d, catalogue)
    assert found["Web"]["LoadBalancers"] == [
        {"ContainerName": "app", "ContainerPort": 8080, "LoadBalancerName": ref("Front")}
    ]
    (container,) = found["WebTaskDefinition"]["ContainerDefinitions"]
    assert container["PortMappings"][0]["HostPort"] == 8080
    assert found["Front"]["Listeners"][0]["InstancePort"] == "8080"
    assert openings(d, catalogue) == {("FleetSecurityGroup", "FrontSecurityGroup", "tcp", 8080, 8080)}


def test_servers_of_beanstalk_stand_in_private_subnets_behind_a_public_load_balancer(catalogue):
    d = Drawing()
    n = d.network()
    d.put("beanstalk.environment", "Shop", n["vpc"], (n["app_a"], n["app_b"]))
    settings = {o["OptionName"]: o["Value"] for o in properties(d, catalogue)["Shop"]["OptionSettings"]}
    assert settings["Subnets"] == {"Fn::Join": [",", [ref("AppA"), ref("AppB")]]}
    assert settings["ELBSubnets"] == {"Fn::Join": [",", [ref("PublicA"), ref("PublicB")]]}
    assert "ELBScheme" not in settings


def test_beanstalk_in_a_network_without_a_public_subnet_stays_inside(catalogue):
    d = Drawing()
    vpc = d.put("vpc.vpc", "Inner")
    d.put("beanstalk.environment", "Shop", vpc, (d.put("vpc.subnet", "App", vpc, cidr="10.0.1.0/24"),))
    settings = {o["OptionName"]: o["Value"] for o in properties(d, catalogue)["Shop"]["OptionSettings"]}
    assert settings["ELBScheme"] == "internal"
    assert "AssociatePublicIpAddress" not in settings


def test_it_deploys(catalogue, aws):
    d = Drawing()
    n, front = balanced(d)
    web = d.put("ec2.instance", "Web", n["app_a"])
    for name in ("Data", "Logs"):
        d.connect(d.put("ec2.volume", name, n["app_a"]), "attached_to", web)
    d.connect(front, "routes_to", web, path="/web/*")
    d.connect(front, "routes_to", fleet(d, n))
    d.connect(d.put("external.users", "Users"), "requests", front)
    template = deployable(export_design(d.design(), catalogue))
    assert set(deploy(template)) == set(template["Resources"])


def test_a_vpc_link_gets_through_the_group_of_its_load_balancer(catalogue):
    d = Drawing()
    _, front = balanced(d, "elb.network", scheme="internal")
    link = d.put("apigateway.vpc_link", "Link")
    setting = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
    assert setting not in properties(d, catalogue)["Front"]
    d.connect(link, "routes_to", front)
    assert properties(d, catalogue)["Front"][setting] == "off"


@pytest.mark.parametrize("kind", ["ecs.service", "autoscaling.group", "beanstalk.environment"])
def test_servers_wait_for_the_way_out_of_each_subnet_they_start_in(kind, catalogue):
    """They fetch images and packages at once: what starts in the second subnet needs its NAT route as well."""
    d = Drawing()
    n = d.network()
    d.put(kind, "Web", n["vpc"], (n["app_a"], n["app_b"]))
    resources = export_design(d.design(), catalogue)["Resources"]
    routes = {"AppADefaultRoute", "AppBDefaultRoute"}
    assert {resources[r]["Type"] for r in routes} == {"AWS::EC2::Route"}
    assert routes <= set(resources["Web"]["DependsOn"])


def test_nodes_of_a_cluster_wait_for_the_way_out_of_each_subnet(catalogue):
    d = Drawing()
    n = d.network()
    d.put("eks.cluster", "Web", n["vpc"], (n["app_a"], n["app_b"]))
    resources = export_design(d.design(), catalogue)["Resources"].values()
    (nodes,) = [r for r in resources if r["Type"] == "AWS::EKS::Nodegroup"]
    assert {"AppADefaultRoute", "AppBDefaultRoute"} <= set(nodes["DependsOn"])


@pytest.mark.parametrize("kind", ["ecs.service", "ecs.task"])
def test_what_starts_a_task_may_write_to_the_log_group_that_is_drawn(kind, catalogue):
    d = Drawing()
    n = d.network()
    web = d.put(kind, "Web", n["vpc"], (n["app_a"],))
    d.connect(web, "logs_to", d.put("logs.log_group", "Audit"))
    policies = {p["PolicyName"]: p for p in properties(d, catalogue)["WebExecutionRole"]["Policies"]}
    (statement,) = policies["LogToAudit"]["PolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": [att("Audit", "Arn")],
    }
