"""Writes the price books of palettes/aws/prices from a collection of price facts.

    python packaging/compile_prices.py PRICES.jsonl.gz [--regions us-east-1,eu-west-1]

A fact is one JSON object a line: service, region, component, key, unit, usd, tier, source, as_of, also (the
sources that agree), differs (those that do not), note. What the palettes' costs name is taken, and what is in
ALSO; of the long lists of machines, the families in FAMILIES.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRICES = ROOT / "palettes" / "aws" / "prices"
sys.path.insert(0, str(ROOT))

from archdesk.catalog.catalogue import load_catalogue  # noqa: E402  # the path above finds it
from archdesk.costs.book import COLUMNS, read_book  # noqa: E402

Fact = Mapping[str, Any]

# Those the facts cover well: every service of the palettes has its prices there.
REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1", "ap-southeast-1")

# The short name of a source in the facts -> its name here, and where its prices are from as far as is known.
SOURCES = {
    "qp": (
        "pricing-pages",
        "the tables behind AWS's own pricing pages, as an open-source watcher of price changes kept them",
    ),
    "kh": ("list-copy", "a third party's copy of AWS's public price list, one date a service"),
    "karp": ("machine-table", "a table of on-demand prices that an open-source project takes from AWS's price list"),
    "ic": ("infracost", "expected results in the tests of Infracost, an open-source cost estimator; not AWS itself"),
    "tc": ("terracost", "expected results in the tests of Terracost, an open-source cost estimator; not AWS itself"),
    "tccsv": ("terracost", "expected results in the tests of Terracost, an open-source cost estimator; not AWS itself"),
    "cogmd": ("cognito-table", "a third party's table of what Cognito charges; not AWS itself"),
    "rosa": ("undated-table", "a third party's table of prices without a date; not AWS itself"),
    "c3x": ("c3x", "the cost tables of c3x, an open-source cost estimator; not AWS itself"),
    **{
        f"snip-{region}": ("excerpt", "an excerpt of one region's prices that somebody published; not AWS itself")
        for region in ("euc1", "aps1", "aps3")
    },
    "general-knowledge": ("general-knowledge", "common knowledge of how AWS charges, from no document"),
}  # fmt: skip

# Wanted whether or not a palette names them yet, so that a new palette needs no new compilation.
ALSO = {
    "AmazonEC2": {"instance_hours", "ebs_volume_storage", "ebs_volume_iops", "ebs_volume_throughput", "ebs_volume_io",
                  "ebs_snapshot_storage", "nat_gateway_hours", "nat_gateway_data"},
    "AmazonVPC": {"interface_endpoint_hours", "interface_endpoint_data", "public_ipv4_in_use_hours",
                  "public_ipv4_idle_hours"},
    "AWSELB": {"alb_hours", "alb_lcu_hours", "nlb_hours", "nlb_lcu_hours"},
    "AWSDataTransfer": {"internet_out", "intra_region_az"},
    "AmazonRDS": {"instance_hours", "storage", "provisioned_iops", "backup_storage"},
    "AmazonElastiCache": {"node_hours"},
    "AmazonS3": {"storage", "requests_get", "requests_put"},
    "AWSLambda": {"requests", "duration", "ephemeral_storage"},
    "AmazonApiGateway": {"rest_requests", "http_requests", "cache_hours"},
    "AmazonDynamoDB": {"rcu_hours", "wcu_hours", "read_request_units", "write_request_units", "storage",
                       "pitr_backup_storage", "streams_read_request_units"},
    "AWSQueueService": {"requests"},
    "AmazonSNS": {"api_requests", "notifications", "fifo_publish_requests", "fifo_publish_payload",
                  "fifo_deliveries", "fifo_delivery_payload"},
    "awskms": {"key_month", "requests"},
    "AmazonCloudWatch": {"alarms", "custom_metrics", "logs_ingested", "logs_stored"},
    "AmazonCloudFront": {"data_transfer_out", "requests"},
    "AmazonRoute53": {"hosted_zone_month", "queries", "health_check_month"},
}  # fmt: skip

# (offer, component) -> the name in the key that says the machine, and the families wanted of it.
FAMILIES = {
    ("AmazonEC2", "instance_hours"): (
        "instance_type",
        ["t2", "t3", "t3a", "t4g", "m4", "m5", "m5a", "m6i", "m6g", "m7i", "m7g", "c4", "c5", "c6i", "c6g",
         "c7i", "c7g", "r4", "r5", "r6i", "r6g", "r7i", "r7g", "i3", "g4dn", "g5", "p3"],
    ),
    ("AmazonRDS", "instance_hours"): (
        "instance_class",
        [f"db.{f}" for f in ("t2", "t3", "t4g", "m5", "m6i", "m6g", "m7g", "r5", "r6i", "r6g", "r7g")],
    ),
    ("AmazonElastiCache", "node_hours"): (
        "node_type",
        [f"cache.{f}" for f in ("t2", "t3", "t4g", "m4", "m5", "m6g", "m7g", "r5", "r6g", "r7g")],
    ),
}  # fmt: skip

# The commercial databases are priced by edition and licence; these are the ones a palette offers.
EDITIONS = {("Standard Two", "license_included"), ("Express", "license_included")}

# Prices whose tiers apply to each resource, not to the account's sum (AWS: io2 IOPS are tiered a volume).
EACH = {("AmazonEC2", "ebs_volume_iops")}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facts", type=Path, metavar="PRICES.jsonl.gz")
    parser.add_argument(
        "--regions", default=",".join(REGIONS), help="which books to write, beside the global one"
    )
    options = parser.parse_args(arguments)
    wanted = wanted_prices()
    for region in (*options.regions.split(","), "global"):
        facts = [f for f in read_facts(options.facts) if f["region"] == region and is_wanted(f, wanted)]
        text = book_text(region, facts)
        book = read_book(text, f"{region}.csv", region)  # what cannot be read back is not written
        PRICES.mkdir(parents=True, exist_ok=True)
        (PRICES / f"{region}.csv").write_text(text, encoding="utf-8", newline="\n")
        print(f"{region}.csv: {len(book.prices)} prices, {book.oldest} to {book.date}")
    return 0


def read_facts(path: Path) -> Iterator[Fact]:
    """The facts of a file, numbers as the exact decimals they are written as."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line, parse_float=Decimal, parse_int=Decimal)


