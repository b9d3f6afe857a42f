"""Writes palettes/machines.csv: which machines AWS offers in which regions, as far as a collection of prices tells.

    python packaging/compile_machines.py PRICES.jsonl.gz

A machine is offered where it has a price. Only regions of which the collection has a long list are told of.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from compile_prices import OF_ONE_REGION, read_facts  # noqa: E402  # the path above finds it

from archdesk.catalog.machines import COLUMNS  # noqa: E402

NAMES = ("instance_type", "instance_class", "node_type")  # what a price's key calls its machine
HOURS = ("instance_hours", "node_hours", "broker_hours", "replication_instance_hours")
A_LIST = 5  # machines a region has to have for its list to be one


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("facts", type=Path, metavar="PRICES.jsonl.gz")
    options = parser.parse_args(arguments)
    offered: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    of_one: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for fact in read_facts(options.facts):
        key = fact.get("key") or {}
        machine = next((key[name] for name in NAMES if name in key), None)
        if machine and fact["component"] in HOURS:
            (of_one if fact["source"] in OF_ONE_REGION else offered)[fact["service"]][machine].add(
                fact["region"]
            )
    for offer, machines in of_one.items():  # what only such a list has may be sold in many regions more
        for machine in machines.keys() & offered[offer].keys():
            offered[offer][machine] |= machines[machine]
    lines = [",".join(COLUMNS)]
    for offer, machines in sorted(offered.items()):
        counts: dict[str, int] = defaultdict(int)
        for regions in machines.values():
            for region in regions:
                counts[region] += 1
        listed = {region for region, count in counts.items() if count >= A_LIST}
        for machine, regions in sorted(machines.items()):
            if regions & listed:
                lines.append(f"{offer},{machine},{' '.join(sorted(regions & listed))}")
    text = "\n".join(lines) + "\n"
    (ROOT / "palettes" / "machines.csv").write_text(text, encoding="utf-8", newline="\n")
    print(f"machines.csv: {len(lines) - 1} machines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
