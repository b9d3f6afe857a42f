"""References of a template become places and connections; what only says more of them is kept as a part."""

from __future__ import annotations

import pytest

from archdesk.app.edits import delete
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.text import read_template, write_template
from archdesk.rules.check import check_design
from tests.cloudformation.test_foreign import bare

TEMPLATE = """
Parameters:
  OtherVpc: {Type: "AWS::EC2::VPC::Id"}
  OtherSubnet: {Type: "AWS::EC2::Subnet::Id"}
  Stage: {Type: String, Default: dev}
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Network, InternetGatewayId: !Ref Gateway}}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.0.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}}
  Inner: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}}
  PublicTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Network}}
  InnerTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Network}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}}
  B: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Inner, RouteTableId: !Ref InnerTable}}
  WebGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: !Ref Network}}
  Web: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Public, SecurityGroupIds: [!Ref WebGroup]}}
  Elsewhere: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref OtherSubnet}}
  OtherGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: other, VpcId: !Ref OtherVpc}}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref Public, !Ref Inner]}}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Balancer, Port: 80, Protocol: HTTP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]}}
  Group: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Network, Targets: [{Id: !Ref Web}]}}
  Orders: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{AttributeName: id, KeyType: HASH}]}}
  Jobs: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  Subscribed: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn}}
  Access: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Jobs], PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: !GetAtt Jobs.Arn, Condition: {ArnEquals: {"aws:SourceArn": !Ref News}}}]}}}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      Roles: [!Ref Role]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: !GetAtt Orders.Arn}
          - {Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Jobs.Arn}
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "pass"}
      Environment: {Variables: {TABLE: !Ref Orders, STAGE: !Ref Stage}}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, Image: b}]}}
  Cluster: {Type: AWS::ECS::Cluster}
  Service: {Type: AWS::ECS::Service, Properties: {Cluster: !Ref Cluster, TaskDefinition: !Ref Task}}
Outputs:
  Table: {Value: !Ref Orders}
  Queue: {Value: !Ref Jobs}
"""


@pytest.fixture
def opened(catalogue):
    return import_template(TEMPLATE, "web.yaml", catalogue)


def resources_of(design, catalogue):
    return export_design(design, catalogue)["Resources"]


def test_it_is_written_back_as_it_was_and_opens_again_equal(opened, catalogue):
    template = export_design(opened, catalogue)
    was = read_template(TEMPLATE, "web.yaml").value
    assert {k: bare(template)[k] for k in was} == was
    again = import_template(write_template(template), "again", catalogue)
    for id in {**opened.records, **again.records}:
        assert opened.find(id) == again.find(id)


def test_route_tables_tell_what_is_public(opened):
    assert opened.component("public").properties["public"] is True
    assert opened.component("inner").properties["isolated"] is True


def test_subnets_stand_in_their_zones(opened):
    zone = opened.component(opened.component("inner").parent)
    assert (zone.type, zone.properties["zone"], zone.parent) == ("vpc.az", "b", "network")
    assert opened.component("gateway").parent == "network"
    assert opened.component("balancer").spans == ("inner", "public")


def test_a_group_stands_round_what_is_in_it(opened):
    assert opened.component("web").parent == "webgroup"
    assert opened.component("webgroup").parent == "public"


def test_networks_that_parameters_give_are_there_already(opened, catalogue):
    subnet = opened.component(opened.component("elsewhere").parent)
    assert (subnet.type, subnet.name, subnet.properties) == ("vpc.subnet", "OtherSubnet", {"existing": True})
    home = opened.component(opened.component("othergroup").parent)
    assert (home.type, home.name, home.properties) == ("vpc.vpc", "OtherVpc", {"existing": True})
    assert "PLC-001" not in {f.rule for f in check_design(opened, catalogue)}


def test_parts_become_the_connections_they_make(opened):
    told = {(c.source, c.relation, c.target) for c in opened.connections}
    assert told >= {
        ("balancer", "routes_to", "web"),
        ("news", "delivers", "jobs"),
        ("worker", "reads", "orders"),
        ("worker", "sends", "jobs"),
        ("worker", "uses", "role"),
        ("service", "runs_on", "cluster"),
    }
    assert not [c.name for c in opened.components if c.type == "aws.resource"]


def test_a_deleted_connection_takes_what_said_it_and_no_more(opened, catalogue):
    delete(opened, ["worker_sends_jobs"])
    written = resources_of(opened, catalogue)
    (left,) = written["Policy"]["Properties"]["PolicyDocument"]["Statement"]
    assert left["Action"] == ["dynamodb:GetItem", "dynamodb:Query"]
    delete(opened, ["worker_reads_orders"])
    assert "Policy" not in resources_of(opened, catalogue)
    delete(opened, ["news_delivers_jobs"])
    assert {"Subscribed", "Access"}.isdisjoint(resources_of(opened, catalogue))


def test_what_was_deleted_stays_deleted_when_it_is_opened_again(opened, catalogue):
    delete(opened, ["worker_reads_orders"])
    template = export_design(opened, catalogue)
    again = import_template(write_template(template), "again", catalogue)
    assert export_design(again, catalogue) == template
    delete(again, ["worker_sends_jobs"])
    assert "Policy" not in resources_of(again, catalogue)


@pytest.mark.parametrize(
    "deleted, gone",
    [
        ("orders", {"Orders"}),
        ("jobs", {"Jobs", "Subscribed", "Access"}),
        ("balancer", {"Balancer", "Listener"}),
        ("inner", {"Inner", "B", "InnerTable"}),
        ("gateway", {"Gateway", "Attached", "Out"}),
    ],
)
def test_nothing_dangles_after_a_component_is_deleted(deleted, gone, opened, catalogue):
    before = resources_of(opened, catalogue)
    delete(opened, [deleted])
    template = export_design(opened, catalogue)
    assert before.keys() - template["Resources"].keys() >= gone
    text = write_template(bare(template))
    for name in gone:
        assert f"!Ref {name}\n" not in text
        assert f"!GetAtt {name}." not in text


def test_a_service_of_an_endpoint_is_read_from_its_name(catalogue):
    text = 'Resources: {E: {Type: AWS::EC2::VPCEndpoint, Properties: {ServiceName: !Sub "com.amazonaws.${AWS::Region}.sns"}}}'
    (endpoint,) = import_template(text, "e.yaml", catalogue).components
    assert endpoint.properties["service"] == "sns"
