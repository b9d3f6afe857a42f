"""What connections of repositories, builds, pipelines, deployments and stacks write into a template."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from tests.cloudformation.test_data_wires import Sheet, att, statements

KEY_USE = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
]


def stages(d: Sheet, catalogue: Catalogue, pipeline: str) -> dict[str, list[dict[str, Any]]]:
    return {s["Name"]: s["Actions"] for s in d.properties(catalogue, pipeline)["Stages"]}


def test_a_pipeline_without_anything_after_its_source_says_why_it_asks_somebody(catalogue):
    d = Sheet()
    d.put("codepipeline.pipeline", "Release")
    d.put("codepipeline.pipeline", "Asked", manual_approval=True)
    (approve,) = stages(d, catalogue, "Release")["Deploy"]
    assert approve["ActionTypeId"]["Category"] == "Approval"
    assert approve["Configuration"]["CustomData"].startswith("Nothing is drawn that builds or deploys.")
    (wanted,) = stages(d, catalogue, "Asked")["Deploy"]
    assert "Configuration" not in wanted


def test_artifacts_are_encrypted_at_rest_and_on_their_way(catalogue):
    d = Sheet()
    pipeline, build = d.put("codepipeline.pipeline", "Release"), d.put("codebuild.project", "Build")
    d.connect(pipeline, "builds_with", build)
    d.connect(d.put("kms.key", "Vault key"), "encrypts", pipeline)
    written = d.resources(catalogue)
    (deny,) = written["ReleaseArtifactBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    store = written["Release"]["Properties"]["ArtifactStore"]
    assert store["EncryptionKey"] == {"Id": att("VaultKey", "Arn"), "Type": "KMS"}
    for role in ("ReleaseRole", "BuildRole"):
        assert (KEY_USE, [att("VaultKey", "Arn")]) in statements(written, role)


def test_a_pipeline_makes_a_stack_with_a_role_that_it_may_pass_on(catalogue):
    d = Sheet()
    pipeline, build = d.put("codepipeline.pipeline", "Release"), d.put("codebuild.project", "Build")
    d.connect(pipeline, "builds_with", build)
    d.connect(pipeline, "deploys_to", d.put("cloudformation.stack", "Infra"), template="packaged.yaml")
    template = export_design(d.design(), catalogue)
    assert "Infra" not in template["Resources"]  # the pipeline makes it, not this template
    assert template["Parameters"]["Infra"]["Type"] == "String"
    (action,) = stages(d, catalogue, "Release")["Deploy"]
    assert action["Configuration"] == {
        "ActionMode": "CREATE_UPDATE",
        "StackName": {"Ref": "Infra"},
        "TemplatePath": {"Fn::Join": ["::", ["Build", "packaged.yaml"]]},
        "Capabilities": "CAPABILITY_IAM",
        "RoleArn": {"Ref": "ReleaseDeployRoleArn"},
    }
    found = statements(template["Resources"], "ReleaseRole")
    assert (["iam:PassRole"], [{"Ref": "ReleaseDeployRoleArn"}]) in found
    stack = "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${Infra}/*"
    assert [r for a, r in found if "cloudformation:UpdateStack" in a] == [[{"Fn::Sub": stack}]]


def test_a_function_of_a_stage_tells_the_pipeline_how_it_went(catalogue):
    d = Sheet()
    d.connect(d.put("codepipeline.pipeline", "Release"), "deploys_to", d.put("lambda.function", "Smoke test"))
    written = d.resources(catalogue)
    (action,) = stages(d, catalogue, "Release")["Deploy"]
    assert (action["ActionTypeId"]["Category"], action["Configuration"]) == (
        "Invoke",
        {"FunctionName": {"Ref": "SmokeTest"}},
    )
    assert (["lambda:InvokeFunction"], [att("SmokeTest", "Arn")]) in statements(written, "ReleaseRole")
    results = ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"]
    assert (results, ["*"]) in statements(written, "SmokeTestRole")


def test_a_deployment_group_finds_its_servers_and_they_their_revision(catalogue):
    d = Sheet()
    fleet = d.inside("autoscaling.group", "Fleet")
    web = d.put("ec2.instance", "Web", d.net["app_a"])
    group, tagged = (
        d.put("codedeploy.deployment_group", "Servers"),
        d.put("codedeploy.deployment_group", "One"),
    )
    d.connect(group, "deploys_to", fleet)
    d.connect(tagged, "deploys_to", web)
    d.connect(tagged, "pulls_from", d.put("s3.bucket", "Revisions"))
    d.connect(d.put("codepipeline.pipeline", "Release"), "deploys_to", group)
    written = d.resources(catalogue)
    assert written["Servers"]["Properties"]["AutoScalingGroups"] == [{"Ref": "Fleet"}]
    assert written["One"]["Properties"]["Ec2TagFilters"] == [
        {"Type": "KEY_AND_VALUE", "Key": "Name", "Value": "Web"}
    ]
    read = ["s3:GetObject", "s3:GetObjectVersion"]
    assert (read, [{"Fn::Sub": "${ReleaseArtifactBucket.Arn}/*"}]) in statements(written, "FleetRole")
    assert (read, [{"Fn::Sub": "${Revisions.Arn}/*"}]) in statements(written, "WebRole")


def test_an_alarm_stops_a_deployment_and_rolls_it_back(catalogue):
    d = Sheet()
    d.connect(
        d.put("cloudwatch.alarm", "Failures"), "triggers", d.put("codedeploy.deployment_group", "Servers")
    )
    group = d.properties(catalogue, "Servers")
    assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": {"Ref": "Failures"}}]}
    assert group["AutoRollbackConfiguration"] == {"Enabled": True, "Events": ["DEPLOYMENT_STOP_ON_ALARM"]}


def test_an_alias_gets_its_traffic_by_the_deployment_group(catalogue):
    d = Sheet()
    group = d.put("codedeploy.deployment_group", "Shift", compute_platform="Lambda")
    d.connect(group, "deploys_to", d.put("lambda.function", "Orders", alias="live", publish=True))
    policy = d.resources(catalogue)["OrdersAlias"]["UpdatePolicy"]
    assert policy["CodeDeployLambdaAliasUpdate"] == {
        "ApplicationName": {"Ref": "ShiftApplication"},
        "DeploymentGroupName": {"Ref": "Shift"},
    }


def test_a_service_is_deployed_blue_green_behind_two_target_groups(catalogue):
    d = Sheet()
    front = d.put("elb.application", "Front", d.net["vpc"], (d.net["public_a"], d.net["public_b"]))
    shop = d.inside("ecs.service", "Shop", launch_type="FARGATE")
    d.connect(front, "routes_to", shop)
    d.connect(d.put("codedeploy.deployment_group", "Tasks", compute_platform="ECS"), "deploys_to", shop)
    written = d.resources(catalogue)
    (pair,) = written["Tasks"]["Properties"]["LoadBalancerInfo"]["TargetGroupPairInfoList"]
    assert pair["ProdTrafficRoute"] == {"ListenerArns": [{"Ref": "FrontListener"}]}
    assert pair["TargetGroups"] == [
        {"Name": att("FrontShopTargetGroup", "TargetGroupName")},
        {"Name": att("FrontShopGreenTargetGroup", "TargetGroupName")},
    ]
    service = written["Shop"]["Properties"]
    assert service["DeploymentController"] == {"Type": "CODE_DEPLOY"}
    assert "DeploymentCircuitBreaker" not in service["DeploymentConfiguration"]


def test_a_build_fetches_secrets_and_parameters_itself(catalogue):
    d = Sheet()
    build = d.put("codebuild.project", "Build")
    d.connect(build, "reads", d.put("secretsmanager.secret", "Token"))
    d.connect(build, "reads", d.put("ssm.parameter", "Level"))
    written = d.resources(catalogue)
    assert written["Build"]["Properties"]["Environment"]["EnvironmentVariables"] == [
        {"Name": "LEVEL_VALUE", "Type": "PARAMETER_STORE", "Value": {"Ref": "Level"}},
        {"Name": "TOKEN_VALUE", "Type": "SECRETS_MANAGER", "Value": {"Ref": "Token"}},
    ]
    assert [r for a, r in statements(written, "BuildRole") if "secretsmanager:GetSecretValue" in a] == [
        [{"Ref": "Token"}]
    ]


@pytest.mark.parametrize(("type", "key"), [("iam.user", "Users"), ("iam.role", "Roles")])
def test_who_pushes_may_pull_and_push_that_repository_alone(type, key, catalogue):
    d = Sheet()
    d.connect(d.put(type, "Dev"), "pushes_to", d.put("codecommit.repository", "Code", mfa_required=True))
    policy = d.properties(catalogue, "DevCodeGitPolicy")
    assert policy[key] == [{"Ref": "Dev"}]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["codecommit:GitPull", "codecommit:GitPush"]
    assert statement["Resource"] == [att("Code", "Arn")]
    assert ("Condition" in statement) == (type == "iam.user")  # a role's session has no second factor


def test_a_stack_waits_for_what_it_imports(catalogue):
    d = Sheet()
    d.connect(d.put("cloudformation.stack", "App"), "imports_from", d.put("cloudformation.stack", "Net"))
    assert d.resources(catalogue)["App"]["DependsOn"] == "Net"
