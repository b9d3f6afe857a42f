"""Templates that others wrote open, and nothing of them is lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import read_template, write_template
from archdesk.errors import TemplateError
from archdesk.rules.check import check_design

TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09
Description: A worker in a network
Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Mappings:
  Sizes: {dev: {Memory: 128}}
Resources:
  Network:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.9.0.0/16}
  Left:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Network, CidrBlock: 10.9.0.0/24}
  Right:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Network, CidrBlock: 10.9.1.0/24}
  Jobs:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    Properties:
      VisibilityTimeout: 120
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5}
  Failed:
    Type: AWS::SQS::Queue
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: []}
  Worker:
    Type: AWS::Lambda::Function
    Condition: IsProd
    Properties:
      Runtime: python3.12
      Handler: index.handler
      MemorySize: !FindInMap [Sizes, dev, Memory]
      Timeout: "20"
      Role: !GetAtt WorkerRole.Arn
      Code: {ZipFile: "def handler(e, c): pass"}
      VpcConfig: {SubnetIds: [!Ref Left, !Ref Right], SecurityGroupIds: []}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Worker}
  Glue:
    Type: AWS::Glue::Database
    Properties: {CatalogId: !Ref AWS::AccountId, DatabaseInput: {Name: "no"}}
  "Fn::ForEach::Topics":
    - Name
    - [A, B]
    - Topic${Name}: {Type: AWS::SNS::Topic}
Outputs:
  Url: {Value: !Ref Jobs, Export: {Name: !Sub "${AWS::StackName}-url"}}
"""


def bare(template: dict[str, Any]) -> dict[str, Any]:
    """The template without what is ArchDesk's own."""

    def without(value: dict[str, Any]) -> dict[str, Any]:
        metadata = {k: v for k, v in value.get("Metadata", {}).items() if k != "ArchDesk"}
        return {
            **{k: v for k, v in value.items() if k != "Metadata"},
            **({"Metadata": metadata} if metadata else {}),
        }

    return without(
        {
            **template,
            "Resources": {
                k: without(r) if isinstance(r, dict) else r for k, r in template["Resources"].items()
            },
        }
    )


@pytest.fixture
def opened(catalogue):
    return import_template(TEMPLATE, "worker.yaml", catalogue)


def test_it_is_written_back_as_it_was(opened, catalogue):
    assert bare(export_design(opened, catalogue)) == read_template(TEMPLATE, "worker.yaml").value


def test_it_opens_again_equal(opened, catalogue):
    again = import_template(write_template(export_design(opened, catalogue)), "again", catalogue)
    for id in {**opened.records, **again.records}:
        assert opened.find(id) == again.find(id)


def test_known_resources_become_components_with_their_properties(opened):
    assert opened.component("jobs").type == "sqs.queue"
    assert opened.component("jobs").properties == {"visibility_timeout": 120}
    worker = opened.component("worker")
    assert worker.properties["runtime"] == "python3.12"
    assert worker.properties["timeout"] == 20
    assert worker.properties["memory"] == 128  # by the mapping


def test_an_unknown_type_is_a_resource_with_its_raw_properties(opened):
    glue = opened.component("glue")
    assert glue.type == "aws.resource"
    assert glue.properties["cfn_type"] == "AWS::Glue::Database"
    assert glue.properties["properties"]["DatabaseInput"] == {"Name": "no"}


def test_references_tell_what_is_inside_what(opened):
    assert opened.component("left").parent == "network"
    assert opened.component("worker").parent == "network"
    assert opened.component("worker").spans == ("left", "right")


def test_references_tell_connections(opened):
    told = {(c.source, c.relation, c.target) for c in opened.connections}
    assert told == {
        ("jobs", "dead_letters_to", "failed"),
        ("jobs", "triggers", "worker"),
        ("worker", "uses", "workerrole"),
    }


def test_a_template_without_a_drawing_is_one_heap_for_the_arrangement(opened):
    assert {(c.rect.x, c.rect.y) for c in opened.components} == {(0, 0)}


def test_an_edit_changes_just_that_property(opened, catalogue):
    from dataclasses import replace

    jobs = opened.component("jobs")
    with opened.edit("Wait longer") as edit:
        edit.put(replace(jobs, properties={"visibility_timeout": 300}))
    want = read_template(TEMPLATE, "worker.yaml").value
    want["Resources"]["Jobs"]["Properties"]["VisibilityTimeout"] = 300
    assert bare(export_design(opened, catalogue)) == want


def test_a_connection_drawn_later_is_written_to_the_roles_of_the_template(opened, catalogue):
    from archdesk.model.records import Connection

    with opened.edit("Connect") as edit:
        edit.put(Connection("late", "worker", "failed", "sends"))
    resources = export_design(opened, catalogue)["Resources"]
    assert resources["WorkerRolePolicy"]["Properties"]["Roles"] == [{"Ref": "WorkerRole"}]


@pytest.mark.parametrize(
    "text, line, message",
    [
        ("Resources:\n  A: {Type: [1]}\n", 2, "A should be a mapping with a Type"),
        ("Resources:\n  - 1\n", 1, "Resources should be a mapping"),
        ("Description: x\n", 1, "Resources should be a mapping"),
        ("[1, 2]", 1, "not a CloudFormation template"),
        ("Resources:\n  A:\n    Type: X\n    Properties: 3\n", 4, "properties of A should be a mapping"),
        ("Resources: {A: &a {Type: X}, B: *a}\n", 1, "alias"),
        ('{"Resources": {\n"A": {"Type" "X"}}}', 2, "not valid YAML"),
        ("Metadata:\n  ArchDesk: {connections: {c: {from: 1}}}\nResources: {}\n", 2, "damaged"),
    ],
)
def test_a_bad_template_is_refused_with_its_line(text, line, message, catalogue):
    with pytest.raises(TemplateError) as caught:
        import_template(text, "bad.yaml", catalogue)
    problem = caught.value.problems[0]
    assert message in problem.message
    assert (problem.file, problem.line) == ("bad.yaml", line)