def wanted_prices() -> set[tuple[str, str]]:
    """What the palettes' costs name, and ALSO."""
    wanted = {(offer, component) for offer, components in ALSO.items() for component in components}
    for definition in load_catalogue().types.values():
        for cost in definition.costs:
            offer, slash, component = cost.price.partition("/")
            if slash:
                wanted.add((offer, component))
    return wanted


def is_wanted(fact: Fact, wanted: set[tuple[str, str]]) -> bool:
    price = (fact["service"], fact["component"])
    if price not in wanted:
        return False
    if price not in FAMILIES:
        return True
    name, families = FAMILIES[price]
    key = fact.get("key") or {}
    if key.get("edition") and (key["edition"], key.get("license")) not in EDITIONS:
        return False
    return key[name].rpartition(".")[0] in families


def book_text(region: str, facts: Iterable[Fact]) -> str:
    """A price file: comments that say what it is and where from, then sorted rows."""
    rows = sorted(map(row, from_nothing(facts)), key=lambda r: (*r[:3], Decimal(r[5] or 0)))
    used = sorted({r[COLUMNS.index("source")] for r in rows})
    words = dict(SOURCES.values())
    where = "sold everywhere alike" if region == "global" else f"in {region}"
    out = io.StringIO()
    out.write(
        f"# AWS on-demand list prices {where}, in US dollars without tax; compiled, not typed by hand.\n"
    )
    out.write(
        "# Every row has its own date and source; 'agrees' counts further sources with the same price.\n"
    )
    out.write("# They inform an estimate and are no offer: AWS's pricing pages are what holds.\n")
    for name in used:
        out.write(f"# source {name}: {words[name]}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def from_nothing(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, each price from the first unit on: what a list leaves out below is its free tier.

    The palettes say that one (``free_tier``), and the estimate gives it only where it is asked for.
    """
    facts = list(facts)
    lowest: dict[tuple[str, str, str], Decimal] = {}
    for fact in facts:
        price = (fact["service"], fact["component"], str(fact.get("key")))
        start = Decimal((fact.get("tier") or (0, None))[0])
        lowest[price] = min(start, lowest.get(price, start))
    for fact in facts:
        start, end = fact.get("tier") or (0, None)
        first = lowest[fact["service"], fact["component"], str(fact.get("key"))]
        if first and start == first:
            yield {**fact, "tier": (0, end), "note": f"the list begins at {plain(first)}: free below"}
        else:
            yield fact


def row(fact: Fact) -> tuple[str, ...]:
    """The cells of one fact, in the order of COLUMNS."""
    key = ";".join(f"{k}={v}" for k, v in sorted((fact.get("key") or {}).items()))
    start, end = fact.get("tier") or (0, None)
    source, _ = SOURCES[fact["source"]]
    notes = [fact["note"]] if fact.get("note") else []
    notes += [f"another source says {plain(usd)}" for _, usd in sorted((fact.get("differs") or {}).items())]
    as_of = fact["as_of"] if fact["as_of"][:1].isdigit() else ""
    tiers = "each" if (fact["service"], fact["component"]) in EACH else "account"
    return (
        fact["service"], fact["component"], key, fact["unit"], tiers, plain(start) if start else "",
        "" if end is None else plain(end), plain(fact["usd"]), as_of, source,
        str(len(fact.get("also") or [])), "; ".join(notes),
    )  # fmt: skip


def plain(number: Decimal | int) -> str:
    """A number without exponent and needless zeros."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
