"""A few words for drawing designs in tests."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from archdesk.catalog.catalogue import Catalogue
from archdesk.catalog.definitions import ConnectionType
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection, Record, Settings, Waiver

HOLDERS = {
    "vpc.subnet": "app_a",
    "vpc.az": "zone_a",
    "vpc.vpc": "vpc",
    "aws.region": "region",
}  # innermost first


class Drawing:
    """Collects records: ``web = d.put("ec2.instance", "Web", parent=subnet, port=8080)``."""

    def __init__(self, **settings: object) -> None:
        self.records: list[Record] = [Settings(**{"name": "Test drawing", **settings})]  # type: ignore[arg-type]

    def put(
        self,
        type: str,
        name: str,
        parent: str | None = None,
        spans: tuple[str, ...] = (),
        **properties: object,
    ) -> str:
        id = name.lower().replace(" ", "_")
        place = Rect(8 * len(self.records), 16, 48, 48)
        self.records.append(Component(id, type, name, place, parent, spans, properties))
        return id

    def connect(self, source: str, relation: str, target: str, **properties: object) -> str:
        id = f"{source}_{relation}_{target}"
        self.records.append(Connection(id, source, target, relation, properties=properties))
        return id

    def waive(self, rule: str, *components: str) -> None:
        self.records.append(Waiver(f"waiver_{rule.lower()}", rule, tuple(sorted(components)), "known"))

    def network(self) -> dict[str, str]:
        """A VPC with a public and two private subnets in each of two zones, a gateway and NAT."""
        names = {"region": self.put("aws.region", "Region", region="us-east-1")}
        names["vpc"] = self.put("vpc.vpc", "Main", names["region"], cidr="10.0.0.0/16")
        names["igw"] = self.put("vpc.internet_gateway", "Door", names["vpc"])
        for number, letter in enumerate("ab"):
            zone = self.put("vpc.az", f"Zone {letter}", names["vpc"], zone=letter)
            names[f"zone_{letter}"] = zone
            kinds = (("public", 0, True), ("app", 1, False), ("data", 2, False))
            for kind, offset, public in kinds:
                cidr = f"10.0.{number * 8 + offset}.0/24"
                extra = {"isolated": True} if kind == "data" else {}
                name = f"{kind.title()} {letter}"
                names[f"{kind}_{letter}"] = self.put(
                    "vpc.subnet", name, zone, cidr=cidr, public=public, **extra
                )
            names[f"nat_{letter}"] = self.put("vpc.nat_gateway", f"NAT {letter}", names[f"public_{letter}"])
        return names

    def ends(
        self,
        catalogue: Catalogue,
        network: dict[str, str],
        entry: ConnectionType,
        source: str,
        target: str,
        further: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
    ) -> tuple[str, str]:
        """The two ends of an entry of a palette, connected: each where it belongs, as the entry's ``where`` asks.

        ``further`` has more properties by type. The names are From and To with one number.
        """
        number = len(self.records)
        found = []
        for kind, word, end in ((source, "From", "source"), (target, "To", "target")):
            placement = catalogue.types[kind].placement
            asked = {} if entry.where is None else getattr(entry.where, end)
            spans = (network["app_a"], network["app_b"]) if placement.spans == "vpc.subnet" else ()
            holders = [network[name] for type, name in HOLDERS.items() if type in placement.parents]
            properties = {k: v[0] if isinstance(v, list) else v for k, v in asked.items()}
            parent = network["vpc"] if spans else next(iter(holders), None)
            found.append(
                self.put(kind, f"{word} {number}", parent, spans, **properties, **further.get(kind, {}))
            )
        self.connect(found[0], entry.relation, found[1])
        return found[0], found[1]

    def design(self) -> Design:
        return Design(self.records)


def three_tiers() -> Design:
    """Users, a load balancer, a fleet, a database in two zones with a replica, a cache."""
    d = Drawing(tags={"team": "web"})
    users = d.put("external.users", "Users")
    n = d.network()
    balancer = d.put("elb.application", "Front", n["vpc"], (n["public_a"], n["public_b"]))
    fleet = d.put(
        "autoscaling.group",
        "Fleet",
        n["vpc"],
        (n["app_a"], n["app_b"]),
        min=2,
        max=4,
        desired=2,
        health_check="ELB",
    )
    database = d.put(
        "rds.instance", "Orders DB", n["vpc"], (n["data_a"], n["data_b"]), engine="mysql", multi_az=True
    )
    replica = d.put("rds.instance", "Orders replica", n["vpc"], (n["data_a"], n["data_b"]), engine="mysql")
    cache = d.put("elasticache.redis", "Sessions", n["vpc"], (n["data_a"], n["data_b"]))
    d.connect(users, "requests", balancer)
    d.connect(balancer, "routes_to", fleet)
    d.connect(fleet, "connects", database)
    d.connect(fleet, "connects", cache)
    d.connect(database, "replicates_to", replica)
    d.waive("RDS-001", replica)
    return d.design()


def fan_out() -> Design:
    """A topic that delivers to queues with dead-letter queues, each read by a function."""
    d = Drawing()
    intake = d.put("lambda.function", "Intake", timeout=10)
    topic = d.put("sns.topic", "Orders")
    d.connect(intake, "publishes", topic)
    for name in ("Billing", "Shipping"):
        queue = d.put("sqs.queue", f"{name} queue", visibility_timeout=180)
        failed = d.put("sqs.queue", f"{name} failures", message_retention=1209600)
        worker = d.put("lambda.function", f"{name} worker", timeout=30)
        table = d.put("dynamodb.table", f"{name} records", partition_key="order_id")
        d.connect(topic, "delivers", queue)
        d.connect(queue, "dead_letters_to", failed)
        d.connect(queue, "triggers", worker, batch_size=5)
        d.connect(worker, "writes", table)
    return d.design()


def serverless() -> Design:
    """A site and an API: distribution, bucket, DNS record, functions, table, key and alarm."""
    d = Drawing(tags={"team": "api"})
    users = d.put("external.users", "Customers")
    record = d.put(
        "route53.record", "Site name", domain_name="shop.example.com", hosted_zone_name="example.com"
    )
    site = d.put("cloudfront.distribution", "Site")
    bucket = d.put("s3.bucket", "Pages", versioning=True)
    logs = d.put("s3.bucket", "Logs")
    api = d.put("apigateway.rest_api", "Shop API", stage_name="prod")
    read, write = d.put("lambda.function", "List orders"), d.put("lambda.function", "Place order")
    table = d.put("dynamodb.table", "Orders", partition_key="id", sort_key="at")
    key = d.put("kms.key", "Order key")
    alarm = d.put("cloudwatch.alarm", "Failures", namespace="AWS/Lambda", metric="Errors", threshold=1)
    ops = d.put("sns.topic", "Operations")
    d.connect(users, "requests", site)
    d.connect(record, "resolves_to", site)
    d.connect(site, "serves", bucket)
    d.connect(bucket, "logs_to", logs)
    d.connect(api, "invokes", read, path="/orders", method="GET")
    d.connect(api, "invokes", write, path="/orders", method="POST")
    d.connect(read, "reads", table)
    d.connect(write, "writes", table)
    d.connect(key, "encrypts", table)
    d.connect(alarm, "watches", write)
    d.connect(alarm, "notifies", ops)
    return d.design()


def everything() -> Design:
    """Every component type of AWS once, connected in the usual ways."""
    d = Drawing()
    n = d.network()
    users = d.put("external.users", "Users")
    net, office = d.put("external.internet", "Internet"), d.put("external.on_premises", "Office")
    group = d.put(
        "vpc.security_group",
        "Web group",
        n["app_a"],
        ingress=["tcp 443 from 0.0.0.0/0", "tcp 22 from 10.0.0.0/8"],
    )
    web = d.put("ec2.instance", "Web", group)
    role = d.put("iam.role", "Web role", service="ec2.amazonaws.com")
    disk = d.put("ec2.volume", "Disk", n["app_a"])
    address = d.put("ec2.elastic_ip", "Address")
    bastion = d.put("ec2.instance", "Bastion", n["public_a"])
    fleet = d.put("autoscaling.group", "Fleet", n["vpc"], (n["app_a"], n["app_b"]))
    balancer = d.put("elb.application", "Front", n["vpc"], (n["public_a"], n["public_b"]))
    database = d.put("rds.instance", "Database", n["vpc"], (n["data_a"], n["data_b"]))
    cache = d.put("elasticache.redis", "Cache", n["vpc"], (n["data_a"], n["data_b"]))
    endpoint = d.put("vpc.endpoint", "S3 way", n["vpc"], service="s3", kind="gateway")
    private = d.put("vpc.endpoint", "Queue way", n["vpc"], (n["app_a"],), service="sqs", kind="interface")
    bucket, logs = d.put("s3.bucket", "Photos"), d.put("s3.bucket", "Logs")
    site = d.put("cloudfront.distribution", "Site")
    name = d.put("route53.record", "Name")
    worker = d.put("lambda.function", "Worker", n["vpc"], (n["app_a"], n["app_b"]))
    api = d.put("apigateway.rest_api", "API")
    table = d.put("dynamodb.table", "Table")
    queue, failed = d.put("sqs.queue", "Queue"), d.put("sqs.queue", "Failed")
    topic = d.put("sns.topic", "Topic")
    key = d.put("kms.key", "Key")
    alarm = d.put("cloudwatch.alarm", "Alarm")
    d.put(
        "aws.resource",
        "Raw",
        cfn_type="AWS::SSM::Parameter",
        properties={"Name": "raw", "Type": "String", "Value": {"Ref": "Queue"}},
    )
    d.connect(users, "requests", balancer)
    d.connect(office, "requests", net)
    d.connect(web, "uses", role)
    d.connect(web, "reads", bucket)
    d.connect(disk, "attached_to", web)
    d.connect(address, "attached_to", bastion)
    d.connect(balancer, "routes_to", fleet)
    d.connect(balancer, "routes_to", web, port=443)
    d.connect(balancer, "logs_to", logs)
    for source in (fleet, worker, web):
        d.connect(source, "connects", database)
        d.connect(source, "connects", cache)
    d.connect(worker, "connects", private)
    d.connect(site, "serves", bucket)
    d.connect(name, "resolves_to", site)
    d.connect(bucket, "triggers", worker)
    d.connect(worker, "reads_writes", bucket)
    d.connect(api, "invokes", worker, path="/photos", method="GET")
    d.connect(worker, "reads_writes", table)
    d.connect(fleet, "sends", queue)
    d.connect(queue, "triggers", worker)
    d.connect(queue, "dead_letters_to", failed)
    d.connect(topic, "delivers", queue)
    d.connect(worker, "publishes", topic)
    d.connect(key, "encrypts", queue)
    d.connect(alarm, "watches", queue)
    d.connect(alarm, "notifies", topic)
    assert endpoint
    return d.design()


DESIGNS = {"three tiers": three_tiers, "fan-out": fan_out, "serverless": serverless, "everything": everything}
