"""What APIs write for what is behind them and for who may call them, read line by line."""

from __future__ import annotations

from typing import Any

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.cloudformation.export import export_design
from archdesk.cloudformation.references import referenced
from archdesk.model.design import Design
from tests.cloudformation.drawing import Drawing
from tests.cloudformation.test_integration_wires import may, properties
from tests.cloudformation.test_lint import complaints

CATALOGUE = load_catalogue()


# -- APIs


def test_an_api_has_one_role_for_all_that_it_calls_itself(catalogue):
    d = Drawing()
    api = d.put("apigateway.rest_api", "Front")
    for type, relation in (
        ("sqs.queue", "sends"),
        ("kinesis.stream", "sends"),
        ("firehose.delivery_stream", "sends"),
        ("events.bus", "sends"),
        ("sns.topic", "publishes"),
        ("stepfunctions.state_machine", "triggers"),
        ("dynamodb.table", "reads_writes"),
        ("s3.bucket", "reads_writes"),
    ):
        d.connect(api, relation, d.put(type, type.partition(".")[0].title()))
    written = properties(d, catalogue)
    methods = [p for p in written.values() if "HttpMethod" in p]
    assert {str(m["Integration"]["Credentials"]) for m in methods} == {"{'Fn::GetAtt': ['FrontRole', 'Arn']}"}
    assert {r["StatusCode"] for m in methods for r in m["MethodResponses"]} == {"200", "400", "500"}
    assert set(may(written, "FrontRole")) == {
        "sqs:SendMessage",
        "kinesis:PutRecord",
        "firehose:PutRecord",
        "events:PutEvents",
        "sns:Publish",
        "states:StartExecution",
        "dynamodb:PutItem",
        "s3:GetObject",
        "s3:PutObject",
    }


def test_an_api_acts_as_the_role_that_it_uses(catalogue):
    d = Drawing()
    api, duty = d.put("apigateway.rest_api", "Front"), d.put("iam.role", "Duty")
    d.connect(api, "sends", d.put("sqs.queue", "Jobs"))
    d.connect(api, "uses", duty)
    written = properties(d, catalogue)
    assert "FrontRole" not in written
    assert written["FrontJobsMethod"]["Integration"]["Credentials"] == {"Fn::GetAtt": ["Duty", "Arn"]}
    assert may(written, "Duty")["sqs:SendMessage"] == [{"Fn::GetAtt": ["Jobs", "Arn"]}]


