"""A price list in AWS's own format, made up for the tests, and a server on this machine that serves it."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PUBLISHED = "2026-11-20T10:00:00Z"
REGION = "eu-west-1"
ROOT = "/offers/v1.0/aws"

# How the CSV file names the attributes of the JSON file; the others differ in capitals and spaces alone.
COLUMNS = {"preInstalledSw": "Pre Installed S/W", "usagetype": "usageType", "servicecode": "serviceCode",
           "regionCode": "Region Code", "locationType": "Location Type", "instanceType": "Instance Type",
           "operatingSystem": "Operating System", "licenseModel": "License Model", "capacitystatus": "CapacityStatus",
           "databaseEngine": "Database Engine", "deploymentOption": "Deployment Option", "transferType": "Transfer Type",
           "volumeApiName": "Volume API Name", "marketoption": "MarketOption"}  # fmt: skip


@dataclass(frozen=True)
class Product:
    """One product and its on-demand rates: (begin, end, USD), as the list writes them."""

    family: str
    usage: str
    rates: tuple[tuple[str, str, str], ...]
    more: Mapping[str, str] = field(default_factory=dict)
    currency: str = "USD"


def at(usd: str) -> tuple[tuple[str, str, str], ...]:
    return (("0", "Inf", usd),)


def ec2(type: str, usd: str, **more: str) -> Product:
    attributes = {
        "instanceType": type, "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA",
        "capacitystatus": "Used", "licenseModel": "No License required", "marketoption": "OnDemand", **more,
    }  # fmt: skip
    return Product("Compute Instance", more.get("usagetype", f"EU-BoxUsage:{type}"), at(usd), attributes)


def rds(type: str, engine: str, usd: str, deployment: str = "Single-AZ", **more: str) -> Product:
    usage = more.pop(
        "usagetype", f"EU-{'Multi-AZUsage' if deployment == 'Multi-AZ' else 'InstanceUsage'}:{type}"
    )
    attributes = {"instanceType": type, "databaseEngine": engine, "deploymentOption": deployment, **more}
    return Product("Database Instance", usage, at(usd), attributes)


OFFERS: dict[str, tuple[Product, ...]] = {
    "AmazonEC2": (
        ec2("m5.large", "0.1070000000"),
        ec2("m5.large", "0.0000000000", capacitystatus="UnusedCapacityReservation", usagetype="EU-UnusedBox:m5.large"),
        ec2("m5.large", "0.0000000000", capacitystatus="AllocatedCapacityReservation", usagetype="EU-Reservation:m5.large"),
        ec2("m5.large", "0.1177000000", tenancy="Dedicated", usagetype="EU-DedicatedUsage:m5.large"),
        ec2("m5.large", "0.5870000000", preInstalledSw="SQL Std"),
        ec2("m5.large", "0.1990000000", operatingSystem="Windows"),
        ec2("m5.large", "0.1070000000", operatingSystem="Windows", licenseModel="Bring your own license"),
        ec2("m5.large", "0.1337000000", locationType="AWS Local Zone", regionCode="eu-west-1-xyz-1"),
        ec2("t3.micro", "0.0114000000"),
        Product("Storage", "EU-EBS:VolumeUsage.gp3", at("0.0880000000"), {"volumeApiName": "gp3"}),
        Product("Provisioned Throughput", "EU-EBS:VolumeP-Throughput.gp3", at("45.0560000000"), {"volumeApiName": "gp3"}),
        Product("System Operation", "EU-EBS:VolumeP-IOPS.io2", at("0.0720000000"), {"volumeApiName": "io2"}),
        Product("System Operation", "EU-EBS:VolumeP-IOPS.io2.tier2", at("0.0504000000"), {"volumeApiName": "io2"}),
        Product("System Operation", "EU-EBS:VolumeP-IOPS.io2.tier3", at("0.0352800000"), {"volumeApiName": "io2"}),
        Product("NAT Gateway", "EU-NatGateway-Hours", at("0.0500000000")),
        Product("NAT Gateway", "EU-NatGateway-Bytes", at("0.0500000000")),
        Product("NAT Gateway", "EU-NatGateway-Prvd-Bandwidth", at("1.0760000000")),
    ),
    "AmazonRDS": (
        rds("db.t3.micro", "MySQL", "0.0180000000"),
        rds("db.t3.micro", "MySQL", "0.0360000000", "Multi-AZ"),
        rds("db.r5.large", "Aurora MySQL", "0.3200000000"),
        rds("db.r5.large", "Aurora MySQL", "0.4160000000", usagetype="EU-InstanceUsageIOOptimized:db.r5.large"),
        rds("db.m5.large", "Oracle", "0.4910000000", licenseModel="License included", databaseEdition="Standard Two"),
        Product("Database Storage", "EU-RDS:GP3-Storage", at("0.1270000000"),
                {"volumeType": "General Purpose-GP3", "databaseEngine": "Any", "deploymentOption": "Single-AZ"}),
    ),
    "AmazonDynamoDB": (
        Product("Provisioned IOPS", "EU-WriteCapacityUnit-Hrs",
                (("18600", "Inf", "0.0007350000"), ("0", "18600", "0.0000000000"))),
        Product("Amazon DynamoDB PayPerRequest Throughput", "EU-WriteRequestUnits", at("0.0000007050")),
    ),
    "AmazonS3": (
        Product("Storage", "EU-TimedStorage-ByteHrs", (
            ("512000", "Inf", "0.0210000000"), ("0", "51200", "0.0230000000"), ("51200", "512000", "0.0220000000"))),
        Product("API Request", "EU-Requests-Tier1", at("0.0000050000"), {"group": "S3-API-Tier1"}),
    ),
    "AWSLambda": (
        Product("Serverless", "EU-Request", at("0.0000002000"), {"group": "AWS-Lambda-Requests"}),
        Product("Serverless", "Global-Request", (("0", "1000000", "0"),),
                {"group": "AWS-Lambda-Requests", "location": "Any", "regionCode": ""}),
        Product("Serverless", "EU-Lambda-GB-Second-ARM", (
            ("0", "7500000000", "0.0000133334"), ("7500000000", "18750000000", "0.0000120001"),
            ("18750000000", "Inf", "0.0000106667")), {"group": "AWS-Lambda-Duration-ARM"}),
    ),
    "AWSDataTransfer": (
        Product("Data Transfer", "EU-DataTransfer-Out-Bytes", (
            ("0", "10240", "0.0900000000"), ("10240", "51200", "0.0850000000"),
            ("51200", "153600", "0.0700000000"), ("153600", "Inf", "0.0500000000")), {"transferType": "AWS Outbound"}),
        Product("Data Transfer", "EU-DataTransfer-Regional-Bytes", at("0.0100000000"), {"transferType": "IntraRegion"}),
    ),
    "AmazonRoute53": (
        Product("DNS Zone", "HostedZone", (("0", "25", "0.5000000000"), ("25", "Inf", "0.1000000000"))),
        Product("DNS Health Check", "Health-Check-AWS", (("50", "Inf", "0.5"), ("0", "50", "0"))),
    ),
}  # fmt: skip


def as_json(offer: str, products: tuple[Product, ...], published: str = PUBLISHED) -> dict[str, Any]:
    """An offer file; its keys are in AWS's order."""
    listed: dict[str, Any] = {}
    terms: dict[str, Any] = {}
    for sku, product in _skus(offer, products):
        listed[sku] = {"sku": sku, "productFamily": product.family, "attributes": _attributes(offer, product)}
        dimensions = {
            f"{sku}.JRTCKXETXF.R{n}": {
                "rateCode": f"{sku}.JRTCKXETXF.R{n}", "description": "for the tests", "beginRange": begin,
                "endRange": end, "unit": "Hrs", "pricePerUnit": {product.currency: usd}, "appliesTo": [],
            }
            for n, (begin, end, usd) in enumerate(product.rates)
        }  # fmt: skip
        terms[sku] = {
            f"{sku}.JRTCKXETXF": {
                "offerTermCode": "JRTCKXETXF", "sku": sku, "effectiveDate": "2026-11-01T00:00:00Z",
                "priceDimensions": dimensions, "termAttributes": {},
            }
        }  # fmt: skip
    first = next(iter(listed))
    reserved = {
        first: {
            f"{first}.HU7G6KETJZ": {
                "offerTermCode": "HU7G6KETJZ",
                "priceDimensions": {"x": {"unit": "Quantity", "pricePerUnit": {"USD": "648"}}},
                "termAttributes": {"LeaseContractLength": "1yr"},
            }
        }
    }
    return {
        "formatVersion": "v1.0", "disclaimer": "made up", "offerCode": offer, "version": "20261120100000",
        "publicationDate": published, "products": listed, "terms": {"OnDemand": terms, "Reserved": reserved},
        "attributesList": {},
    }  # fmt: skip


