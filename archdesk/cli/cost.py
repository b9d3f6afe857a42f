"""``archdesk cost``: what a design or template costs, against another one, otherwise bought or drawn."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Final

from archdesk.cli.output import clean, one_line, say, table, tell
from archdesk.errors import UsageError

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from archdesk.catalog.catalogue import Catalogue
    from archdesk.costs.book import PriceBooks
    from archdesk.costs.comparing import Difference
    from archdesk.costs.items import Estimate
    from archdesk.costs.purchase import Discounted
    from archdesk.costs.variants import Variant
    from archdesk.interchange.estimate import Statement
    from archdesk.model.design import Design

_FORMATS: Final = {"text": "", "json": ".json", "csv": ".csv", "markdown": ".md"}
_SHORT: Final = {"hour": "hr", "month": "mo", "year": "yr"}
CLEAN, ABOVE = 0, 1


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    cost = commands.add_parser(
        "cost",
        help="what a design costs a month",
        description="Price a design or a CloudFormation template, line by line, by list prices. What has no price or "
        "needs usage is said, and never counted as nothing.",
        epilog="Exit codes: 0 priced, 1 dearer than --fail-above allows, 2 a file cannot be read.",
    )
    cost.add_argument("file", type=Path, metavar="FILE", help="a design or a template")
    cost.add_argument("--region", help="price it in this region")
    cost.add_argument(
        "--usage",
        metavar="small|medium|large|none|FILE",
        help="assume this much use where nobody entered any, or take it from a file",
    )
    cost.add_argument("--write-usage", type=Path, metavar="FILE", help="write all usage there, to fill in")
    cost.add_argument("--compare", type=Path, metavar="OTHER", help="say what is another than in this one")
    cost.add_argument(
        "--what-if", action="store_true", help="other regions, machines and capacities, and what they save"
    )
    cost.add_argument("--free-tier", action="store_true", help="take off what every account has for nothing")
    cost.add_argument("--environment", metavar="NAME", help="only what is deployed as this one, such as dev")
    cost.add_argument(
        "--purchase", metavar="OPTION", help="with savings plans or reservations, such as compute_1yr"
    )
    cost.add_argument("--period", choices=list(_SHORT), default="month", help="default: month")
    cost.add_argument(
        "--fail-above", type=_usd, metavar="USD", help="exit with 1 where it costs more a period"
    )
    cost.add_argument("--format", choices=list(_FORMATS), help="default: by the name of -o, else text")
    cost.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it there")


def run_cost(args: argparse.Namespace) -> int:
    from archdesk.app.palettes import load_all
    from archdesk.app.price_books import load_all_books, told_of
    from archdesk.app.repricing import books_for
    from archdesk.costs.variants import subject_names, variants
    from archdesk.interchange.estimate import Statement

    preset, usage = _usage(args.usage)
    _refuse_unknown_purchase(args.purchase)
    all_books = load_all_books()
    _refuse_unknown_region(args.region, all_books)
    catalogue = load_all()
    for note in (*catalogue.problems, *told_of(all_books)):
        tell(one_line(f"note: {note}"))
    design = _opened(args.file, catalogue, usage)
    _refuse_unknown_environment(args, design)
    books = books_for(all_books, design.settings)
    result = _estimate(design, catalogue, books, args, preset)
    if args.write_usage is not None:
        return _write_usage(args.write_usage, design, catalogue, result, preset)
    names = subject_names(design)
    statement = Statement(design.settings.name, result, names, _bought(result, args.purchase, design))
    difference = _difference(args, catalogue, books, preset, usage, statement) if args.compare else None
    found: tuple[Variant, ...] = ()
    moved = _moved(design, catalogue, args.region)
    if args.what_if:
        found = variants(moved, catalogue, books, preset, free_tier=args.free_tier or None)
        if not found:
            tell("There is nothing to draw instead.")
    text = _written(args, statement, difference, found)
    if args.what_if and _form(args) == "text":
        text += "".join(f"{one_line(line)}\n" for line in _break_evens(moved, catalogue, books))
    _put(text, args.output)
    for item in result.items:
        if item.state == "no price":
            tell(one_line(f"no price: {statement.subject(item)}, {item.label}: {item.reason}"))
    if statement.needs_usage or statement.no_price:
        tell(
            f"The total is without items that need usage: {statement.needs_usage}, "
            f"and without those that have no price: {statement.no_price}."
        )
    return _limit(args, statement)


def _opened(path: Path, catalogue: Catalogue, usage: Path | None, *, strict: bool = True) -> Design:
    """The design in a file, with the usage of another."""
    from archdesk.app.importing import open_any
    from archdesk.interchange.estimate_usage import with_usage
    from archdesk.storage.files import read_file

    reading = open_any(path, catalogue)
    for note in reading.notes:
        tell(one_line(f"note: {note}"))
    if usage is None:
        return reading.design
    return with_usage(reading.design, catalogue, read_file(usage), str(usage), strict=strict)


def _estimate(
    design: Design, catalogue: Catalogue, books: PriceBooks, args: argparse.Namespace, preset: str | None
) -> Estimate:
    from archdesk.costs.estimate import estimate

    free_tier, environment = args.free_tier or None, args.environment or ""
    return estimate(
        design, catalogue, books, args.region, preset, free_tier=free_tier, environment=environment
    )


def _usage(word: str | None) -> tuple[str | None, Path | None]:
    """The preset, or the file of usage, that an option says."""
    from archdesk.catalog.drawn import PRESETS
    from archdesk.catalog.mistakes import did_you_mean

    if word is None or word in (*PRESETS, "none"):
        return word, None
    path = Path(word)
    if not path.exists():
        close = did_you_mean(word, [*PRESETS, "none"])
        raise UsageError(
            f"--usage {word}: this is neither small, medium, large or none nor a file that is there{close}"
        )
    return None, path


def _refuse_unknown_environment(args: argparse.Namespace, design: Design) -> None:
    from archdesk.catalog.mistakes import did_you_mean

    name, known = args.environment, design.settings.environments
    if name is not None and name not in known:
        has = f"it has {', '.join(known)}{did_you_mean(name, known) or '.'}" if known else "it has none."
        raise UsageError(f"--environment {name}: {args.file} has no such one; {has}")
    if name is not None and args.what_if:
        raise UsageError("--what-if looks at the whole design: leave --environment away.")


def _refuse_unknown_region(region: str | None, books: PriceBooks) -> None:
    from archdesk.catalog.mistakes import did_you_mean

    if region is not None and region not in books.regions:
        close = did_you_mean(region, books.regions) or "."
        known = ", ".join(books.regions)
        raise UsageError(f"--region {region}: there is no price book of it. There are: {known}{close}")


def _moved(design: Design, catalogue: Catalogue, region: str | None) -> Design:
    from archdesk.costs.variants import in_region

    if region is None or region == design.settings.region:
        return design
    return in_region(design, catalogue, region).design


def _refuse_unknown_purchase(option: str | None) -> None:
    from archdesk.catalog.mistakes import did_you_mean
    from archdesk.costs.purchase import OPTIONS

    known = [o.id for o in OPTIONS]
    if option is not None and option not in known:
        close = did_you_mean(option, known)
        raise UsageError(
            f"--purchase {option}: there is no such way to buy{close}. There are: {', '.join(known)}."
        )


def _bought(result: Estimate, option: str | None, design: Design) -> Discounted | None:
    from archdesk.costs.purchase import ON_DEMAND, purchase_of, with_purchase

    purchase = purchase_of(option or design.settings.purchase)
    return None if purchase.id == ON_DEMAND else with_purchase(result, purchase)


def _write_usage(
    path: Path, design: Design, catalogue: Catalogue, result: Estimate, preset: str | None
) -> int:
    from archdesk.interchange.estimate_usage import usage_file
    from archdesk.storage.files import save_bytes

    if path.exists():
        raise UsageError(f"{path}: already there; choose another name, so that nothing filled in is lost.")
    billed = {item.subject for item in result.items if item.subject}
    save_bytes(path, usage_file(design, catalogue, billed, preset or "").encode())
    tell(f"{path}: written; fill it in and give it to `archdesk cost --usage {path}`")
    return CLEAN


def _difference(
    args: argparse.Namespace,
    catalogue: Catalogue,
    books: PriceBooks,
    preset: str | None,
    usage: Path | None,
    statement: Statement,
) -> Difference:
    """What the design is against the other one, both priced alike."""
    from archdesk.costs.comparing import compare
    from archdesk.costs.variants import subject_names

    other = _opened(args.compare, catalogue, usage, strict=False)
    before = _estimate(other, catalogue, books, args, preset)
    return compare(before, statement.estimate, subject_names(other), statement.names)


def _form(args: argparse.Namespace) -> str:
    suffix = args.output.suffix.lower() if args.output is not None else ""
    return args.format or next((form for form, end in _FORMATS.items() if end and end == suffix), "text")


def _written(
    args: argparse.Namespace,
    statement: Statement,
    difference: Difference | None,
    variants: tuple[Variant, ...],
) -> str:
    """The estimate in the form that was asked for."""
    import json

    from archdesk.interchange.estimate_csv import estimate_csv
    from archdesk.interchange.estimate_json import difference_json, estimate_json, variants_json
    from archdesk.interchange.estimate_markdown import estimate_markdown

    match _form(args):
        case "json":
            found = estimate_json(statement)
            if difference is not None:
                found["difference"] = difference_json(difference)
            if args.what_if:
                found["variants"] = variants_json(variants)
            return json.dumps(found, indent=2) + "\n"
        case "csv":
            return estimate_csv(statement, difference, variants)
        case "markdown":
            return estimate_markdown(statement, args.period, difference, variants)
        case _:
            lines = _lines(args, statement, difference, variants)
            return "".join(f"{clean(line)}\n" for line in lines)


def _lines(
    args: argparse.Namespace,
    statement: Statement,
    difference: Difference | None,
    variants: tuple[Variant, ...],
) -> Iterator[str]:
    from archdesk.costs.money import money
    from archdesk.interchange.estimate_markdown import per

    estimate = statement.estimate

    def shown(amount: Decimal) -> str:
        return money(per(amount, args.period), _SHORT[args.period])

    rows: list[tuple[str, ...]] = [
        (
            one_line(statement.subject(item)),
            one_line(item.label),
            shown(item.amount) if item.amount is not None else item.state,
        )
        for item in estimate.items
        if item.state != "free"
    ]
    if rows:
        yield table(rows, frozenset({2}))
    usage = "no usage assumed" if estimate.usage == "none" else f"{estimate.usage} usage"
    total = f"Total {shown(estimate.monthly)} in {one_line(estimate.region)}, {usage}"
    if estimate.scales:
        total += f"; from {shown(estimate.least)} at the fewest to {shown(estimate.most)} at the most"
    yield total
    if statement.bought is not None:
        bought = statement.bought
        yield f"With {bought.purchase.label}: about {shown(bought.monthly)}, {shown(bought.saved)} less"
    if difference is not None:
        yield ""
        yield one_line(f"Against {args.compare}: {difference.words}")
        yield from (f"  {one_line(entry.words)}" for entry in difference.entries)
    if variants:
        yield ""
        yield "What if:"
    for variant in variants:
        yield f"  {one_line(variant.words)}"
        yield from (f"      {one_line(caveat)}" for caveat in variant.caveats)
        lost = variant.difference.unpriced if variant.difference is not None else ()
        yield from (f"      {one_line(entry.words)}" for entry in lost)


def _break_evens(design: Design, catalogue: Catalogue, books: PriceBooks) -> Iterator[str]:
    from archdesk.costs.book import NoPrice
    from archdesk.costs.break_even import break_evens

    for component, found in break_evens(design, catalogue, books):
        if not isinstance(found, NoPrice):
            yield f"  {component.name}, {found.kind}: {found.words}"


def _put(text: str, output: Path | None) -> None:
    from archdesk.storage.files import save_bytes

    if output is None:
        say(text.replace("\r\n", "\n").rstrip("\n"))
    else:
        save_bytes(output, text.encode())
        tell(f"{output}: written")


def _limit(args: argparse.Namespace, statement: Statement) -> int:
    """Whether it is dearer than it may be, with by how much."""
    from archdesk.costs.money import dollars, money
    from archdesk.interchange.estimate_markdown import per

    if args.fail_above is None:
        return CLEAN
    limit: Decimal = args.fail_above
    total = per(statement.total, args.period)
    allowed = f"the {money(limit, _SHORT[args.period])} that --fail-above allows"
    if total > limit:
        tell(f"The total of {dollars(total)} is {dollars(total - limit)} above {allowed}.")
        return ABOVE
    if statement.needs_usage or statement.no_price:
        tell(f"What is known is within {allowed}; what the total is without may not be.")
    most = per(statement.estimate.most, args.period)
    if most > limit and statement.bought is None:
        tell(f"At the most of what scales it is {dollars(most)}, {dollars(most - limit)} above {allowed}.")
    return CLEAN


def _usd(text: str) -> Decimal:
    """An amount as a person writes it: 100, $1,250.50."""
    try:
        amount = Decimal(text.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite() or amount < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of US dollars, such as 100 or 1250.50")
    return amount
