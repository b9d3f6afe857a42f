"""What connections of databases, caches, warehouses, keys, secrets, logs and alarms write into a template."""

from __future__ import annotations

from typing import Any

import pytest
from moto.cloudformation.parsing import resource_class_from_type

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from tests.cloudformation import test_deploy
from tests.cloudformation.drawing import Drawing


class Sheet(Drawing):
    """A drawing with a network, whose template is read by logical ids."""

    def __init__(self) -> None:
        super().__init__()
        self.net = self.network()
        self.app = (self.net["app_a"], self.net["app_b"])
        self.data = (self.net["data_a"], self.net["data_b"])

    def inside(self, type: str, name: str, **properties: object) -> str:
        spans = self.app if type.startswith(("lambda", "ecs", "autoscaling")) else self.data
        return self.put(type, name, self.net["vpc"], spans, **properties)

    def resources(self, catalogue: Catalogue) -> dict[str, Any]:
        return dict(export_design(self.design(), catalogue)["Resources"])

    def properties(self, catalogue: Catalogue, logical: str) -> Any:
        return self.resources(catalogue)[logical]["Properties"]


def statements(resources: dict[str, Any], role: str) -> list[tuple[list[str], list[Any]]]:
    document = resources[f"{role}Policy"]["Properties"]["PolicyDocument"]
    return [(s["Action"], s["Resource"]) for s in document["Statement"]]


def att(logical: str, name: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [logical, name]}


def test_an_application_finds_its_database_and_may_read_its_password_alone(catalogue):
    d = Sheet()
    worker = d.inside("lambda.function", "Worker")
    orders = d.inside("rds.instance", "Orders", engine="postgres", database_name="shop", port=6000)
    d.connect(worker, "connects", orders)
    written = d.resources(catalogue)
    assert written["Worker"]["Properties"]["Environment"]["Variables"] == {
        "ORDERS_HOST": att("Orders", "Endpoint.Address"),
        "ORDERS_PORT": att("Orders", "Endpoint.Port"),
        "ORDERS_NAME": "shop",
        "ORDERS_SECRET_ARN": att("Orders", "MasterUserSecret.SecretArn"),
    }
    secret = (["secretsmanager:GetSecretValue"], [att("Orders", "MasterUserSecret.SecretArn")])
    assert secret in statements(written, "WorkerRole")
    opening = written["OrdersSecurityGroupFromWorkerSecurityGroupPort6000"]["Properties"]
    assert (opening["FromPort"], opening["ToPort"]) == (6000, 6000)
    assert opening["SourceSecurityGroupId"] == att("WorkerSecurityGroup", "GroupId")


def test_with_iam_authentication_nobody_reads_the_password(catalogue):
    d = Sheet()
    worker = d.inside("lambda.function", "Worker")
    d.connect(
        worker, "connects", d.inside("rds.instance", "Orders", iam_authentication=True, app_user="shop")
    )
    d.connect(worker, "reads", d.inside("rds.aurora", "Maps", iam_authentication=True))
    written = d.resources(catalogue)
    who = "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:"
    found = statements(written, "WorkerRole")
    assert (["rds-db:connect"], [{"Fn::Sub": who + "${Orders.DbiResourceId}/shop"}]) in found
    assert (["rds-db:connect"], [{"Fn::Sub": who + "${Maps.DBClusterResourceId}/app"}]) in found
    assert "secretsmanager:GetSecretValue" not in str(found)
    assert written["Worker"]["Properties"]["Environment"]["Variables"]["ORDERS_USER"] == "shop"


def test_a_key_of_a_database_encrypts_its_password_and_readers_may_decrypt(catalogue):
    d = Sheet()
    worker = d.inside("lambda.function", "Worker")
    key = d.put("kms.key", "Vault key")
    for type, name in (("rds.instance", "Orders"), ("rds.aurora", "Maps"), ("redshift.cluster", "Warehouse")):
        store = d.inside(type, name)
        d.connect(key, "encrypts", store)
        d.connect(worker, "connects", store)
    written = d.resources(catalogue)
    arn = att("VaultKey", "Arn")
    assert written["Orders"]["Properties"]["MasterUserSecret"] == {"KmsKeyId": arn}
    assert written["Maps"]["Properties"]["MasterUserSecret"] == {"KmsKeyId": arn}
    assert written["Warehouse"]["Properties"]["MasterPasswordSecretKmsKeyId"] == arn
    assert (["kms:Decrypt"], [arn]) in statements(written, "WorkerRole")