def as_csv(offer: str, products: tuple[Product, ...], published: str = PUBLISHED) -> str:
    """The same as CSV: five lines on the file, the header, and a row for each rate."""
    names = sorted({name for p in products for name in _attributes(offer, p)})
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    rows.writerows(
        [
            ("FormatVersion", "v1.0"), ("Disclaimer", "made up"), ("Publication Date", published),
            ("Version", "20261120100000"), ("OfferCode", offer),
        ]
    )  # fmt: skip
    rows.writerow(
        (
            "SKU", "OfferTermCode", "RateCode", "TermType", "PriceDescription", "EffectiveDate", "StartingRange",
            "EndingRange", "Unit", "PricePerUnit", "Currency", "Product Family",
            *(COLUMNS.get(n, n[:1].upper() + n[1:]) for n in names), "Group",
        )
    )  # fmt: skip
    for sku, product in _skus(offer, products):
        attributes = _attributes(offer, product)
        for begin, end, usd in product.rates:
            rows.writerow(
                (
                    sku, "JRTCKXETXF", f"{sku}.JRTCKXETXF.R", "OnDemand", "for the tests", "2026-11-01", begin, end,
                    "Hrs", usd, product.currency, product.family, *(attributes.get(n, "") for n in names), "",
                )
            )  # fmt: skip
    return out.getvalue()


