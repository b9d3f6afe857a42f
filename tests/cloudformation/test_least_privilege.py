"""Least privilege, held against what AWS says and not against what we write.

AWS's Service Authorization Reference (as cfn-lint brings it) says which actions exist and on what they work;
botocore says how operations are spelt; the tables in tests/data/iam, written from AWS's pages, say the rest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.session
from cfnlint.data import AdditionalSpecs
from cfnlint.helpers import load_resource

from archdesk.catalog.catalogue import load_catalogue
from archdesk.cloudformation.draft import Draft
from archdesk.cloudformation.export import write_draft
from archdesk.cloudformation.references import referenced
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from archdesk.storage.reading import read_design
from tests.cloudformation.drawing import DESIGNS, Drawing
from tests.cloudformation.statements import (
    Statement,
    arn_of,
    arns_of,
    facts,
    listed,
    names_something,
    statements,
)

CATALOGUE = load_catalogue()
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.archdesk"))
ENTRIES = [e for p in CATALOGUE.palettes for e in p.connections]
PAIRS = [(e, s, t) for e in ENTRIES for s in e.sources for t in e.targets]
REFERENCE: dict[str, Any] = load_resource(AdditionalSpecs, "Policies.json")
SHAPES = {(row["service"], row["type"]): row["shape"] for row in facts("resource_types")}


def surroundings(d: Drawing) -> dict[str, str]:
    region = d.put("aws.region", "Region", region="us-east-1")
    names = {"region": region, "vpc": d.put("vpc.vpc", "Main", region, cidr="10.0.0.0/16")}
    for number, letter in enumerate("ab"):
        zone = names[f"zone_{letter}"] = d.put("vpc.az", f"Zone {letter}", names["vpc"], zone=letter)
        names[f"app_{letter}"] = d.put("vpc.subnet", f"App {letter}", zone, cidr=f"10.0.{number}.0/24")
    return names


@cache
def drafts() -> list[tuple[str, Draft, Draft]]:
    """Every pair alone, every component alone, all samples: its name, its draft, and for a pair also without."""
    found = []
    for entry, source, target in PAIRS:
        d = Drawing()
        d.ends(CATALOGUE, surroundings(d), entry, source, target)
        design = d.design()
        apart = Design([r for r in design.records.values() if not isinstance(r, Connection)])
        found.append((f"{source} {entry.relation} {target}", design, apart))
    for kind in CATALOGUE.types:
        alone = Design([Component("it", kind, "It", Rect(0, 0, 48, 48))])
        found.append((kind, alone, alone))
    for name, draw in DESIGNS.items():
        found.append((name, draw(), draw()))
    for sample in SAMPLES:
        design = read_design(sample.read_text(encoding="utf-8"), sample.name, CATALOGUE).design
        found.append((sample.stem, design, design))
    return [
        (name, write_draft(drawn, CATALOGUE), write_draft(apart, CATALOGUE)) for name, drawn, apart in found
    ]


def everything(*kinds: str) -> Iterator[tuple[str, Draft, Statement]]:
    for name, draft, _ in drafts():
        for statement in statements(draft):
            if statement.kind in kinds:
                yield name, draft, statement


def known(action: str) -> dict[str, Any] | None:
    service, _, name = action.partition(":")
    found: dict[str, Any] | None = REFERENCE.get(service, {}).get("Actions", {}).get(name.lower())
    return found


@cache
def shapes(action: str) -> list[re.Pattern[str]]:
    """The ARNs an action works on; none where AWS offers nothing narrower than *."""
    service = action.split(":", maxsplit=1)[0]
    found = []
    for kind in (known(action) or {}).get("Resources", []):
        own = SHAPES.get((service, kind.lower()))
        formats = [own] if own else REFERENCE[service]["Resources"][kind.lower()]["ARNFormats"]
        for text in formats:
            for variable, value in (("Partition", "aws"), ("Region", "[^:]+"), ("Account", r"\d{12}")):
                text = text.replace("${" + variable + "}", value)
            found.append(re.compile(text if text.endswith((".*", "+", ")?")) else text.replace(":*", ":.+")))
    return found


def first_of_each(complaints: Iterator[tuple[str, str]]) -> list[str]:
    """Each complaint once, with the first design that shows it."""
    found: dict[str, str] = {}
    for complaint, where in complaints:
        found.setdefault(complaint, where)
    return [f"{complaint} ({where})" for complaint, where in found.items()]


def test_every_action_exists_and_none_is_a_pattern():
    def complaints() -> Iterator[tuple[str, str]]:
        for name, _, said in everything("identity", "resource", "key", "trust"):
            for action in said.actions:
                if said.kind == "key" and action == "kms:*" and str(said.principals()).endswith(":root'}]"):
                    continue  # AWS's own first statement of a key policy: the account decides
                if known(action) is None:
                    yield f"{action} is no action of AWS", name

    assert first_of_each(complaints()) == []


def test_every_action_is_on_what_it_works_on():
    def complaints() -> Iterator[tuple[str, str]]:
        for name, draft, said in everything("identity", "resource"):
            arns = [a for r in said.resources for a in arns_of(r, draft)]
            for action in said.actions:
                if arns != ["*"] and not any(s.fullmatch(a) for s in shapes(action) for a in arns):
                    yield f"{action} does not work on {arns}", name
            for arn in arns:
                if arn != "*" and not any(s.fullmatch(arn) for a in said.actions for s in shapes(a)):
                    yield f"nothing of {list(said.actions)} works on {arn}", name

    assert first_of_each(complaints()) == []


@cache
def operations(service: str) -> set[str]:
    """What botocore calls the operations of a service; empty where it knows no such service."""
    loader = botocore.session.get_session().get_component("data_loader")
    names = {"states": "stepfunctions", "es": "opensearch", "elasticfilesystem": "efs"}
    try:
        model = loader.load_service_model(names.get(service, service), "service-2")
    except botocore.exceptions.UnknownServiceError:
        return set()
    return set(model["operations"])


def test_an_action_is_spelt_as_the_operation_of_its_name():
    used = {
        a for _, _, said in everything("identity", "resource", "key") for a in said.actions if a != "kms:*"
    }
    wrong = []
    for action in sorted(used):
        service, name = action.split(":")
        spelt = {o.lower(): o for o in operations(service)}.get(name.lower(), name)
        wrong += [f"{action}: AWS says {spelt}"] * (spelt != name)
    assert wrong == []


def test_a_resource_is_one_of_the_template_or_listed_with_its_reason():
    """And the list names nothing more than is needed."""
    allowed = {(row["action"], row["resource"]): row["reason"] for row in facts("star_resources")}
    needed: dict[tuple[str, str], str] = {}
    for name, draft, said in everything("identity", "resource"):
        for resource in said.resources:
            if not names_something(resource, draft):
                for action in said.actions:
                    needed.setdefault((action, arn_of(resource, draft)), name)
    assert {k: v for k, v in needed.items() if k not in allowed} == {}
    assert {k for k in allowed if k not in needed} == set()
    assert all(allowed.values())


def test_the_reason_for_everything_is_true():
    """That AWS offers nothing narrower is said of just those actions of which the reference says it."""
    everywhere = [row for row in facts("star_resources") if row["resource"] == "*"]
    said = {row["action"] for row in everywhere if row["reason"].startswith("AWS offers no resource")}
    assert said == {row["action"] for row in everywhere if not shapes(row["action"])}


def sources(said: Statement) -> set[str]:
    """The condition keys of a statement that tell whose request it is."""
    return {key for test in said.said.get("Condition", {}).values() for key in test}


def test_a_service_may_act_only_for_a_source_of_ours():
    """Every resource policy for a service, or for anybody, has a source condition; else its reason is listed."""
    excepted = {(row["principal"], row["action"]) for row in facts("source_exceptions")}
    needed: dict[tuple[str, str], str] = {}
    for name, draft, said in everything("resource", "key"):
        given = said.said.get("Principal", {})
        if said.type == "AWS::EC2::VPCEndpoint":
            continue  # it lets nobody in: it is a further limit to what the caller's own policy allows
        named = ["*"] if "*" in said.principals() else listed(given.get("Service", []))
        if not sources(said) & {"aws:SourceArn", "aws:SourceAccount"}:
            needed |= {(arn_of(p, draft), a): name for p in named for a in said.actions}
    for name, draft, _ in drafts():
        for resource in draft.resources.values():
            said = resource.get("Properties", {})
            if resource["Type"] == "AWS::Lambda::Permission" and not said.keys() & {
                "SourceArn",
                "SourceAccount",
            }:
                needed[said["Principal"], said["Action"]] = name
    assert {k: v for k, v in needed.items() if k not in excepted} == {}
    assert {k for k in excepted if k not in needed} == set()


def test_a_key_belongs_to_the_account_and_is_used_by_services_alone():
    for name, _, said in everything("key"):
        if "kms:*" in said.actions:
            root = {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
            assert said.said["Principal"] == root, name
        else:
            assert said.said["Principal"].keys() == {"Service"}, name


def users(draft: Draft, role: str) -> list[str]:
    """The resources that act as a role: they name it, and neither say what it may do nor pass it on."""
    aside = {"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"}
    return [
        k
        for k, r in draft.resources.items()
        if r["Type"] not in aside and role in referenced(r.get("Properties", {}))
    ]


def test_a_role_trusts_just_those_who_act_as_it():
    principals = defaultdict(set)
    for row in facts("trusts"):
        principals[row["type"]].add(row["principal"])

    def complaints() -> Iterator[tuple[str, str]]:
        for name, draft, _ in drafts():
            for said in statements(draft):
                if said.kind != "trust" or "AWS" in said.said["Principal"]:
                    continue
                types = {draft.resources[user]["Type"] for user in users(draft, said.logical)}
                trusted = {arn_of(p, draft) for p in said.principals()}
                expected = set().union(*(principals[t] for t in types))
                if types and trusted != expected:
                    yield f"{sorted(types)}: trusts {sorted(trusted)}, used by {sorted(expected)}", name

    assert first_of_each(complaints()) == []


def test_a_role_is_of_one_component_unless_it_is_drawn():
    for name, draft, _ in drafts():
        drawn = {
            draft.logical_id(c) for c in draft.design.components if draft.cfn_type(c) == "AWS::IAM::Role"
        }
        components = {draft.logical_id(c): c.id for c in draft.design.components if draft.exported(c)}
        roles = [k for k, r in draft.resources.items() if r["Type"] == "AWS::IAM::Role" and k not in drawn]
        for role in roles:
            owners = {draft.owners.get(u, components.get(u)) for u in users(draft, role)}
            ends = {draft.owners.get(role, "")}
            for id in owners:
                found = draft.design.find(id or "")
                ends |= {found.source, found.target} if isinstance(found, Connection) else set()
            assert len(owners - ends) <= 1, (name, role, owners)


def granted(draft: Draft, apart: Draft) -> set[str]:
    """The actions that a connection alone lets anybody do."""
    before = {(said.logical, str(said.said)) for said in statements(apart)}
    found = {
        action
        for said in statements(draft)
        if said.kind != "trust" and (said.logical, str(said.said)) not in before
        for action in said.actions
    }
    for logical, resource in draft.resources.items():
        if resource["Type"] == "AWS::Lambda::Permission" and logical not in apart.resources:
            found.add(resource["Properties"]["Action"])
    return found


def fits(word: str, pattern: str) -> bool:
    return pattern == "*" or word in pattern.split()


def test_a_connection_grants_no_more_than_its_relation_needs():
    """The most that each relation may grant, by what it goes to, is in grants.csv with AWS's page for it."""
    rows = facts("grants")
    unused = {(row["relation"], row["from"], row["to"]) for row in rows}

    def complaints() -> Iterator[tuple[str, str]]:
        for (entry, source, target), (name, draft, apart) in zip(PAIRS, drafts(), strict=False):
            actions = granted(draft, apart)
            if not actions or (entry.relation == "uses" and target == "iam.role"):
                continue  # a drawn role gets what its user needs in any case
            most: set[str] = set()
            for row in rows:
                ends = fits(source, row["from"]) and fits(target, row["to"])
                if ends and fits(entry.relation, row["relation"]):
                    most |= set(row["actions"].split())
                    unused.discard((row["relation"], row["from"], row["to"]))
            if actions - most:
                yield f"{entry.relation} {target} from {source} grants {sorted(actions - most)}", name

    assert first_of_each(complaints()) == []
    assert unused == set()
