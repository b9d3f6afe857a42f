"""A connection writes what it needs and no more; without it, exactly that is gone."""

from __future__ import annotations

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.wires import wire_of
from tests.cloudformation.drawing import DESIGNS, Drawing


@pytest.mark.parametrize("name", DESIGNS)
def test_roles_may_do_what_is_needed_on_named_resources_only(name, catalogue):
    for logical, resource in export_design(DESIGNS[name](), catalogue)["Resources"].items():
        if resource["Type"] not in (
            "AWS::IAM::Policy",
            "AWS::SQS::QueuePolicy",
            "AWS::SNS::TopicPolicy",
            "AWS::S3::BucketPolicy",
        ):
            continue
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
            assert all("*" not in action for action in statement["Action"]), logical
            assert "*" not in statement["Resource"], logical
            if "Principal" in statement:
                assert statement["Condition"], f"{logical} lets a whole service in"


def test_a_function_may_only_send_to_its_queue(catalogue):
    d = Drawing()
    worker, queue = d.put("lambda.function", "Worker"), d.put("sqs.queue", "Orders queue")
    sends = d.connect(worker, "sends", queue)
    resources = export_design(d.design(), catalogue)["Resources"]
    statements = resources["WorkerRolePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert {
        "Effect": "Allow",
        "Action": ["sqs:SendMessage", "sqs:GetQueueAttributes"],
        "Resource": [{"Fn::GetAtt": ["OrdersQueue", "Arn"]}],
    } in statements
    variables = resources["Worker"]["Properties"]["Environment"]["Variables"]
    assert variables == {"ORDERS_QUEUE_URL": {"Ref": "OrdersQueue"}}
    words = [words for piece in wire_of(d.design(), catalogue, sends).pieces for words in piece.reasons]
    assert any("Worker may sqs:SendMessage" in w for w in words)
    assert any("ORDERS_QUEUE_URL" in w for w in words)


def test_all_senders_of_a_queue_share_one_policy(catalogue):
    d = Drawing()
    queue = d.put("sqs.queue", "Inbox")
    for name in ("News", "Sport"):
        d.connect(d.put("sns.topic", name), "delivers", queue)
    resources = export_design(d.design(), catalogue)["Resources"]
    policies = [r for r in resources.values() if r["Type"] == "AWS::SQS::QueuePolicy"]
    assert len(policies) == 1
    sources = [
        s["Condition"]["ArnLike"]["aws:SourceArn"]
        for s in policies[0]["Properties"]["PolicyDocument"]["Statement"]
    ]
    assert sources == [{"Ref": "News"}, {"Ref": "Sport"}]


def test_a_database_opens_to_its_application_on_its_engines_port(catalogue):
    resources = export_design(DESIGNS["three tiers"](), catalogue)["Resources"]
    rule = resources["OrdersDBSecurityGroupFromFleetSecurityGroupPort3306"]["Properties"]
    assert rule["SourceSecurityGroupId"] == {"Fn::GetAtt": ["FleetSecurityGroup", "GroupId"]}
    open_to_all = [k for k, r in resources.items() if r["Properties"].get("CidrIp") == "0.0.0.0/0"]
    assert open_to_all == ["FrontSecurityGroupFromInternetPort80"]


def test_a_drawn_group_with_wiring_off_stays_shut(catalogue):
    d = Drawing()
    n = d.network()
    group = d.put("vpc.security_group", "Shut", n["app_a"], wired=False)
    web, caller = (
        d.put("ec2.instance", "Web", group),
        d.put("elb.application", "Front", n["vpc"], (n["public_a"],)),
    )
    d.connect(caller, "routes_to", web)
    resources = export_design(d.design(), catalogue)["Resources"]
    assert not [k for k in resources if k.startswith("ShutFrom")]


def test_a_bucket_that_starts_the_function_that_reads_it_makes_no_circle(catalogue):
    d = Drawing()
    bucket, thumb = d.put("s3.bucket", "Photos"), d.put("lambda.function", "Thumbnails")
    d.connect(bucket, "triggers", thumb)
    d.connect(thumb, "reads_writes", bucket)
    resources = export_design(d.design(), catalogue)["Resources"]
    assert "Environment" not in resources["Thumbnails"]["Properties"]  # the name would close the circle
    assert resources["Photos"]["DependsOn"] == "PhotosThumbnailsPermission"