def _skus(offer: str, products: tuple[Product, ...]) -> list[tuple[str, Product]]:
    return [(f"{offer.upper()[:8]}{n:08}", product) for n, product in enumerate(products)]


def _attributes(offer: str, product: Product) -> dict[str, str]:
    return {
        "servicecode": offer, "location": "EU (Ireland)", "locationType": "AWS Region", "regionCode": REGION,
        "usagetype": product.usage, "operation": "", **{k: v for k, v in product.more.items() if k != "usagetype"},
    }  # fmt: skip


Answer = Callable[[BaseHTTPRequestHandler], None]


class PriceList:
    """A price list on a server; ``files`` are its answers by path, to be replaced by a test."""

    def __init__(self, published: str = PUBLISHED) -> None:
        self.files: dict[str, bytes | Answer] = {}
        self.asked: list[str] = []
        index = {}
        for offer, products in OFFERS.items():
            self.put(offer, products, published)
            index[offer] = {
                "offerCode": offer,
                "versionIndexUrl": f"{ROOT}/{offer}/index.json",
                "currentVersionUrl": f"{ROOT}/{offer}/current/index.json",
                "currentRegionIndexUrl": f"{ROOT}/{offer}/current/region_index.json",
            }
        self.answer(
            f"{ROOT}/index.json", {"formatVersion": "v1.0", "publicationDate": published, "offers": index}
        )
        self.base = ""

    def put(self, offer: str, products: tuple[Product, ...], published: str = PUBLISHED) -> None:
        """An offer's list, as JSON and CSV, of one region and of all, and its region index."""
        for folder in (f"20261120100000/{REGION}", "current"):
            self.answer(f"{ROOT}/{offer}/{folder}/index.json", as_json(offer, products, published))
            self.files[f"{ROOT}/{offer}/{folder}/index.csv"] = as_csv(offer, products, published).encode()
        regions = {
            region: {
                "regionCode": region,
                "currentVersionUrl": f"{ROOT}/{offer}/20261120100000/{region}/index.json",
            }
            for region in (REGION, "eu-west-1-wl1-dub1")
        }
        self.answer(
            f"{ROOT}/{offer}/current/region_index.json",
            {"formatVersion": "v1.0", "publicationDate": published, "regions": regions},
        )

    def answer(self, path: str, value: object) -> None:
        self.files[path] = json.dumps(value).encode()

    def path(self, offer: str) -> str:
        return f"{ROOT}/{offer}/20261120100000/{REGION}/index.json"


@contextmanager
def served(prices: PriceList) -> Iterator[PriceList]:
    """The price list on a port of this machine, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # or every answer waits for 40 ms

        def do_GET(self) -> None:
            prices.asked.append(self.path)
            answer = prices.files.get(self.path)
            if callable(answer):
                answer(self)
                return
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Length", str(len(answer or b"")))
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    prices.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield prices
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
