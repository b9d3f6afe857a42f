"""The machines that palettes offer are ones AWS has: held against the lists that cfn-lint brings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from archdesk.catalog.catalogue import load_catalogue

CATALOGUE = load_catalogue()
# property -> cfn-lint's list of what us-east-1 takes for it
LISTS = {
    ("ec2.instance", "instance_type"): "aws_ec2_instance/instancetype_enum",
    ("autoscaling.group", "instance_type"): "aws_ec2_instance/instancetype_enum",
    ("beanstalk.environment", "instance_type"): "aws_ec2_instance/instancetype_enum",
    ("eks.cluster", "node_type"): "aws_ec2_instance/instancetype_enum",
    ("rds.instance", "instance_class"): "aws_rds_dbinstance/dbinstanceclass_enum",
    ("rds.aurora", "instance_class"): "aws_rds_dbinstance/dbinstanceclass_enum",
    ("neptune.cluster", "instance_class"): "aws_neptune_dbinstance/dbinstanceclass_enum",
    ("elasticache.redis", "node_type"): "aws_elasticache_cachecluster/cachenodetype_enum",
    ("elasticache.memcached", "node_type"): "aws_elasticache_cachecluster/cachenodetype_enum",
    ("dax.cluster", "node_type"): "aws_dax_cluster/nodetype_enum",
    ("mq.broker", "instance_type"): "aws_amazonmq_broker/instancetype_enum",
    ("opensearch.domain", "instance_type"): "aws_opensearchservice_domain/clusterconfig_instancetype_enum",
    ("redshift.cluster", "node_type"): "aws_redshift_cluster/nodetype_enum",
}
UNLISTED = {("dms.task", "instance_class")}  # cfn-lint has no list; any text is taken
MACHINE = ("instance_type", "instance_class", "node_type")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


@pytest.mark.parametrize(("type", "name"), LISTS)
def test_a_machine_on_offer_is_one_that_aws_has(type: str, name: str) -> None:
    spec = find_spec("cfnlint")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "data" / "schemas" / "extensions" / f"{LISTS[type, name]}.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    known = set(texts(schema.get("us-east-1", schema)))
    definition = CATALOGUE.types[type].properties[name]
    assert {definition.default, *definition.examples} - known == set()
    assert len(definition.examples) >= 3


def test_every_property_that_names_a_machine_is_open_and_held_against_a_list() -> None:
    found = {
        (t, n): d for t, kind in CATALOGUE.types.items() for n, d in kind.properties.items() if n in MACHINE
    }
    assert found.keys() == LISTS.keys() | UNLISTED
    assert [place for place, definition in found.items() if definition.values is not None] == []
