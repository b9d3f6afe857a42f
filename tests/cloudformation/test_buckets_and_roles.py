"""What buckets announce and copy, and whom roles trust."""

from __future__ import annotations

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import write_template
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_integrations import only, written
from tests.cloudformation.test_round_trip import assert_same


def replication(catalogue, *, keys: bool):
    """The properties of a bucket that replicates, and the actions its replication may do."""
    d = Drawing()
    master, copy = (
        d.put("s3.bucket", "Master", versioning=True),
        d.put("s3.bucket", "Copy", versioning=True),
    )
    d.connect(master, "replicates_to", copy)
    if keys:
        d.connect(d.put("kms.key", "Here"), "encrypts", master)
        d.connect(d.put("kms.key", "There"), "encrypts", copy)
    resources = written(d.design(), catalogue)
    policy = only(resources, "AWS::IAM::Policy")["PolicyDocument"]["Statement"]
    (rule,) = resources["Master"]["Properties"]["ReplicationConfiguration"]["Rules"]
    return rule, {action: s["Resource"] for s in policy for action in s["Action"]}


def test_encrypted_objects_are_replicated_with_the_key_of_their_destination(catalogue):
    rule, allowed = replication(catalogue, keys=True)
    assert rule["SourceSelectionCriteria"] == {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    assert rule["Destination"]["EncryptionConfiguration"] == {
        "ReplicaKmsKeyID": {"Fn::GetAtt": ["There", "Arn"]}
    }
    assert allowed["kms:Decrypt"] == [{"Fn::GetAtt": ["Here", "Arn"]}]
    assert allowed["kms:Encrypt"] == [{"Fn::GetAtt": ["There", "Arn"]}]


def test_without_keys_replication_needs_none(catalogue):
    rule, allowed = replication(catalogue, keys=False)
    assert not {"SourceSelectionCriteria"} & rule.keys()
    assert rule["Destination"].keys() == {"Bucket"}
    assert not any(action.startswith("kms:") for action in allowed)


def test_a_bucket_announces_the_events_that_are_named(catalogue):
    d = Drawing()
    bucket, made, gone = (
        d.put("s3.bucket", "Photos"),
        d.put("lambda.function", "Made"),
        d.put("sqs.queue", "Gone"),
    )
    d.connect(bucket, "triggers", made)
    d.connect(bucket, "notifies", gone, events="s3:ObjectRemoved:*")
    announced = only(written(d.design(), catalogue), "AWS::S3::Bucket")["NotificationConfiguration"]
    assert [c["Event"] for c in announced["LambdaConfigurations"]] == ["s3:ObjectCreated:*"]
    assert [c["Event"] for c in announced["QueueConfigurations"]] == ["s3:ObjectRemoved:*"]


def test_a_role_that_an_identity_pool_gives_trusts_who_has_signed_in_there(catalogue):
    d = Drawing()
    pool, role = d.put("cognito.identity_pool", "Visitors"), d.put("iam.role", "Visitor", service="")
    d.connect(pool, "uses", role)
    trust = only(written(d.design(), catalogue), "AWS::IAM::Role")["AssumeRolePolicyDocument"]["Statement"]
    assert [s["Principal"] for s in trust] == [{"Federated": "cognito-identity.amazonaws.com"}]
    assert trust[0]["Condition"]["StringEquals"] == {
        "cognito-identity.amazonaws.com:aud": {"Ref": "Visitors"}
    }


@pytest.mark.parametrize(
    "user, service, trusted",
    [
        ("ec2.instance", None, "ec2.amazonaws.com"),
        ("autoscaling.group", None, "ec2.amazonaws.com"),
        ("ecs.task", None, "ecs-tasks.amazonaws.com"),
        ("codebuild.project", None, "codebuild.amazonaws.com"),
        ("stepfunctions.state_machine", None, "states.amazonaws.com"),
        ("lambda.function", None, "lambda.amazonaws.com"),
        ("ec2.instance", "glue.amazonaws.com", "glue.amazonaws.com"),
    ],
)
def test_a_role_for_which_no_service_is_named_trusts_that_of_its_user(catalogue, user, service, trusted):
    d = Drawing()
    role = d.put("iam.role", "Duty", **({} if service is None else {"service": service}))
    d.connect(d.put(user, "Worker"), "uses", role)
    template = export_design(d.design(), catalogue)
    (statement,) = template["Resources"]["Duty"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"]["Service"] in (trusted, [trusted])
    assert_same(d.design(), import_template(write_template(template), "t", catalogue))


def test_the_inline_policy_of_a_foreign_role_is_read_whatever_its_name(catalogue):
    statement = {"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "AllTheBuckets", "PolicyDocument": document}],
        },
    }
    (read,) = import_template({"Resources": {"Duty": role}}, "t", catalogue).components
    assert read.properties == {"statements": [statement], "policy_name": "AllTheBuckets"}
