"""Costs of what a template says: nothing is priced by a guess, and what AWS never bills is told from the unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.cloudformation.importing import import_template
from archdesk.costs.book import PriceBooks, load_books
from archdesk.costs.estimate import LineItem, estimate
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def books() -> PriceBooks:
    return load_books()


@pytest.fixture
def items(catalogue: Catalogue, books: PriceBooks) -> Any:
    def items(template: str) -> dict[tuple[str, str], LineItem]:
        design = import_template(template, "template.yaml", catalogue)
        names = {c.id: c.name for c in design.components}
        return {(names[i.component or ""], i.label): i for i in estimate(design, catalogue, books).items}

    return items


def test_a_machine_that_a_parameter_chooses_is_not_priced_as_the_default_one(items):
    found = items("""
Parameters: {Size: {Type: String}, Small: {Type: String, Default: t3.small}}
Resources:
  Open: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, InstanceType: !Ref Size}}
  Told: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, InstanceType: !Ref Small}}
""")
    hours = found["Open", "Instance hours"]
    assert (hours.state, hours.amount) == ("no price", None)
    assert hours.reason == "Instance type is known to its template alone."
    assert found["Told", "Instance hours"].unit_price == Decimal("0.0208")


def test_an_option_that_is_open_leaves_the_others_known(items):
    found = items("""
Parameters: {Key: {Type: String}, Least: {Type: String}}
Resources:
  Web:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      OptionSettings:
        - {Namespace: "aws:autoscaling:launchconfiguration", OptionName: EC2KeyName, Value: !Ref Key}
        - {Namespace: "aws:ec2:instances", OptionName: InstanceTypes, Value: m5.large}
  Open:
    Type: AWS::ElasticBeanstalk::Environment
    Properties:
      OptionSettings:
        - {Namespace: "aws:autoscaling:asg", OptionName: MinSize, Value: !Ref Least}
""")
    assert found["Web", "Instance hours"].unit_price == Decimal("0.096")
    assert found["Open", "Instance hours"].reason == "Minimum is known to its template alone."


def test_a_launch_configuration_tells_the_machines_of_its_group(items):
    found = items("""
Resources:
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: "2", MaxSize: "4", LaunchConfigurationName: !Ref Old, AvailabilityZones: [us-east-1a]}
  Old:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {ImageId: ami-1, InstanceType: m5.large, InstanceMonitoring: false}
""")
    hours = found["Group", "Instance hours"]
    assert (hours.quantity, hours.unit_price) == (1460, Decimal("0.096"))
    assert hours.least == hours.amount
    assert hours.most == 4 * 730 * Decimal("0.096")
    assert ("Group", "Detailed monitoring") not in found


def test_a_password_of_the_template_s_own_needs_no_secret(items):
    found = items("""
Resources:
  Own: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, MasterUsername: me, MasterUserPassword: "x"}}
  Kept: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, MasterUsername: me, ManageMasterUserPassword: true}}
""")
    assert ("Own", "Secret of the master user") not in found
    assert found["Kept", "Secret of the master user"].amount == Decimal("0.4")


def test_a_database_that_is_drawn_keeps_its_password_in_a_secret(catalogue, books):
    drawn = Design([Component("db", "rds.instance", "Database", Rect(0, 0, 96, 96))])
    amounts = {i.label: i.amount for i in estimate(drawn, catalogue, books).items}
    assert amounts["Secret of the master user"] == Decimal("0.4")


@pytest.mark.parametrize(
    ("type", "state", "words"),
    [
        ("AWS::IAM::InstanceProfile", "free", "IAM costs nothing."),
        ("AWS::Lambda::Permission", "free", "Policies and permissions cost nothing."),
        ("AWS::CloudFormation::WaitConditionHandle", "free", "Waiting costs nothing."),
        ("AWS::MSK::Cluster", "no price", "No palette knows what AWS::MSK::Cluster costs."),
        ("Custom::Maker", "no price", "What the function behind Custom::Maker makes is not in the template."),
    ],
)
def test_a_resource_no_palette_describes_is_free_only_where_aws_never_bills_it(
    type, state, words, catalogue, books
):
    of = Component("a", "aws.resource", "A", Rect(0, 0, 96, 96), properties={"cfn_type": type})
    (item,) = estimate(Design([of]), catalogue, books).items
    assert (item.state, item.reason) == (state, words)


def test_a_resource_without_a_type_says_so(catalogue, books):
    of = Component("a", "aws.resource", "A", Rect(0, 0, 96, 96))
    (item,) = estimate(Design([of]), catalogue, books).items
    assert (item.state, item.reason) == ("no price", "Resource type is not set.")
