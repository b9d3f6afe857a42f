"""What buckets announce and copy, and whom a role of an identity pool trusts."""

from __future__ import annotations

from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_integrations import only, written


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
    assert rule.keys() == {"Id", "Status", "Destination"}
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