def behind(catalogue: Catalogue, type: str, **target: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The resources of an API that routes to one thing, and the integration of that route."""
    d = Drawing()
    n = d.network()
    spans = (n["app_a"], n["app_b"]) if type != "ec2.instance" else ()
    there = d.put(type, "There", n["vpc"] if spans else n["app_a"], spans, **target)
    d.connect(d.put("apigateway.rest_api", "Front"), "routes_to", there)
    written = properties(d, catalogue)
    assert "FrontEmptyMethod" not in written
    return written, written["FrontThereMethod"]["Integration"]


def test_an_internal_application_load_balancer_is_reached_by_a_link_into_its_subnets(catalogue):
    written, integration = behind(catalogue, "elb.application", scheme="internal")
    link = written["FrontThereVpcLink"]
    assert link["SubnetIds"] == [{"Ref": "AppA"}, {"Ref": "AppB"}]
    assert link["SecurityGroupIds"] == [{"Fn::GetAtt": ["FrontThereLinkGroup", "GroupId"]}]
    assert integration["ConnectionId"] == {"Ref": "FrontThereVpcLink"}
    assert integration["IntegrationTarget"] == {"Ref": "There"}
    assert integration["Type"] == "HTTP_PROXY"
    opened = written["FrontThereLinkIngress"]
    assert opened["GroupId"] == {"Fn::GetAtt": ["ThereSecurityGroup", "GroupId"]}
    assert opened["SourceSecurityGroupId"] == link["SecurityGroupIds"][0]


def test_an_internal_network_load_balancer_is_reached_by_a_link_to_it(catalogue):
    written, integration = behind(catalogue, "elb.network", scheme="internal")
    assert written["FrontThereVpcLink"]["TargetArns"] == [{"Ref": "There"}]
    assert integration["ConnectionType"] == "VPC_LINK"
    assert "IntegrationTarget" not in integration


@pytest.mark.parametrize("type", ["elb.application", "elb.network"])
def test_a_public_load_balancer_needs_no_link(type, catalogue):
    written, integration = behind(catalogue, type, scheme="internet-facing")
    assert "FrontThereVpcLink" not in written
    assert integration["Uri"] == {"Fn::Sub": "http://${There.DNSName}/{proxy}"}
    assert integration["RequestParameters"] == {"integration.request.path.proxy": "method.request.path.proxy"}


def test_an_api_asks_for_the_address_of_servers_that_have_none_to_call(catalogue):
    _, integration = behind(catalogue, "autoscaling.group")
    assert referenced(integration["Uri"]) >= {"ThereBackend"}


def test_an_api_passes_on_to_an_address_of_somebody_else(catalogue):
    d = Drawing()
    partner = d.put("external.http_endpoint", "Partner", url="https://api.example.com/v1")
    d.connect(d.put("apigateway.rest_api", "Front"), "invokes", partner, path="/partner")
    template = export_design(d.design(), catalogue)
    method = template["Resources"]["FrontPartnerMethod"]["Properties"]
    assert method["Integration"]["Uri"] == {"Ref": "PartnerUrl"}
    assert template["Parameters"]["PartnerUrl"]["Default"] == "https://api.example.com/v1"
    assert "FrontEmptyMethod" not in template["Resources"]


def test_the_function_that_authorises_may_be_called_by_that_authoriser_alone(catalogue):
    d = Drawing()
    judge, api = d.put("lambda.function", "Judge"), d.put("apigateway.rest_api", "Front")
    d.connect(judge, "authorizes", api)
    arn = properties(d, catalogue)["JudgeFrontPermission"]["SourceArn"]["Fn::Sub"]
    assert arn.endswith(":${Front}/authorizers/${FrontAuthorizer}")


# -- GraphQL


def graph(schema: str = "type Query {\n  orders(id: ID): String\n}\n") -> tuple[Drawing, str]:
    d = Drawing()
    return d, d.put("appsync.api", "Graph", schema=schema)


@pytest.mark.parametrize(
    ("type", "relation", "kind", "config", "actions"),
    [
        ("dynamodb.table", "reads", "AMAZON_DYNAMODB", "DynamoDBConfig", {"dynamodb:GetItem"}),
        ("lambda.function", "invokes", "AWS_LAMBDA", "LambdaConfig", {"lambda:InvokeFunction"}),
        ("rds.aurora", "connects", "RELATIONAL_DATABASE", "RelationalDatabaseConfig", {"rds-data:ExecuteStatement", "secretsmanager:GetSecretValue"}),
        ("opensearch.domain", "reads", "AMAZON_OPENSEARCH_SERVICE", "OpenSearchServiceConfig", {"es:ESHttpGet"}),
        ("events.bus", "sends", "AMAZON_EVENTBRIDGE", "EventBridgeConfig", {"events:PutEvents"}),
    ],
)  # fmt: skip
def test_what_a_graph_is_connected_to_is_a_data_source(type, relation, kind, config, actions, catalogue):
    d, api = graph()
    n = d.network()
    spans = (n["data_a"], n["data_b"]) if type == "rds.aurora" else ()
    d.connect(api, relation, d.put(type, "Store", n["vpc"] if spans else None, spans))
    written = properties(d, catalogue)
    source = written["GraphStoreSource"]
    assert source["Type"] == kind
    assert "Store" in referenced(source[config])
    assert source["ServiceRoleArn"] == {"Fn::GetAtt": ["GraphRole", "Arn"]}
    allowed = may(written, "GraphRole")
    assert actions <= set(allowed)
    assert all("Store" in referenced(r) for rs in allowed.values() for r in rs)


def test_a_graph_asks_an_address_without_a_role(catalogue):
    d, api = graph()
    d.connect(api, "invokes", d.put("external.http_endpoint", "Partner"))
    written = properties(d, catalogue)
    assert written["GraphPartnerSource"]["Type"] == "HTTP"
    assert "ServiceRoleArn" not in written["GraphPartnerSource"]
    assert "GraphRole" not in written


def test_a_field_that_is_named_has_a_resolver_if_there_is_a_schema(catalogue):
    for schema in ("", "type Query {\n  orders(id: ID): String\n}\n"):
        d, api = graph(schema)
        d.connect(api, "reads", d.put("dynamodb.table", "Orders"), field="Query.orders")
        resolver = properties(d, catalogue).get("GraphOrdersResolver")
        assert (resolver is not None) is bool(schema)
        if resolver is not None:
            assert '"operation": "GetItem"' in resolver["RequestMappingTemplate"]


@pytest.mark.parametrize(
    ("types", "kind", "further"),
    [
        (["cognito.user_pool"], "AMAZON_COGNITO_USER_POOLS", None),
        (["lambda.function"], "AWS_LAMBDA", None),
        (["lambda.function", "cognito.user_pool"], "AMAZON_COGNITO_USER_POOLS", "AWS_LAMBDA"),
        ([], "API_KEY", None),
    ],
)
def test_who_is_drawn_to_authorise_a_graph_does(types, kind, further, catalogue):
    d = Drawing()
    api = d.put("appsync.api", "Graph", auth="API_KEY")
    for type in types:
        d.connect(d.put(type, type.partition(".")[0].title()), "authorizes", api)
    written = properties(d, catalogue)
    assert written["Graph"]["AuthenticationType"] == kind
    assert written["Graph"].get("UserPoolConfig", {}).get("UserPoolId") == (
        {"Ref": "Cognito"} if "cognito.user_pool" in types else None
    )
    providers = written["Graph"].get("AdditionalAuthenticationProviders", [])
    assert [p["AuthenticationType"] for p in providers] == ([further] if further else [])
    assert ("GraphKey" in written) is not bool(types)


# -- sign-in


@pytest.mark.parametrize(
    ("provider", "details"),
    [
        ("google", {"client_id", "client_secret", "authorize_scopes"}),
        ("apple", {"client_id", "team_id", "key_id", "private_key", "authorize_scopes"}),
        ("saml", {"MetadataURL"}),
        ("oidc", {"client_id", "client_secret", "authorize_scopes", "attributes_request_method", "oidc_issuer"}),
    ],
)  # fmt: skip
def test_people_sign_in_to_a_pool_with_an_account_elsewhere(provider, details, catalogue):
    d = Drawing()
    d.connect(
        d.put("cognito.user_pool", "People"),
        "trusts",
        d.put("external.identity_provider", "Them", provider=provider),
    )
    template = export_design(d.design(), catalogue)
    resources = template["Resources"]
    assert set(resources["PeopleThemProvider"]["Properties"]["ProviderDetails"]) == details
    client = resources["PeopleClient"]["Properties"]
    assert client["SupportedIdentityProviders"] == ["COGNITO", {"Ref": "PeopleThemProvider"}]
    assert client["AllowedOAuthFlows"] == ["code"]
    for name in ("ThemClientSecret", "ThemPrivateKey"):
        assert template["Parameters"].get(name, {"NoEcho": True})["NoEcho"] is True


def test_a_pool_calls_a_function_when_somebody_has_signed_up(catalogue):
    d = Drawing()
    pool, welcome = d.put("cognito.user_pool", "People"), d.put("lambda.function", "Welcome")
    d.connect(pool, "triggers", welcome, at="PostConfirmation")
    written = properties(d, catalogue)
    assert written["People"]["LambdaConfig"] == {"PostConfirmation": {"Fn::GetAtt": ["Welcome", "Arn"]}}
    assert written["PeopleWelcomePermission"]["SourceArn"] == {"Fn::GetAtt": ["People", "Arn"]}


def everything_together() -> Design:
    """One of each kind of wire that depends on properties of connections, for one look of cfn-lint."""
    d = Drawing()
    n = d.network()
    api = d.put("apigateway.rest_api", "Front")
    for name, type, scheme in (
        ("Inner", "elb.application", "internal"),
        ("Outer", "elb.application", "internet-facing"),
        ("Net", "elb.network", "internal"),
    ):
        there = d.put(type, name, n["vpc"], (n["app_a"], n["app_b"]), scheme=scheme)
        d.connect(api, "routes_to", there, path=f"/{name.lower()}")
    d.connect(api, "invokes", d.put("external.http_endpoint", "Partner"), path="/partner/{proxy+}")
    flow = d.put("stepfunctions.state_machine", "Flow", features=["parallel"])
    worker = d.put("lambda.function", "Worker", n["app_a"], function_url="NONE", alias="live")
    for relation, there in (("orchestrates", worker), ("reads", d.put("s3.bucket", "Photos"))):
        d.connect(flow, relation, there, order=1)
    d.connect(d.put("kinesis.stream", "Clicks"), "triggers", worker, filter={"data": {"a": [1]}}, retries=2)
    graph_api = d.put("appsync.api", "Graph", schema="type Query {\n  orders(id: ID): String\n}\n")
    d.connect(graph_api, "invokes", worker, field="Query.orders")
    topic = d.put("sns.topic", "News")
    for number, type in enumerate(("external.mailbox", "external.phone", "external.push_service")):
        d.connect(topic, "delivers", d.put(type, f"Reader {number}"), filter={"kind": ["order"]})
    pool = d.put("cognito.user_pool", "People")
    for provider in ("google", "facebook", "amazon", "apple", "saml", "oidc"):
        d.connect(pool, "trusts", d.put("external.identity_provider", f"By {provider}", provider=provider))
    d.put("dynamodb.table", "Orders", sort_key="at", further_indexes=["by-status: status S, at S"])
    return d.design()


def test_what_depends_on_a_choice_of_a_connection_is_clean():
    assert complaints(everything_together(), CATALOGUE) == []
