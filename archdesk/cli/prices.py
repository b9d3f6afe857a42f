"""``archdesk prices``: bring the price books up to date, show what is in them, and what changed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archdesk.cli.output import one_line, say, say_json, table, tell
from archdesk.errors import UsageError

if TYPE_CHECKING:  # the parser is made for every command, so nothing heavy is imported for it
    from archdesk.costs.book import Price, PriceBook, PriceBooks
    from archdesk.pricelist.differing import Move
    from archdesk.pricelist.update import Updated

DONE, DIFFERENT = 0, 1


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    prices = commands.add_parser("prices", help="price books: bring them up to date, show them, compare them")
    actions = prices.add_subparsers(dest="action", required=True, metavar="ACTION")
    updating = actions.add_parser(
        "update",
        help="fetch AWS's public price list",
        description="Fetch AWS's public price list and make price books of it. No account is needed. The book there "
        "is stays as it is unless everything went well, and is kept as an earlier edition then.",
    )
    updating.add_argument(
        "--region", action="append", default=[], help="may be given again; default: those updated before"
    )
    updating.add_argument("--offer", action="append", default=[], help="only this offer, such as AmazonEC2")
    updating.add_argument("--from", dest="base", default="", metavar="URL", help="another address than AWS's")
    updating.add_argument("--force", action="store_true", help="even if the list is no newer than the book")
    updating.add_argument(
        "--accept", action="append", default=[], metavar="OFFER/COMPONENT", help="take what looks doubtful"
    )
    updating.add_argument("--csv", action="store_true", help="read the list's CSV files, not its JSON files")
    updating.add_argument(
        "--timeout",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="wait this long for an answer (default: 30)",
    )
    showing = actions.add_parser("show", help="what is in a price book")
    showing.add_argument("what", nargs="?", default="", metavar="OFFER[/COMPONENT]")
    showing.add_argument("--region", default="us-east-1")
    showing.add_argument("--format", choices=["text", "json"], default="text")
    differing = actions.add_parser(
        "diff",
        help="what rose, fell, appeared and went",
        description="Compare two editions of a price book, each a date or a file. Default: the shipped one with "
        "your own; one alone: it with the newest.",
    )
    differing.add_argument("old", nargs="?", default="", metavar="OLD")
    differing.add_argument("new", nargs="?", default="", metavar="NEW")
    differing.add_argument("--region", default="us-east-1")
    differing.add_argument("--format", choices=["text", "json"], default="text")


def run_prices(args: argparse.Namespace) -> int:
    """Run one of the actions; returns the exit code."""
    code: int = {"update": _update, "show": _show, "diff": _diff}[args.action](args)
    return code


# ---- update


def _update(args: argparse.Namespace) -> int:
    from archdesk.app.price_books import books_folder
    from archdesk.costs.book import GLOBAL
    from archdesk.pricelist.download import ListAddress, offers
    from archdesk.pricelist.mapping import load_mapping
    from archdesk.pricelist.update import Choices, update

    books = _books()
    mapping = load_mapping()
    unknown = sorted(set(args.offer) - mapping.offers)
    if unknown:
        known = ", ".join(sorted(mapping.offers))
        raise UsageError(f"no price here is of {', '.join(unknown)}; the offers are {known}.")
    if not args.timeout > 0:
        raise UsageError("--timeout is a number of seconds above 0.")
    regions = [r for r in dict.fromkeys(args.region) if r != GLOBAL] or (
        [] if args.region else sorted(f.stem for f in books_folder().glob("*.csv") if f.stem != GLOBAL)
    )
    if not regions and not args.region:
        raise UsageError(
            "name a region the first time, such as --region eu-west-1: the list of EC2 alone is several "
            "hundred megabytes in each."
        )
    strange = [r for r in regions if r not in books.books]
    if strange:
        raise UsageError(f"{', '.join(strange)}: there are price books of {', '.join(books.regions)}.")
    address = ListAddress(args.base, args.timeout) if args.base else ListAddress(timeout=args.timeout)
    choices = Choices(frozenset(args.offer), frozenset(args.accept), args.force, args.csv)
    index = offers(address)
    progress = _Progress()
    everywhere = [GLOBAL] if mapping.lists(GLOBAL, choices.offers) else []
    for region in [*regions, *everywhere]:
        before = books.books[region]
        try:
            done = update(region, before, books_folder(), mapping, address, choices, progress, index)
        finally:
            progress.end()
        _say_updated(done)
    return DONE


def _say_updated(done: Updated) -> None:
    from archdesk.pricelist.differing import moves

    for note in done.notes:
        tell(one_line(f"{done.region}: {note}"))
    for doubt in done.accepted:
        tell(one_line(f"{done.region}: accepted: {doubt.message}"))
    if not done.changed:
        say(f"{done.region}: up to date ({done.book.date})")
        return
    kept = sum(done.as_they_were.values())
    if kept:
        of = ", ".join(f"{name} {count}" for name, count in done.as_they_were.items())
        tell(one_line(f"{done.region}: {kept} prices are not in the list and stay as they were: {of}"))
    counts = _counts(moves(done.before, done.book))
    say(f"{done.region}: {len(done.book.prices)} prices, {done.book.date}; {counts}")


class _Progress:
    """Progress on standard error: a bar that moves on a terminal, a line for each list elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._doing = ""
        self._next = 0.0

    def __call__(self, doing: str, offer: str, count: int, of: int | None) -> None:
        what = f"{'downloading' if doing == 'download' else 'reading'} {offer}"
        if not self._terminal:
            if what != self._doing:
                tell(f"{what}{f', {_megabytes(of)}' if of else ''}")
            self._doing = what
            return
        now = time.monotonic()
        if what == self._doing and now < self._next and count != of:
            return
        self._doing, self._next = what, now + 0.1
        share = min(1.0, count / of) if of else 0.0
        bar = f"[{'#' * round(share * 20):<20}] " if of else ""
        sys.stderr.write(f"\r\x1b[K{bar}{what} {_megabytes(count)}")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._terminal and self._doing:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._doing = ""


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:,.1f} MB"


