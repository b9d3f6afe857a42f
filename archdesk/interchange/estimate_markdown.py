"""An estimate as Markdown, to paste into a proposal: the total, a table by service, one by item, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from archdesk.catalog.drawn import HOURS
from archdesk.costs.comparing import Difference, signed
from archdesk.costs.items import Estimate, Period
from archdesk.costs.money import dollars, unit_price
from archdesk.costs.variants import Variant
from archdesk.interchange.estimate import Statement, plain

_MARKS = re.compile(r"([\\`*_\[\]<>|#~&$])")


def estimate_markdown(
    statement: Statement,
    period: Period = "month",
    difference: Difference | None = None,
    variants: Iterable[Variant] = (),
) -> str:
    """The text; amounts are for the period, those of a difference and of variants always for a month."""
    lines = [*_lines(statement, period)]
    if difference is not None:
        lines += ["", "### What is another", "", f"{escaped(difference.words)}.", ""]
        lines += [f"- {escaped(entry.words)}" for entry in difference.entries]
    if variants := list(variants):
        lines += ["", "### What if", "", "| Instead | A month | Mind |", "| --- | ---: | --- |"]
    for variant in variants:
        change = signed(variant.difference.change) if variant.difference is not None else ""
        lost = [e.words for e in variant.difference.unpriced] if variant.difference is not None else []
        mind = " ".join((*variant.caveats, *(f"{words}." for words in lost)))
        lines.append(f"| {escaped(variant.label)} | {escaped(change)} | {escaped(mind)} |")
    return "".join(f"{line}\n" for line in lines)


def per(amount: Decimal, period: Period) -> Decimal:
    """USD a month as USD of another period, to show."""
    match period:
        case "hour":
            return amount / HOURS
        case "year":
            return amount * 12
        case _:
            return amount


def escaped(text: str) -> str:
    """The text as Markdown shows it: on one line, no mark of it taken for one."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _lines(statement: Statement, period: Period) -> Iterator[str]:
    estimate = statement.estimate

    def shown(amount: Decimal) -> str:
        return escaped(dollars(per(amount, period)))

    yield f"## What {escaped(statement.name)} costs"
    yield ""
    total = f"**{shown(estimate.monthly)} a {period}** in {escaped(estimate.region)}, {_usage(estimate)}"
    if estimate.scales:
        total += f"; {shown(estimate.least)} at the fewest and {shown(estimate.most)} at the most"
    yield f"{total}."
    if statement.bought is not None:
        bought = statement.bought
        yield ""
        yield f"With {escaped(bought.purchase.label)}: about **{shown(bought.monthly)} a {period}**."
    yield ""
    yield f"| Service | A {period} |"
    yield "| --- | ---: |"
    for service, amount in estimate.by_service().items():
        yield f"| {escaped(service)} | {shown(amount)} |"
    yield f"| **Total** | **{shown(estimate.monthly)}** |"
    yield ""
    yield f"| For | Item | Quantity a month | Unit price | A {period} |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for item in estimate.items:
        if item.state == "free":
            continue
        quantity = f"{plain(item.quantity)} {item.unit}".strip() if item.quantity is not None else ""
        price = unit_price(item.unit_price, item.unit) if item.unit_price is not None else ""
        last = shown(item.amount) if item.amount is not None else f"{item.state}: {escaped(item.reason)}"
        cells = (statement.subject(item), item.label, quantity, price)
        yield f"| {' | '.join(escaped(cell) for cell in cells)} | {last} |"
    yield ""
    oldest, newest = statement.dates
    yield f"- Items that need usage: {statement.needs_usage}; without a price: {statement.no_price}."
    yield f"- Region {escaped(estimate.region)}, {_usage(estimate)}."
    if oldest:
        yield f"- Prices as of {oldest} to {newest}."
    for words in estimate.assumptions:
        yield f"- {escaped(words)}"
    for source, count in statement.sources.items():
        yield f"- Prices of {count} items: {escaped(source)}."


def _usage(estimate: Estimate) -> str:
    return "no usage assumed" if estimate.usage == "none" else f"{escaped(estimate.usage)} usage"