def test_a_replica_listens_where_its_primary_does_and_has_its_password(catalogue):
    d = Sheet()
    worker = d.inside("lambda.function", "Worker")
    primary = d.inside("rds.instance", "Orders", engine="postgres", port=6000, database_name="shop")
    replica = d.inside("rds.instance", "Copy", engine="postgres", read_replica=True)
    d.connect(primary, "replicates_to", replica)
    d.connect(worker, "reads", replica)
    written = d.resources(catalogue)
    assert written["Copy"]["Properties"]["SourceDBInstanceIdentifier"] == {"Ref": "Orders"}
    assert "CopySecurityGroupFromWorkerSecurityGroupPort6000" in written
    variables = written["Worker"]["Properties"]["Environment"]["Variables"]
    assert variables["COPY_SECRET_ARN"] == att("Orders", "MasterUserSecret.SecretArn")
    assert variables["COPY_NAME"] == "shop"


@pytest.mark.parametrize(
    ("type", "kind", "arn"),
    [("rds.instance", "db-instance", "db:${Orders}"), ("rds.aurora", "db-cluster", "cluster:${Orders}")],
)
def test_events_of_a_database_reach_a_topic_that_lets_them_in(type, kind, arn, catalogue):
    d = Sheet()
    d.connect(d.inside(type, "Orders"), "notifies", d.put("sns.topic", "Ops"))
    written = d.resources(catalogue)
    subscription = written["OrdersOpsEvents"]
    assert subscription["DependsOn"] == "OpsPolicy"
    assert subscription["Properties"]["SourceType"] == kind
    assert subscription["Properties"]["SourceIds"] == [{"Ref": "Orders"}]
    assert "failover" in subscription["Properties"]["EventCategories"]
    (statement,) = written["OpsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "events.rds.amazonaws.com"}
    source = {"Fn::Sub": "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:" + arn}
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": source}}


def test_a_log_of_a_database_goes_to_the_group_of_the_name_that_rds_looks_for(catalogue):
    d = Sheet()
    database = d.inside("rds.instance", "Orders", engine="postgres")
    d.connect(database, "logs_to", d.put("logs.log_group", "Database log"))
    written = d.resources(catalogue)
    properties = written["Orders"]["Properties"]
    assert properties["EnableCloudwatchLogsExports"] == ["postgresql"]
    identifier = properties["DBInstanceIdentifier"]
    assert identifier["Fn::Join"][1][0] == "orders"
    name = {"Fn::Join": ["/", ["/aws/rds/instance", identifier, "postgresql"]]}
    assert written["DatabaseLog"]["Properties"]["LogGroupName"] == name
    assert written["Orders"]["DependsOn"] == "DatabaseLog"


def test_enhanced_monitoring_has_a_role_of_its_own(catalogue):
    d = Sheet()
    d.inside("rds.instance", "Orders", enhanced_monitoring=60)
    written = d.resources(catalogue)
    assert written["Orders"]["Properties"]["MonitoringInterval"] == 60
    assert written["Orders"]["Properties"]["MonitoringRoleArn"] == att("OrdersMonitoringRole", "Arn")
    (trust,) = written["OrdersMonitoringRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}


@pytest.mark.parametrize(
    ("engine", "roles"),
    [("aurora-mysql", [None]), ("aurora-postgresql", ["Lambda", "s3Import", "s3Export"])],
)
def test_a_cluster_calls_a_function_and_loads_files_with_its_role(engine, roles, catalogue):
    d = Sheet()
    cluster = d.inside("rds.aurora", "Maps", engine=engine)
    d.connect(cluster, "invokes", d.put("lambda.function", "Tell"))
    d.connect(cluster, "reads_writes", d.put("s3.bucket", "Files"))
    written = d.resources(catalogue)
    associated = written["Maps"]["Properties"]["AssociatedRoles"]
    assert [r.get("FeatureName") for r in associated] == roles
    assert {str(r["RoleArn"]) for r in associated} == {str(att("MapsRole", "Arn"))}
    assert (["lambda:InvokeFunction"], [att("Tell", "Arn")]) in statements(written, "MapsRole")
    assert (["s3:ListBucket"], [att("Files", "Arn")]) in statements(written, "MapsRole")
    if engine == "aurora-mysql":
        parameters = written["MapsParameterGroup"]["Properties"]
        assert parameters["Family"] == "aurora-mysql8.0"
        assert set(parameters["Parameters"]) == {"aws_default_lambda_role", "aws_default_s3_role"}


def test_the_password_of_a_cache_is_in_a_secret_that_its_clients_may_read(catalogue):
    d = Sheet()
    worker = d.inside("lambda.function", "Worker")
    cache = d.inside("elasticache.redis", "Sessions", auth_token=True)
    d.connect(worker, "connects", cache)
    written = d.resources(catalogue)
    token = {"Fn::Sub": "{{resolve:secretsmanager:${SessionsAuthToken}}}"}
    assert written["Sessions"]["Properties"]["AuthToken"] == token
    assert written["SessionsAuthToken"]["Properties"]["GenerateSecretString"]["ExcludePunctuation"] is True
    assert (["secretsmanager:GetSecretValue"], [{"Ref": "SessionsAuthToken"}]) in statements(
        written, "WorkerRole"
    )
    assert written["Worker"]["Properties"]["Environment"]["Variables"]["SESSIONS_PORT"] == att(
        "Sessions", "PrimaryEndPoint.Port"
    )


def test_a_warehouse_copies_with_one_role_and_takes_encrypted_connections_only(catalogue):
    d = Sheet()
    warehouse = d.inside("redshift.cluster", "Warehouse")
    d.connect(warehouse, "reads", d.put("s3.bucket", "Files"))
    d.connect(warehouse, "reads", d.put("dynamodb.table", "Items"))
    written = d.resources(catalogue)
    assert written["Warehouse"]["Properties"]["IamRoles"] == [att("WarehouseRole", "Arn")]
    found = statements(written, "WarehouseRole")
    assert (["s3:GetObject"], [{"Fn::Sub": "${Files.Arn}/*"}]) in found
    assert (["dynamodb:DescribeTable", "dynamodb:Scan"], [att("Items", "Arn")]) in found
    parameters = written["WarehouseParameterGroup"]["Properties"]["Parameters"]
    assert parameters == [{"ParameterName": "require_ssl", "ParameterValue": "true"}]


def test_a_rule_runs_a_statement_in_the_warehouse_with_its_role(catalogue):
    d = Sheet()
    rule = d.put("events.rule", "Nightly", trigger="schedule")
    d.connect(rule, "triggers", d.inside("redshift.cluster", "Warehouse"), sql="call nightly()")
    written = d.resources(catalogue)
    (target,) = written["Nightly"]["Properties"]["Targets"]
    assert target["RoleArn"] == att("NightlyRole", "Arn")
    assert target["RedshiftDataParameters"] == {
        "Database": "analytics",
        "SecretManagerArn": att("Warehouse", "MasterPasswordSecretArn"),
        "Sql": "call nightly()",
    }
    assert [actions for actions, _ in statements(written, "NightlyRole")] == [
        ["redshift-data:ExecuteStatement"],
        ["secretsmanager:GetSecretValue"],
    ]


USUAL = [
    ("sqs.queue", "AWS/SQS", "ApproximateAgeOfOldestMessage"),
    ("lambda.function", "AWS/Lambda", "Errors"),
    ("dynamodb.table", "AWS/DynamoDB", "ReadThrottleEvents"),
    ("sns.topic", "AWS/SNS", "NumberOfNotificationsFailed"),
    ("kinesis.stream", "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds"),
    ("stepfunctions.state_machine", "AWS/States", "ExecutionsFailed"),
]


@pytest.mark.parametrize(("type", "namespace", "metric"), USUAL)
def test_an_alarm_for_which_no_metric_was_chosen_takes_one_of_what_it_watches(
    type, namespace, metric, catalogue
):
    d = Sheet()
    d.connect(d.put("cloudwatch.alarm", "Alarm"), "watches", d.put(type, "Watched"))
    alarm = d.properties(catalogue, "Alarm")
    assert (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)
    assert alarm["Threshold"] != 80


def test_every_type_that_an_alarm_may_watch_has_a_usual_metric(catalogue):
    watched = {
        t
        for p in catalogue.palettes
        for e in p.connections
        if e.relation == "watches" and "cloudwatch.alarm" in e.sources
        for t in e.targets
    }
    lacking = {t for t in watched if "alarm" not in catalogue.types[t].cloudformation.gives}
    assert lacking == {"cloudwatch.metric"}  # which says itself what it is


def test_a_dead_letter_queue_is_alarming_with_its_first_message(catalogue):
    d = Sheet()
    d.connect(d.put("sqs.queue", "Jobs"), "dead_letters_to", d.put("sqs.queue", "Failed"))
    d.connect(d.put("cloudwatch.alarm", "Alarm"), "watches", "failed")
    alarm = d.properties(catalogue, "Alarm")
    assert (alarm["MetricName"], alarm["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 1)


def test_what_somebody_chose_of_an_alarm_stays(catalogue):
    d = Sheet()
    d.connect(
        d.put("cloudwatch.alarm", "Slow", metric="Duration", statistic="percentile"),
        "watches",
        d.put("lambda.function", "Worker"),
    )
    alarm = d.properties(catalogue, "Slow")
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Duration")
    assert alarm["ExtendedStatistic"] == "p99"


def test_an_alarm_that_recovers_an_instance_looks_at_its_status_check(catalogue):
    d = Sheet()
    web = d.put("ec2.instance", "Web", d.net["app_a"])
    d.connect(d.put("cloudwatch.alarm", "Broken"), "triggers", web)
    alarm = d.properties(catalogue, "Broken")
    assert alarm["MetricName"] == "StatusCheckFailed_System"
    assert alarm["Dimensions"] == [{"Name": "InstanceId", "Value": {"Ref": "Web"}}]
    assert alarm["AlarmActions"] == [{"Fn::Sub": "arn:${AWS::Partition}:automate:${AWS::Region}:ec2:recover"}]


def test_only_this_trail_may_write_to_its_bucket_topic_and_log_group(catalogue):
    d = Sheet()
    trail = d.put("cloudtrail.trail", "Trail")
    d.connect(trail, "writes", d.put("s3.bucket", "Records"))
    d.connect(trail, "notifies", d.put("sns.topic", "Ops"))
    d.connect(trail, "logs_to", d.put("logs.log_group", "Calls"))
    d.connect(d.put("kms.key", "Trail key"), "encrypts", trail)
    written = d.resources(catalogue)
    name = "arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/${AWS::StackName}-Trail"
    assert written["Trail"]["Properties"]["TrailName"] == {"Fn::Sub": "${AWS::StackName}-Trail"}
    said = [
        *written["RecordsPolicy"]["Properties"]["PolicyDocument"]["Statement"],
        *written["OpsPolicy"]["Properties"]["PolicyDocument"]["Statement"],
        *written["TrailCallsLogRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"],
        *written["TrailKey"]["Properties"]["KeyPolicy"]["Statement"],
    ]
    of_trails = [s for s in said if s["Principal"] == {"Service": "cloudtrail.amazonaws.com"}]
    assert [len(of_trails), *(name in str(s["Condition"]) for s in of_trails)] == [5, *[True] * 5]
    assert written["Trail"]["Properties"]["KMSKeyId"] == att("TrailKey", "Arn")


@pytest.mark.parametrize(
    ("properties", "name"),
    [({}, "${AWS::StackName}-Calls-*"), ({"group_name": "/shop/calls"}, "/shop/calls")],
)
def test_a_key_may_be_used_for_its_log_group_alone(properties, name, catalogue):
    d = Sheet()
    d.connect(d.put("kms.key", "Log key"), "encrypts", d.put("logs.log_group", "Calls", **properties))
    *_, statement = d.properties(catalogue, "LogKey")["KeyPolicy"]["Statement"]
    arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:" + name
    assert statement["Condition"] == {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": {"Fn::Sub": arn}}}


def test_a_secret_is_rotated_by_a_function_that_only_it_may_call(catalogue):
    d = Sheet()
    d.connect(d.put("secretsmanager.secret", "Token"), "invokes", d.put("lambda.function", "Rotate"))
    written = d.resources(catalogue)
    permission = written["TokenRotatePermission"]["Properties"]
    assert (permission["SourceArn"], permission["SourceAccount"]) == (
        {"Ref": "Token"},
        {"Ref": "AWS::AccountId"},
    )
    assert (["secretsmanager:GetRandomPassword"], ["*"]) in statements(written, "RotateRole")
    assert written["Token"]["DeletionPolicy"] == "Retain"


def test_who_reads_a_secure_string_may_decrypt_with_its_key(catalogue):
    d = Sheet()
    parameter = d.put("ssm.parameter", "Password", parameter_type="SecureString")
    d.connect(d.put("kms.key", "Vault key"), "encrypts", parameter)
    d.connect(d.put("lambda.function", "Worker"), "reads", parameter)
    assert (["kms:Decrypt"], [att("VaultKey", "Arn")]) in statements(d.resources(catalogue), "WorkerRole")


def test_an_alarm_on_a_drawn_metric_says_whose_it_is(catalogue):
    d = Sheet()
    depth = d.put("cloudwatch.metric", "Depth", namespace="AWS/SQS", metric="ApproximateAgeOfOldestMessage")
    d.connect(d.put("sqs.queue", "Jobs"), "emits", depth)
    d.connect(d.put("cloudwatch.alarm", "Late"), "watches", depth)
    alarm = d.properties(catalogue, "Late")
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": att("Jobs", "QueueName")}]


def test_an_alarm_on_filtered_events_goes_off_with_the_first(catalogue):
    d = Sheet()
    errors = d.put("cloudwatch.metric", "Errors", namespace="Shop", metric="Errors", custom=True)
    d.connect(d.put("logs.log_group", "Calls"), "emits", errors)
    d.connect(d.put("cloudwatch.alarm", "Broken"), "watches", errors)
    alarm = d.properties(catalogue, "Broken")
    assert (alarm["Namespace"], alarm["Statistic"], alarm["Threshold"]) == ("Shop", "Sum", 1)
    assert "Dimensions" not in alarm


def test_a_warehouse_logs_to_a_bucket_that_lets_it(catalogue):
    d = Sheet()
    d.connect(d.inside("redshift.cluster", "Warehouse"), "logs_to", d.put("s3.bucket", "Audit"))
    written = d.resources(catalogue)
    assert written["Warehouse"]["Properties"]["LoggingProperties"] == {"BucketName": {"Ref": "Audit"}}
    assert written["Warehouse"]["DependsOn"] == "AuditPolicy"
    said = written["AuditPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    own = [s["Action"] for s in said if s["Principal"] == {"Service": "redshift.amazonaws.com"}]
    assert own == [["s3:GetBucketAcl"], ["s3:PutObject"]]


@pytest.mark.parametrize(("goes_off", "word"), [("any", " OR "), ("all", " AND ")])
def test_a_composite_alarm_joins_the_alarms_that_are_connected_to_it(goes_off, word, catalogue):
    d = Sheet()
    both = d.put("cloudwatch.composite_alarm", "Shop down", goes_off=goes_off)
    for name in ("Late", "Slow"):
        d.connect(d.put("cloudwatch.alarm", name), "triggers", both)
    d.connect(both, "notifies", d.put("sns.topic", "Ops"))
    alarm = d.properties(catalogue, "ShopDown")
    names = [{"Fn::Sub": f'ALARM("${{{name}}}")'} for name in ("Late", "Slow")]
    assert alarm["AlarmRule"] == {"Fn::Join": [word, names]}
    assert alarm["AlarmActions"] == [{"Ref": "Ops"}]


# types of these palettes that moto's CloudFormation lacks, beside those of test_deploy
LACKING = {
    "AWS::CloudTrail::Trail",
    "AWS::RDS::EventSubscription",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::SecretsManager::Secret",
}


@pytest.mark.allow_log
def test_databases_keys_and_logs_deploy(catalogue, aws, monkeypatch):
    assert {t for t in LACKING if resource_class_from_type(t) is not None} == set()
    monkeypatch.setattr(test_deploy, "UNSUPPORTED", test_deploy.UNSUPPORTED | LACKING)
    d = Sheet()
    worker, key, ops = (
        d.inside("lambda.function", "Worker"),
        d.put("kms.key", "Key"),
        d.put("sns.topic", "Ops"),
    )
    orders = d.inside("rds.instance", "Orders", engine="postgres", enhanced_monitoring=60)
    group = d.put("logs.log_group", "Calls")
    d.connect(orders, "notifies", ops)
    d.connect(d.put("secretsmanager.secret", "Token"), "invokes", d.put("lambda.function", "Rotate"))
    trail = d.put("cloudtrail.trail", "Trail")
    d.connect(trail, "logs_to", group)
    d.connect(trail, "writes", d.put("s3.bucket", "Records"))
    for encrypted in (orders, group):
        d.connect(key, "encrypts", encrypted)
    d.connect(worker, "connects", orders)
    template = export_design(d.design(), catalogue)
    playable = {k for k, r in template["Resources"].items() if r["Type"] not in test_deploy.UNSUPPORTED}
    assert playable <= set(test_deploy.deploy(test_deploy.deployable(template)))
