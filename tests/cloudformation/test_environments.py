"""A design with environments is one template with conditions: each environment deploys, and nothing dangles."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from archdesk.cloudformation.environments import NEEDED
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.importing import import_template
from archdesk.cloudformation.references import referenced
from archdesk.cloudformation.text import write_template
from archdesk.model.design import Design
from archdesk.model.records import Component
from archdesk.storage.reading import read_design
from archdesk.storage.writing import write_design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.test_any_design import scribble
from tests.cloudformation.test_deploy import deploy, deployable
from tests.cloudformation.test_lint import complaints


def only(design: Design, **places: tuple[str, ...]) -> Design:
    """The design, with these components in these environments alone."""
    return Design(
        replace(r, environments=places[r.id]) if isinstance(r, Component) and r.id in places else r
        for r in design.records.values()
    )


def shop() -> Design:
    """Two environments; the failures queue, the archive and the alarm are for production."""
    d = Drawing(environments=("dev", "prod"))
    worker = d.put("lambda.function", "Worker")
    orders, failures = d.put("sqs.queue", "Orders"), d.put("sqs.queue", "Failures")
    archive, table = d.put("s3.bucket", "Archive"), d.put("dynamodb.table", "Table", partition_key="id")
    d.connect(orders, "dead_letters_to", failures)
    d.connect(orders, "triggers", worker)
    d.connect(worker, "writes", archive)
    d.connect(worker, "writes", table)
    return only(d.design(), failures=("prod",), archive=("prod",))


def seen(template, environment):
    """The resources as CloudFormation would make them there: conditions decided, what is absent left out."""
    truths = {}
    for name, condition in template.get("Conditions", {}).items():
        tests = condition.get("Fn::Or", [condition])
        truths[name] = any(t["Fn::Equals"][1] == environment for t in tests)

    def decided(value):
        if isinstance(value, dict):
            if list(value) == ["Fn::If"]:
                name, yes, no = value["Fn::If"]
                return decided(yes if truths[name] else no)
            kept = {k: decided(v) for k, v in value.items()}
            return {k: v for k, v in kept.items() if v != {"Ref": "AWS::NoValue"}}
        if isinstance(value, list):
            return [v for v in map(decided, value) if v != {"Ref": "AWS::NoValue"}]
        return value

    found = {}
    for section in ("Resources", "Outputs"):
        entries = template.get(section, {})
        there = {k: dict(r) for k, r in entries.items() if truths.get(r.get("Condition"), True)}
        found[section] = {k: decided(r) for k, r in there.items() if [r.pop("Condition", None)]}
    return found


def test_the_parameter_offers_the_environments_and_begins_with_the_first(catalogue):
    asked = export_design(shop(), catalogue)["Parameters"]["Environment"]
    assert (asked["Default"], asked["AllowedValues"]) == ("dev", ["dev", "prod"])


def test_what_is_for_production_has_the_condition_and_what_it_needs_with_it(catalogue):
    resources = export_design(shop(), catalogue)["Resources"]
    assert {k for k, r in resources.items() if r.get("Condition") == "InProd"} >= {"Failures", "Archive"}
    assert not {k for k, r in resources.items() if "Condition" in r} & {
        "Orders",
        "Table",
        "Worker",
        "WorkerRole",
    }
    redrive = resources["Orders"]["Properties"]["RedrivePolicy"]
    assert redrive["Fn::If"][0] == "InProd"
    assert redrive["Fn::If"][2] == {"Ref": "AWS::NoValue"}


def test_in_development_the_worker_may_write_to_its_table_alone(catalogue):
    template = export_design(shop(), catalogue)
    for environment, stores in (("dev", {"Table"}), ("prod", {"Table", "Archive"})):
        statements = seen(template, environment)["Resources"]["WorkerRolePolicy"]["Properties"][
            "PolicyDocument"
        ]
        assert referenced(statements) & {"Table", "Archive"} == stores
        assert all(s["Resource"] for s in statements["Statement"])


def test_a_design_in_one_environment_says_nothing_of_environments(catalogue):
    design = shop()
    plain = Design(replace(r, environments=()) if r.id == "design" else r for r in design.records.values())
    template = export_design(plain, catalogue)
    assert "Conditions" not in template
    assert "Environment" not in template.get("Parameters", {})


def test_what_stands_in_a_container_is_where_the_container_is(catalogue):
    design = DESIGNS["three tiers"]()
    settings = replace(design.settings, environments=("dev", "prod"))
    inside = Design(settings if r.id == "design" else r for r in design.records.values())
    template = export_design(only(inside, zone_b=("prod",)), catalogue)
    subnets = {k for k, r in template["Resources"].items() if r["Type"] == "AWS::EC2::Subnet"}
    assert subnets & seen(template, "dev")["Resources"].keys() == {"PublicA", "AppA", "DataA"}
    balancer = seen(template, "dev")["Resources"]["Front"]["Properties"]
    assert balancer["Subnets"] == [{"Ref": "PublicA"}]


def somewhere(design: Design, seed: int) -> Design:
    """The same design with environments, many components in some of them only."""
    chance = random.Random(seed)
    names = ("dev", "test", "prod")
    picked = {
        c.id: tuple(sorted(chance.sample(names, chance.randint(1, 2))))
        for c in sorted(design.components, key=lambda c: c.id)
        if chance.random() < 0.4
    }
    settings = replace(design.settings, environments=names)
    return only(Design(settings if r.id == "design" else r for r in design.records.values()), **picked)


@pytest.mark.parametrize("seed", range(40))
def test_in_no_environment_anything_names_what_is_not_there(seed, catalogue):
    design = somewhere(scribble(seed, catalogue), seed)
    template = export_design(design, catalogue)
    all_ids = set(template["Resources"])
    for environment in ("dev", "test", "prod"):
        found = seen(template, environment)
        named = {
            (k, n)
            for section in found.values()
            for k, r in section.items()
            for n in referenced({a: v for a, v in r.items() if a != "Metadata"}) & all_ids
        }
        assert [(k, n) for k, n in named if n not in found["Resources"]] == []


@pytest.mark.parametrize("name", DESIGNS)
def test_it_opens_again_equal_as_template_and_as_file(name, catalogue):
    design = somewhere(DESIGNS[name](), 7)
    again = import_template(write_template(export_design(design, catalogue)), "again", catalogue)
    assert again.records == design.records
    assert read_design(write_design(design), "again", catalogue).design.records == design.records


@pytest.mark.parametrize("name", ["shop", "fan-out", "serverless"])
def test_cfn_lint_says_nothing(name, catalogue):
    design = shop() if name == "shop" else somewhere(DESIGNS[name](), 3)
    assert complaints(design, catalogue) == []


@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.usefixtures("aws")
def test_each_environment_deploys(environment, catalogue):
    # moto does not decide Fn::If before it looks for what is named
    template = export_design(shop(), catalogue)
    made = deploy(deployable({**template, "Conditions": {}, **seen(template, environment)}))
    assert ("Failures" in made, "Archive" in made) == ((environment == "prod"),) * 2
    assert {"Orders", "Worker", "Table"} <= set(made)


def test_what_is_needed_is_required_by_every_type_that_a_mapping_writes_it_for(catalogue):
    wrong = []
    for kind in catalogue.types.values():
        mapping = kind.cloudformation
        schema = schema_of(mapping.type) if mapping.type and "{" not in mapping.type else {}
        named = NEEDED & {k for k, v in mapping.properties.items() if refers(v)}
        wrong += [(kind.id, name) for name in named if name not in schema.get("required", ())]
    assert wrong == []


def test_a_function_whose_role_is_for_production_is_so_too(catalogue):
    d = Drawing(environments=("dev", "prod"))
    worker, role = (
        d.put("lambda.function", "Worker"),
        d.put("iam.role", "Clerk", service="lambda.amazonaws.com"),
    )
    d.connect(worker, "uses", role)
    template = export_design(only(d.design(), clerk=("prod",)), catalogue)
    assert template["Resources"]["Worker"]["Condition"] == "InProd"
    assert template["Resources"]["Worker"]["Properties"]["Role"] == {"Fn::GetAtt": ["Clerk", "Arn"]}


def schema_of(type):
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type).schema


def refers(value):
    """Whether a mapping refers to something."""
    if isinstance(value, dict):
        return bool({"ref", "att", "given", "sub", "each"} & value.keys()) or any(map(refers, value.values()))
    return isinstance(value, list | tuple) and any(map(refers, value))
