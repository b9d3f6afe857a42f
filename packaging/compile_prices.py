"""Writes the price books of palettes/aws/prices from a collection of price facts.

    python packaging/compile_prices.py PRICES.jsonl.gz [--regions us-east-1,eu-west-1]

What the collection lacks is in price_supplement.jsonl beside this file, in the same shape.

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
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRICES = ROOT / "palettes" / "aws" / "prices"
SUPPLEMENT = ROOT / "packaging" / "price_supplement.jsonl"
sys.path.insert(0, str(ROOT))

from archdesk.catalog.catalogue import load_catalogue  # noqa: E402  # the path above finds it
from archdesk.costs.book import COLUMNS, read_book  # noqa: E402

Fact = Mapping[str, Any]

REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
    "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1",
    "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2",
)  # fmt: skip

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
        for region in ("euc1", "aps1", "aps3", "apn2")
    },
    "bills": ("bills", "lines of AWS bills and price look-ups that their payers published; not AWS itself"),
    "general-knowledge": ("general-knowledge", "common knowledge of how AWS charges, from no document"),
}  # fmt: skip

# Wanted whether or not a palette names them yet, so that a new palette needs no new compilation.
ALSO = {
    "AmazonEC2": {"instance_hours", "ebs_volume_storage", "ebs_volume_iops", "ebs_volume_throughput", "ebs_volume_io",
                  "ebs_snapshot_storage", "nat_gateway_hours", "nat_gateway_data"},
    "AmazonVPC": {"interface_endpoint_hours", "interface_endpoint_data", "public_ipv4_in_use_hours",
                  "public_ipv4_idle_hours"},
    "AWSELB": {"alb_hours", "alb_lcu_hours", "nlb_hours", "nlb_lcu_hours"},
    "AWSDataTransfer": {"internet_out", "intra_region_az", "inter_region_out"},
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
         "c7i", "c7g", "r4", "r5", "r6i", "r6g", "r7i", "r7g", "i3", "g4dn", "g5", "p3", "m6a", "m7a", "m7i-flex",
         "m8g", "c5a", "c6a", "c7a", "c7i-flex", "c8g", "r5a", "r6a", "r8g", "i4i", "g6"],
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

# Lists that tell of one region alone.
OF_ONE_REGION = {"karp"}

# The commercial databases are priced by edition and licence; these are the ones a palette's costs name.
EDITIONS = {
    ("Standard Two", "license_included"), ("Express", "license_included"), ("Web", "license_included"),
    ("Standard", "license_included"), ("Enterprise", "license_included"), ("Enterprise", "byol"),
}  # fmt: skip

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
    of_region: dict[str, list[Fact]] = {name: [] for name in (*options.regions.split(","), "global")}
    for fact in with_supplement(read_facts(options.facts), of_region):
        if fact["region"] in of_region and is_wanted(fact, wanted):
            of_region[fact["region"]].append(fact)
    for region, facts in of_region.items():
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


def with_supplement(facts: Iterable[Fact], regions: Iterable[str]) -> Iterator[Fact]:
    """The facts, and those of price_supplement.jsonl for what they lack; of two entries the first holds."""
    regions, facts = [r for r in regions if r != "global"], list(facts)
    known = {(place(fact), fact["region"]): fact for fact in facts}
    given: set[tuple[Any, ...]] = set()
    yield from facts
    for line in SUPPLEMENT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            entry = json.loads(line, parse_float=Decimal, parse_int=Decimal)
            for fact in as_elsewhere(entry, facts) if "as" in entry else each_key(entry):
                for region in in_regions(fact["region"], regions):
                    priced = over_base(fact, region, known)
                    this = (place(fact), region, tuple(fact.get("tier") or ()))
                    if priced is not None and this[:2] not in known and this not in given:
                        given.add(this)
                        yield {**priced, "region": region}


def in_regions(named: str | list[str], all_regions: list[str]) -> list[str]:
    """The regions that ``region`` of an entry means."""
    if named == "*":
        return all_regions
    return [named] if isinstance(named, str) else named


def over_base(fact: Fact, region: str, known: Mapping[Any, Fact]) -> Fact | None:
    """The fact with its price; what is ``over`` another price needs that one, and is None without."""
    if "over" not in fact:
        return fact
    base = known.get((place({**fact, "key": {**fact["key"], **fact["over"]}}), region))
    return None if base is None else {**fact, "usd": base["usd"] + fact["usd"]}


def place(fact: Fact) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What a fact is the price of."""
    return fact["service"], fact["component"], tuple(sorted((fact.get("key") or {}).items()))


def each_key(entry: Fact) -> Iterator[Fact]:
    """One fact for each choice from the lists in the key."""
    names, values = zip(*(entry.get("key") or {"": ""}).items(), strict=True)
    for choice in product(*([v] if isinstance(v, str) else v for v in values)):
        yield {**entry, "key": {n: v for n, v in zip(names, choice, strict=True) if n}}


def as_elsewhere(entry: Fact, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of the regions the entry names in ``as``, where all of them say the same."""
    found: dict[tuple[Any, ...], dict[str, Fact]] = {}
    for fact in facts:
        if fact["service"] == entry["service"] and entry["component"] in ("*", fact["component"]):
            tier = tuple(fact.get("tier") or ())
            found.setdefault((place(fact), tier, fact["usd"]), {})[fact["region"]] = fact
    for alike in found.values():
        if set(entry["as"]) <= alike.keys():
            first = alike[entry["as"][0]]
            yield {**first, "also": [], "differs": {}, **{k: entry[k] for k in ("region", "source", "note")}}


def wanted_prices() -> set[tuple[str, str]]:
    """What the costs of the palettes name, of components and of the data between them, and ALSO."""
    wanted = {(offer, component) for offer, components in ALSO.items() for component in components}
    catalogue = load_catalogue()
    costs = [cost for kind in catalogue.types.values() for cost in kind.costs]
    costs += [cost for transfer in catalogue.transfers.values() for cost in transfer.costs]
    for cost in costs:
        offer, slash, component = cost.price.partition("/")
        if slash:
            wanted.add((offer, component))
    return wanted


def is_wanted(fact: Fact, wanted: set[tuple[str, str]]) -> bool:
    price = (fact["service"], fact["component"])
    if price not in wanted or (fact["region"] == "global" and not fact["usd"] and not fact.get("tier")):
        return False  # what costs nothing anywhere is a free tier in disguise; palettes say those
    if price not in FAMILIES:
        return True
    if fact["source"] in OF_ONE_REGION and not fact.get("also"):
        return False  # or a book would say that other regions do not sell it
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
        start, end = Decimal((fact.get("tier") or (0, None))[0]), (fact.get("tier") or (0, None))[1]
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