def test_paths_of_an_api_share_their_parts(catalogue):
    d = Drawing()
    api, read, write = (
        d.put(t, n)
        for t, n in (
            ("apigateway.rest_api", "API"),
            ("lambda.function", "Read"),
            ("lambda.function", "Write"),
        )
    )
    d.connect(api, "invokes", read, path="/orders/{id}", method="GET")
    d.connect(api, "invokes", write, path="/orders", method="POST")
    resources = export_design(d.design(), catalogue)["Resources"]
    assert resources["APIOrdersIdResource"]["Properties"]["ParentId"] == {"Ref": "APIOrdersResource"}
    assert resources["APIWriteMethod"]["Properties"]["ResourceId"] == {"Ref": "APIOrdersResource"}
    assert resources["APIDeployment"]["DependsOn"] == ["APIReadMethod", "APIWriteMethod"]


def test_who_uses_an_encrypted_queue_may_use_its_key(catalogue):
    d = Drawing()
    worker, queue, key = (
        d.put("lambda.function", "Worker"),
        d.put("sqs.queue", "Jobs"),
        d.put("kms.key", "Key"),
    )
    d.connect(worker, "sends", queue)
    d.connect(key, "encrypts", queue)
    resources = export_design(d.design(), catalogue)["Resources"]
    assert resources["Jobs"]["Properties"]["KmsMasterKeyId"] == {"Fn::GetAtt": ["Key", "Arn"]}
    statements = resources["WorkerRolePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert {
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": [{"Fn::GetAtt": ["Key", "Arn"]}],
    } in statements


def test_an_existing_vpc_is_a_parameter(catalogue):
    d = Drawing()
    vpc = d.put("vpc.vpc", "Company network", existing=True)
    d.put("vpc.subnet", "Mine", vpc, cidr="10.0.7.0/24")
    template = export_design(d.design(), catalogue)
    assert template["Parameters"]["CompanyNetwork"]["Type"] == "AWS::EC2::VPC::Id"
    assert template["Resources"]["Mine"]["Properties"]["VpcId"] == {"Ref": "CompanyNetwork"}


def test_queues_that_dead_letter_to_each_other_make_no_circle(catalogue):
    d = Drawing()
    one, two = d.put("sqs.queue", "One"), d.put("sqs.queue", "Two")
    d.connect(one, "dead_letters_to", two)
    back = d.connect(two, "dead_letters_to", one)
    resources = export_design(d.design(), catalogue)["Resources"]
    assert "RedrivePolicy" in resources["One"]["Properties"]
    assert "RedrivePolicy" not in resources["Two"]["Properties"]
    wire = wire_of(d.design(), catalogue, back)
    assert wire.fragments == ()
    assert any("wait for each other" in words for words in wire.left_out)


@pytest.mark.parametrize("type", ["elb.application", "elb.network"])
@pytest.mark.parametrize(
    "scheme, way", [("internal", "VpcOriginConfig"), ("internet-facing", "CustomOriginConfig")]
)
def test_a_distribution_enters_the_vpc_of_an_internal_load_balancer(scheme, way, type, catalogue):
    d = Drawing()
    n = d.network()
    front = d.put("cloudfront.distribution", "Front")
    balancer = d.put(type, "Web", n["vpc"], scheme=scheme)
    d.connect(front, "serves", balancer)
    resources = export_design(d.design(), catalogue)["Resources"]
    (origin,) = resources["Front"]["Properties"]["DistributionConfig"]["Origins"]
    assert origin.keys() & {"VpcOriginConfig", "CustomOriginConfig"} == {way}
    origins = [id for id, r in resources.items() if r["Type"] == "AWS::CloudFront::VpcOrigin"]
    assert [{"VpcOriginId": {"Fn::GetAtt": [id, "Id"]}} for id in origins] == (
        [origin[way]] if scheme == "internal" else []
    )
