"""What buckets, tables, Firehose and rules of EventBridge write, read line by line."""

from __future__ import annotations

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_deploy import deploy, deployable
from tests.cloudformation.test_integration_wires import may, properties
from tests.cloudformation.test_round_trip import assert_same

# -- tables and buckets


def test_a_table_has_an_index_for_each_line_and_each_attribute_once(catalogue):
    d = Drawing()
    d.put(
        "dynamodb.table",
        "Orders",
        sort_key="at",
        gsi_partition_key="customer",
        further_indexes=["by-status: status S, at N, KEYS_ONLY", "by-who: customer S", "nonsense"],
        further_local_indexes=["by-total: total N"],
    )
    table = properties(d, catalogue)["Orders"]
    indexes = {i["IndexName"]: i for i in table["GlobalSecondaryIndexes"]}
    assert set(indexes) == {"by-customer", "by-status", "by-who"}
    assert indexes["by-status"]["KeySchema"] == [
        {"AttributeName": "status", "KeyType": "HASH"},
        {"AttributeName": "at", "KeyType": "RANGE"},
    ]
    assert indexes["by-status"]["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert [i["IndexName"] for i in table["LocalSecondaryIndexes"]] == ["by-total"]
    attributes = [(a["AttributeName"], a["AttributeType"]) for a in table["AttributeDefinitions"]]
    assert attributes == [("id", "S"), ("at", "S"), ("customer", "S"), ("status", "S"), ("total", "N")]


def test_a_table_with_several_indexes_deploys(catalogue, aws):
    d = Drawing()
    d.put("dynamodb.table", "Orders", sort_key="at", further_indexes=["by-status: status S", "by-who: who N"])
    assert "Orders" in deploy(deployable(export_design(d.design(), catalogue)))


def test_a_bucket_is_copied_to_two_others_by_one_role(catalogue):
    d = Drawing()
    source = d.put("s3.bucket", "Source")
    for name in ("Near", "Far"):
        d.connect(source, "replicates_to", d.put("s3.bucket", name))
    written = properties(d, catalogue)
    replication = written["Source"]["ReplicationConfiguration"]
    assert [(r["Id"], r["Priority"]) for r in replication["Rules"]] == [("Far", 1), ("Near", 2)]
    role = replication["Role"]["Fn::GetAtt"][0]
    policies = [p for p in written.values() if p.get("Roles") == [{"Ref": role}]]
    assert {p["PolicyName"] for p in policies} == {"ReplicateToNear", "ReplicateToFar"}
    for bucket in ("Source", "Near", "Far"):
        assert written[bucket]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_a_bucket_tells_only_of_keys_that_fit(catalogue):
    d = Drawing()
    d.connect(
        d.put("s3.bucket", "Photos"),
        "triggers",
        d.put("lambda.function", "Worker"),
        prefix="in/",
        suffix=".jpg",
    )
    (told,) = properties(d, catalogue)["Photos"]["NotificationConfiguration"]["LambdaConfigurations"]
    assert told["Filter"]["S3Key"]["Rules"] == [
        {"Name": "prefix", "Value": "in/"},
        {"Name": "suffix", "Value": ".jpg"},
    ]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"enforce_https": True}, {"HttpsOnly"}),
        ({"force_encrypted_uploads": True}, {"EncryptedUploadsOnly"}),
        ({"website": True, "block_public_access": False}, {"PagesForAll"}),
        ({"website": True}, set()),
        ({}, set()),
    ],
)
def test_what_is_chosen_for_a_bucket_policy_is_in_it(chosen, said, catalogue):
    d = Drawing()
    d.put("s3.bucket", "Photos", **chosen)
    policy = properties(d, catalogue).get("PhotosPolicy", {"PolicyDocument": {"Statement": []}})
    assert {s["Sid"] for s in policy["PolicyDocument"]["Statement"]} == said


# -- Firehose and events


@pytest.mark.parametrize(
    ("type", "configuration"),
    [
        ("redshift.cluster", "RedshiftDestinationConfiguration"),
        ("opensearch.domain", "AmazonopensearchserviceDestinationConfiguration"),
        ("external.splunk", "SplunkDestinationConfiguration"),
        ("external.http_endpoint", "HttpEndpointDestinationConfiguration"),
    ],
)
def test_firehose_delivers_where_it_is_drawn_to_and_keeps_what_fails(type, configuration, catalogue):
    d = Drawing()
    n = d.network()
    stream = d.put("firehose.delivery_stream", "Clicks")
    d.connect(stream, "delivers", d.put(type, "Store", n["app_a"] if type == "redshift.cluster" else None))
    d.connect(stream, "invokes", d.put("lambda.function", "Clean"))
    written = properties(d, catalogue)
    assert [k for k in written["Clicks"] if k.endswith("DestinationConfiguration")] == [configuration]
    said = written["Clicks"][configuration]
    assert said["S3Configuration"]["BucketARN"] == {"Fn::GetAtt": ["ClicksErrorBucket", "Arn"]}
    assert said["CloudWatchLoggingOptions"]["LogGroupName"] == {"Ref": "ClicksLogGroup"}
    assert referenced(said["ProcessingConfiguration"]) == {"Clean"}
    assert may(written, "ClicksRole")["s3:PutObject"][0] == {"Fn::GetAtt": ["ClicksErrorBucket", "Arn"]}


