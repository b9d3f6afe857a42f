"""Rules of a listener in a template: each path has a priority of its own, chosen or not."""

from __future__ import annotations

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from tests.cloudformation.drawing import Drawing


def priorities(catalogue: Catalogue, **chosen: int) -> list[int]:
    d = Drawing()
    vpc = d.put("vpc.vpc", "Net")
    front = d.put("elb.application", "Front", vpc)
    for name, path in (("Api", "/api/*"), ("Images", "/img/*"), ("Reports", "/reports/*")):
        given = {"priority": chosen[name]} if name in chosen else {}
        d.connect(front, "routes_to", d.put("lambda.function", name), path=path, **given)
    resources = export_design(d.design(), catalogue)["Resources"].values()
    rules = [r["Properties"] for r in resources if r["Type"] == "AWS::ElasticLoadBalancingV2::ListenerRule"]
    return sorted(rule["Priority"] for rule in rules)


def test_paths_without_a_priority_get_different_ones(catalogue: Catalogue) -> None:
    assert priorities(catalogue) == [1001, 1002, 1003]


def test_a_chosen_priority_is_tried_before_those(catalogue: Catalogue) -> None:
    assert priorities(catalogue, Images=5) == [5, 1001, 1003]
