"""What stands in a container of a service says so in the template: `in:type` of the mapping language."""

from __future__ import annotations

from archdesk.catalog.catalogue import Catalogue
from archdesk.cloudformation.export import export_design
from tests.cloudformation.drawing import Drawing


def test_a_service_names_the_cluster_it_stands_in(catalogue: Catalogue) -> None:
    d = Drawing()
    cluster = d.put("ecs.cluster", "Shop")
    d.put("ecs.service", "Web", cluster)
    template = export_design(d.design(), catalogue)
    assert template["Resources"]["Web"]["Properties"]["Cluster"] == {"Ref": "Shop"}
    assert "WebCluster" not in template["Parameters"]


def test_a_service_outside_any_cluster_asks_for_its_name(catalogue: Catalogue) -> None:
    d = Drawing()
    d.put("ecs.service", "Web")
    template = export_design(d.design(), catalogue)
    assert template["Resources"]["Web"]["Properties"]["Cluster"] == {"Ref": "WebCluster"}
    assert "WebCluster" in template["Parameters"]


def test_an_environment_has_an_application_of_its_own_only_where_it_stands_in_none(
    catalogue: Catalogue,
) -> None:
    d = Drawing()
    application = d.put("beanstalk.application", "Shop")
    d.put("beanstalk.environment", "Prod", application)
    d.put("beanstalk.environment", "Trial")
    resources = export_design(d.design(), catalogue)["Resources"]
    assert resources["Prod"]["Properties"]["ApplicationName"] == {"Ref": "Shop"}
    assert "ProdApplication" not in resources
    assert resources["Trial"]["Properties"]["ApplicationName"] == {"Ref": "TrialApplication"}