def test_firehose_to_a_bucket_that_is_drawn_makes_none_of_its_own(catalogue):
    d = Drawing()
    d.connect(d.put("firehose.delivery_stream", "Clicks"), "writes", d.put("s3.bucket", "Lake"))
    written = properties(d, catalogue)
    assert "ClicksErrorBucket" not in written
    bucket = written["Clicks"]["ExtendedS3DestinationConfiguration"]["BucketARN"]
    assert bucket == {"Fn::GetAtt": ["Lake", "Arn"]}


@pytest.mark.parametrize(
    ("type", "relation"),
    [
        ("lambda.function", "triggers"),
        ("stepfunctions.state_machine", "triggers"),
        ("codebuild.project", "triggers"),
        ("sqs.queue", "delivers"),
        ("sns.topic", "delivers"),
        ("kinesis.stream", "delivers"),
        ("firehose.delivery_stream", "delivers"),
        ("events.bus", "delivers"),
        ("logs.log_group", "delivers"),
        ("apigateway.rest_api", "triggers"),
    ],
)
def test_what_a_rule_cannot_deliver_is_put_aside(type, relation, catalogue):
    d = Drawing()
    rule = d.put("events.rule", "Rule")
    d.connect(rule, relation, d.put(type, "There"))
    d.connect(rule, "dead_letters_to", d.put("sqs.queue", "Failed"))
    written = properties(d, catalogue)
    (target,) = written["Rule"]["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["Failed", "Arn"]}}
    (statement,) = written["FailedPolicy"]["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}}


def test_a_rule_hears_of_the_bucket_that_is_drawn_and_of_no_other(catalogue):
    d = Drawing()
    rule = d.put("events.rule", "Rule")
    d.connect(d.put("s3.bucket", "Photos"), "emits", rule)
    assert properties(d, catalogue)["Rule"]["EventPattern"] == {
        "source": ["aws.s3"],
        "resources": [{"Fn::GetAtt": ["Photos", "Arn"]}],
    }
    d.connect(d.put("ecs.service", "Web"), "emits", rule)  # whose events name tasks, not the service
    assert set(properties(d, catalogue)["Rule"]["EventPattern"]) == {"source"}


def test_a_rule_on_a_bus_of_its_own_hears_all_that_is_sent_there(catalogue):
    d = Drawing()
    bus, rule, sender = (
        d.put("events.bus", "Bus"),
        d.put("events.rule", "Rule"),
        d.put("lambda.function", "Till"),
    )
    d.connect(bus, "emits", rule)
    d.connect(sender, "sends", bus)
    written = properties(d, catalogue)
    assert written["Rule"]["EventBusName"] == {"Ref": "Bus"}
    assert written["Rule"]["EventPattern"] == {"source": [{"prefix": ""}]}
    assert written["Till"]["Environment"]["Variables"] == {"BUS_NAME": {"Ref": "Bus"}}
    assert may(written, "TillRole")["events:PutEvents"] == [{"Fn::GetAtt": ["Bus", "Arn"]}]


def test_a_table_that_stands_for_a_replica_is_the_global_table(catalogue):
    d = Drawing()
    world = d.put("dynamodb.global_table", "World", second_region="eu-west-1")
    europe = d.put("aws.region", "Europe", region="eu-west-1")
    here, worker = d.put("dynamodb.table", "Here", europe), d.put("lambda.function", "Worker", europe)
    d.connect(world, "replicates_to", here)
    d.connect(worker, "reads", here)
    template = export_design(d.design(), catalogue)
    assert "Here" not in {**template["Resources"], **template.get("Parameters", {})}
    text, names = may(properties(d, catalogue), "WorkerRole")["dynamodb:GetItem"][0]["Fn::Sub"]
    assert text.endswith(":dynamodb:${Region}:${AWS::AccountId}:table/${Table}")
    assert names == {"Region": "eu-west-1", "Table": {"Ref": "World"}}
    assert_same(d.design(), import_template(write_template(template), "t", catalogue))


def test_firehose_reaches_a_domain_in_a_network_from_its_own_subnets(catalogue):
    d = Drawing()
    n = d.network()
    stream, domain = (
        d.put("firehose.delivery_stream", "Clicks"),
        d.put("opensearch.domain", "Search", n["app_a"]),
    )
    d.connect(stream, "delivers", domain)
    written = properties(d, catalogue)
    said = written["Clicks"]["AmazonopensearchserviceDestinationConfiguration"]
    assert said["VpcConfiguration"]["SubnetIds"] == [{"Ref": "AppA"}]
    assert said["IndexName"] == "clicks"  # OpenSearch takes small letters only
    assert "ec2:CreateNetworkInterface" in may(written, "ClicksRole")
    (opened,) = (p for p in written.values() if p.get("FromPort") == 443)
    assert opened["SourceSecurityGroupId"] == opened["GroupId"]


def test_who_starts_workflows_of_swf_may_start_those_of_its_domain(catalogue):
    d = Drawing()
    d.connect(d.put("lambda.function", "Till"), "triggers", d.put("swf.domain", "Work"))
    (arn,) = may(properties(d, catalogue), "TillRole")["swf:StartWorkflowExecution"]
    assert arn["Fn::Sub"][0].endswith(":/domain/${Domain}")
    assert arn["Fn::Sub"][1] == {"Domain": {"Ref": "WorkDomain"}}