def _corpus() -> list[Path]:
    """Real templates, where a folder of them is named: `ARCHDESK_TEMPLATES=folder pytest ...`."""
    folder = os.environ.get("ARCHDESK_TEMPLATES")
    kinds = {".yaml", ".yml", ".json", ".template"}
    return sorted(f for f in Path(folder).rglob("*") if f.suffix in kinds) if folder else []


@pytest.mark.parametrize("file", _corpus(), ids=lambda f: f.name)
def test_a_real_template_loses_nothing(file, catalogue):
    try:
        design = import_template(file.read_bytes(), file.name, catalogue)
    except TemplateError as error:
        pytest.skip(str(error).splitlines()[0])
    assert (
        bare(export_design(design, catalogue))["Resources"]
        == read_template(file.read_bytes(), file.name).value["Resources"]
    )


def test_types_written_as_one_resource_are_told_apart_by_what_is_fixed_in_them(catalogue):
    template = """
Resources:
  Web: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internal}}
  App: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: application}}
  Net: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network}}
"""
    design = import_template(template, "balancers.yaml", catalogue)
    assert {c.name: c.type for c in design.components} == {
        "Web": "elb.application",
        "App": "elb.application",
        "Net": "elb.network",
    }


def test_an_instance_of_a_cluster_is_no_database_of_its_own(catalogue):
    template = """
Resources:
  Alone: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql}}
  Member: {Type: AWS::RDS::DBInstance, Properties: {Engine: aurora-mysql, DBClusterIdentifier: !Ref Cluster}}
  Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql}}
"""
    design = import_template(template, "aurora.yaml", catalogue)
    types = {c.name: c.type for c in design.components}
    assert types == {"Alone": "rds.instance", "Cluster": "rds.aurora"}


def test_options_are_read_by_their_names_wherever_they_stand(catalogue):
    template = """
Resources:
  Web:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      ApplicationName: shop
      OptionSettings:
        - {Namespace: "aws:autoscaling:launchconfiguration", OptionName: DisableIMDSv1, Value: "true"}
        - {Namespace: "aws:ec2:instances", OptionName: InstanceTypes, Value: m5.large}
        - {Namespace: "aws:elasticbeanstalk:environment", OptionName: EnvironmentType, Value: SingleInstance}
"""
    (web,) = import_template(template, "web.yaml", catalogue).components
    assert web.properties["instance_type"] == "m5.large"
    assert web.properties["architecture"] == "single-instance"


def test_a_number_written_as_a_text_is_the_choice_it_is(catalogue):
    template = "Resources:\n  Log: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: '90'}}\n"
    design = import_template(template, "log.yaml", catalogue)
    assert [f for f in check_design(design, catalogue) if f.rule == "PRP-001"] == []


def test_what_a_template_leaves_out_is_what_aws_takes_then_not_the_default_of_a_new_one(catalogue):
    template = {
        "Resources": {
            "Disk": {
                "Type": "AWS::EC2::Volume",
                "Properties": {"AvailabilityZone": "us-east-1a", "Size": 100},
            },
            "Files": {"Type": "AWS::EFS::FileSystem"},
            "Table": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    "BillingMode": "PAY_PER_REQUEST",
                    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                },
            },
        }
    }
    design = import_template(template, "old.yaml", catalogue)
    said = {c.name: catalogue.values(c) for c in design.components}
    assert said["Disk"]["volume_type"] == "gp2"
    assert said["Files"]["throughput_mode"] == "bursting"
    assert said["Table"]["point_in_time_recovery"] is False
    written = export_design(design, catalogue)["Resources"]
    assert {k: v.get("Properties") for k, v in written.items()} == {
        k: v.get("Properties") for k, v in template["Resources"].items()
    }, "nothing is written that was not there"


def test_the_parts_of_a_component_tell_what_its_own_resource_does_not(catalogue):
    template = """
Resources:
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "1"
      MaxSize: "4"
      AvailabilityZones: [us-east-1a]
      LaunchTemplate: {LaunchTemplateId: !Ref Machines, Version: !GetAtt Machines.LatestVersionNumber}
  Machines:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        InstanceType: m5.large
        BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {VolumeSize: 40}}]
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties: {Engine: aurora-postgresql, MasterUsername: admin1, ManageMasterUserPassword: true}
  Writer:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: aurora-postgresql, DBClusterIdentifier: !Ref Cluster, DBInstanceClass: db.r6g.xlarge}
"""
    design = import_template(template, "parts.yaml", catalogue)
    said = {c.name: catalogue.values(c) for c in design.components}
    group = said["Group"]
    assert (group["instance_type"], group["volume_size"], group["root_volume_type"]) == (
        "m5.large",
        40,
        "gp2",
    )
    assert (group["min"], group["desired"], group["max"]) == (1, 1, 4), "it starts at its minimum"
    assert said["Cluster"]["instance_class"] == "db.r6g.xlarge"
    assert export_design(design, catalogue)["Resources"].keys() == {"Group", "Machines", "Cluster", "Writer"}