# ---- show


def _show(args: argparse.Namespace) -> int:
    books = _books()
    book = _book(books, args.region)
    offer, _, component = args.what.partition("/")
    prices = [
        p
        for id, p in sorted(book.prices.items(), key=lambda item: item[0])
        if (not offer or id[0] == offer) and (not component or id[1] == component)
    ]
    if not prices:
        known = sorted({f"{id[0]}/{id[1]}" if component else id[0] for id in book.prices})
        raise UsageError(
            f"{args.what}: the book of {args.region} has no such price; it has {', '.join(known)}."
        )
    if args.format == "json":
        say_json(
            {
                "region": book.region,
                "date": book.date,
                "editions": list(books.dates(args.region)),
                "prices": [{**_record(p), "source": books.source(p)} for p in prices],
            }
        )
    elif component or offer:
        rows: list[tuple[str, ...]] = [("price", "key", "from", "USD", "per", "of")]
        for p in prices:
            for tier in p.tiers:
                start = f"{tier.start:,f}" if tier.start else ""
                rows.append((f"{p.offer}/{p.component}", _key(p), start, _plain(tier.usd), p.unit, p.as_of))
        say(table(rows, frozenset({2, 3})))
    else:
        say(table(_by_offer(prices), frozenset({1})))
        dates = ", ".join(books.dates(args.region))
        tell(f"{args.region}: {len(prices)} prices; editions: {dates}")
    return DONE


def _by_offer(prices: list[Price]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("offer", "prices", "oldest", "newest")]
    offers: dict[str, list[Price]] = {}
    for price in prices:
        offers.setdefault(price.offer, []).append(price)
    for offer, of in offers.items():
        dates = sorted(p.as_of for p in of if p.as_of) or [""]
        rows.append((offer, str(len(of)), dates[0], dates[-1]))
    return rows


# ---- diff


def _diff(args: argparse.Namespace) -> int:
    from archdesk.costs.book import load_books
    from archdesk.pricelist.differing import first_paid, moves

    books = _books()
    old = _edition(books, args.region, args.old) if args.old else _book(load_books(), args.region)
    new = _edition(books, args.region, args.new) if args.new else _book(books, args.region)
    found = moves(old, new)
    if args.format == "json":
        say_json(
            {
                "region": args.region,
                "old": old.date,
                "new": new.date,
                "changes": [
                    {
                        "change": m.kind,
                        "price": f"{m.price.offer}/{m.price.component}",
                        "key": dict(m.price.key),
                        "old": None if m.old is None else _record(m.old),
                        "new": None if m.new is None else _record(m.new),
                    }
                    for m in found
                ],
            }
        )
    elif found:
        rows: list[tuple[str, ...]] = [("", "price", "key", "old", "new", "", "per")]
        for m in found:
            before, after = ("" if p is None else _plain(first_paid(p)) for p in (m.old, m.new))
            share = "" if m.share is None else f"{m.share * 100:+.1f} %"
            rows.append(
                (
                    m.kind,
                    f"{m.price.offer}/{m.price.component}",
                    _key(m.price),
                    before,
                    after,
                    share,
                    m.price.unit,
                )
            )
        say(table(rows, frozenset({3, 4, 5})))
    tell(f"{args.region}, {old.date} and {new.date}: {_counts(found)}")
    return DIFFERENT if found else DONE


def _counts(found: tuple[Move, ...]) -> str:
    counts = {k: sum(m.kind == k for m in found) for k in ("rose", "fell", "changed", "appeared", "went")}
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "no price changed"


def _edition(books: PriceBooks, region: str, which: str) -> PriceBook:
    """The book of a date of which there is an edition, or of a file."""
    from archdesk.costs.book import read_book
    from archdesk.storage.files import read_file

    if which in books.dates(region):
        return books.as_of(which).books[region]
    file = Path(which)
    if file.suffix == ".csv":
        return replace(read_book(read_file(file), str(file), region), region=region)
    there = ", ".join(books.dates(region)) or "none"
    raise UsageError(
        f"{which}: there is no edition of that date of {region}, and it is no .csv file; there are: {there}."
    )


# ---- all


def _books() -> PriceBooks:
    from archdesk.app.price_books import load_all_books, told_of

    books = load_all_books()
    for note in told_of(books):
        tell(one_line(f"note: {note}"))
    return books


def _book(books: PriceBooks, region: str) -> PriceBook:
    if region not in books.books:
        raise UsageError(f"{region}: there are price books of {', '.join(sorted(books.books))}.")
    return books.books[region]


def _record(price: Price) -> Mapping[str, Any]:
    return {
        "price": f"{price.offer}/{price.component}",
        "key": dict(price.key),
        "unit": price.unit,
        "tiers": [
            {"from": _plain(t.start), "to": None if t.end is None else _plain(t.end), "usd": _plain(t.usd)}
            for t in price.tiers
        ],
        "each": price.each,
        "as_of": price.as_of,
    }


def _key(price: Price) -> str:
    return one_line(" ".join(f"{n}={v}" for n, v in price.key))


def _plain(number: Any) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
