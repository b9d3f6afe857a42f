"""Price books: the unit prices of one region each, read from text files with their dates and sources.

A price file is CSV under comment lines; ``# source NAME: words`` says where the prices of a source are from.

    offer,component,key,unit,tiers,from,to,usd,as_of,source,agrees,note

A row is one tier. ``key`` is ``name=value;name=value``; ``tiers`` is ``account`` (quantities of a whole account are
added up before the tiers apply) or ``each`` (every resource has tiers of its own); an empty ``to`` has no end. ``agrees`` counts further sources with the same price.
``# published OFFER: moment`` says which edition of AWS's price list the prices of an offer are from, and
``# checked: digest``, the last line of a book that ArchDesk wrote, that the lines above were read and found sound.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Final, cast

from archdesk.costs.prices import Key, NoPrice, Price, QuickPrices, Tier
from archdesk.errors import PriceBookError, Problem
from archdesk.shipped import shipped

__all__ = [
    "COLUMNS", "EARLIER", "GLOBAL", "Key", "NoPrice", "Price", "PriceBook", "PriceBooks", "Tier", "load_books", "read_book", "sealed",
]  # fmt: skip

GLOBAL: Final = "global"
COLUMNS: Final = (
    "offer", "component", "key", "unit", "tiers", "from", "to", "usd", "as_of", "source", "agrees", "note",
)  # fmt: skip
MAX_BYTES: Final = 16_000_000
A_LIST: Final = 10  # so many prices of a kind are a list of what a region has, and what is missing is telling


_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_SOURCE = re.compile(r"#\s*source\s+([a-z0-9-]+)\s*:\s*(\S.*)")
_PUBLISHED = re.compile(r"#\s*published\s+([A-Za-z0-9]+)\s*:\s*([0-9TZ:-]+)")
_CHECKED: Final = "# checked: "
EARLIER: Final = "earlier"  # in a folder of books: earlier editions, called REGION_DATE.csv


@dataclass(frozen=True)
class PriceBook:
    """The prices of one region (or of what is sold everywhere alike: ``global``)."""

    region: str
    prices: Mapping[tuple[str, str, Key], Price] = field(repr=False)
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    published: Mapping[str, str] = field(default_factory=dict, repr=False)  # offer -> moment of AWS's list

    def lookup(self, offer: str, component: str, key: Mapping[str, str]) -> Price | None:
        """The price with just this key; None where the book has none."""
        return self.prices.get((offer, component, _sorted_key(key)))

    @cached_property
    def kinds(self) -> Mapping[tuple[str, str], Sequence[Key]]:
        """The keys it has of each offer's components."""
        found: dict[tuple[str, str], list[Key]] = {}
        for offer, component, key in self.prices:
            found.setdefault((offer, component), []).append(key)
        return found

    @cached_property
    def date(self) -> str:
        """The date of the newest price, ISO; empty for a book without dates."""
        if isinstance(self.prices, QuickPrices):
            return self.prices.date
        return max((p.as_of for p in self.prices.values()), default="")

    @cached_property
    def oldest(self) -> str:
        """The date of the oldest dated price, ISO."""
        return min((p.as_of for p in self.prices.values() if p.as_of), default="")


@dataclass(frozen=True)
class PriceBooks:
    """All books, by region."""

    books: Mapping[str, PriceBook]
    earlier: Mapping[str, tuple[Path, ...]] = field(default_factory=dict, repr=False)  # files by region
    problems: tuple[Problem, ...] = ()  # of books of a person's own, in whose place the shipped ones stand
    _read: dict[str, dict[str, PriceBook]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def dates(self, region: str) -> tuple[str, ...]:
        """The dates of the editions there are of a region's book, newest first."""
        return tuple(sorted(self._editions(region), reverse=True))

    def as_of(self, date: str) -> PriceBooks:
        """The books as they were on a date: of each the newest edition of no later date, else the oldest."""
        then: dict[str, PriceBook] = {}
        for region in self.earlier:  # of the others there is one edition, read when it is asked for
            editions = self._editions(region)
            if editions:
                dates = sorted(editions)
                then[region] = editions[max((d for d in dates if d <= date), default=dates[0])]
        return replace(self, books=ChainMap(then, cast("dict[str, PriceBook]", self.books)))

    def _editions(self, region: str) -> dict[str, PriceBook]:
        """The editions of a region's book by date, read once: the window asks after each edit."""
        if region not in self._read:
            self._read[region] = self._editions_read(region)
        return self._read[region]

    def _editions_read(self, region: str) -> dict[str, PriceBook]:
        found: dict[str, PriceBook] = {}
        for file in self.earlier.get(region, ()):
            try:
                book = _read_file(file, region)
            except PriceBookError:
                continue  # it was sound once; a design pinned to it is priced with its neighbour
            found[book.date] = book
        if region in self.books:
            found[self.books[region].date] = self.books[region]
        return found

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have a book, sorted."""
        return tuple(sorted(r for r in self.books if r != GLOBAL))

    def find(self, region: str, offer: str, component: str, key: Mapping[str, str]) -> Price | NoPrice:
        """The price of the region, else of the global book; or why there is none."""
        for name in (region, GLOBAL):
            found = self.books[name].lookup(offer, component, key) if name in self.books else None
            if found is not None:
                return found
        return NoPrice(self._why_not(region, offer, component, key))

    def source(self, price: Price) -> str:
        """Where a price is from, in words."""
        book = self.books.get(price.region)
        return (book.sources.get(price.source) if book is not None else None) or price.source

    def _why_not(self, region: str, offer: str, component: str, key: Mapping[str, str]) -> str:
        what = " ".join(key.values()) or component.replace("_", " ")
        if region not in self.books:
            known = ", ".join(self.regions) or "none"
            return f"There is no price book of {region}; there are: {known}."
        lacks = f"The price book of {region} is without"
        kind = self.books[region].kinds.get((offer, component))
        if kind is None:
            return f"{lacks} any price of {offer}/{component}; it may well be sold there."
        elsewhere = [r for r in self.regions if self.books[r].lookup(offer, component, key) is not None]
        if not elsewhere:
            return f"{lacks} a price of {what} ({offer}/{component})."
        where = f"it has one in {', '.join(elsewhere)}"
        alike = sum(_differ_in_one(_sorted_key(key), other) for other in kind)
        if alike < A_LIST:
            return f"{what} has no price in {region}: it is not sold there, or the book lacks it ({where})."
        return (
            f"{what} has no price in {region}, where {alike} others of its kind have one: "
            f"it is probably not sold there ({where})."
        )


def load_books(folders: Iterable[Path] = (), *, mend: bool = False) -> PriceBooks:
    """The shipped price books, each read when it is first asked for, and those in further ``folders``, which win.

    Raises PriceBookError with every problem of the further books; to ``mend`` keeps the shipped ones instead
    and notes the problems.
    """
    files = {file.stem: file for file in sorted((shipped("palettes") / "aws" / "prices").glob("*.csv"))}
    own: dict[str, PriceBook] = {}
    earlier: dict[str, list[Path]] = {}
    problems: list[Problem] = []
    for folder in folders:
        for file in sorted(f for f in folder.glob("*.csv") if f.is_file()):  # a pipe would wait for ever
            try:
                own[file.stem] = _read_file(file, file.stem)
            except PriceBookError as error:
                problems += [replace(p, file=str(file)) for p in error.problems] if mend else error.problems
        for file in sorted((folder / EARLIER).glob("*_*.csv")):
            earlier.setdefault(file.stem.rpartition("_")[0], []).append(file)
    if problems and not mend:
        raise PriceBookError(problems)
    for region in own.keys() & files.keys():
        earlier.setdefault(region, []).append(files[region])
    return PriceBooks(_Shelf(files, own), {r: tuple(f) for r, f in earlier.items()}, tuple(problems))


class _Shelf(Mapping[str, PriceBook]):
    """Books by region; a book is read when it is first taken."""

    def __init__(self, files: Mapping[str, Path], read: dict[str, PriceBook]) -> None:
        self._files = files
        self._read = read

    def __getitem__(self, region: str) -> PriceBook:
        if region not in self._read:
            self._read[region] = _read_file(self._files[region], region, checked=True)
        return self._read[region]

    def __contains__(self, region: object) -> bool:
        return region in self._read or region in self._files

    def __iter__(self) -> Iterator[str]:
        return iter({**self._files, **self._read})

    def __len__(self) -> int:
        return len({**self._files, **self._read})


def _read_file(file: Path, region: str, *, checked: bool = False) -> PriceBook:
    """The book of a file. One that is ``checked`` (shipped, or sealed by us) is read in a fifth of the time."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise PriceBookError(
            [Problem(file.name, 0, f"this file cannot be read: {error.strerror}")]
        ) from error
    checked = checked or _is_sealed(text) or shipped("palettes") in file.parents
    return _quick_book(text, region) if checked else read_book(text, file.name, region)


def sealed(text: str) -> str:
    """A price file's text that was read and found sound, with a last line that says so."""
    return f"{text}{_CHECKED}{hashlib.sha256(text.encode()).hexdigest()}\n"


def _is_sealed(text: bytes) -> bool:
    start = text.rfind(f"\n{_CHECKED}".encode()) + 1
    return bool(start) and text.decode("utf-8", "replace") == sealed(text[:start].decode("utf-8", "replace"))


def _quick_book(text: bytes, region: str) -> PriceBook:
    """A book of a text known to be sound: its prices are made when they are looked up."""
    lines = text.decode("utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    table = csv.reader([line for line in lines if line and not line.startswith("#")])
    next(table)
    rows: dict[tuple[str, str, str], list[list[str]]] = {}
    for row in table:
        rows.setdefault((row[0], row[1], row[2]), []).append(row)
    return PriceBook(region, QuickPrices(region, rows), _told(_SOURCE, comments), _told(_PUBLISHED, comments))


def _told(pattern: re.Pattern[str], comments: Iterable[str]) -> dict[str, str]:
    return {words[1]: words[2] for line in comments if (words := pattern.fullmatch(line.rstrip()))}


def read_book(text: str | bytes, name: str, region: str) -> PriceBook:
    """A book of a price file's text. Raises PriceBookError with every problem the file has."""
    reader = _Reader(name, region)
    book = reader.read(text)
    if reader.problems or book is None:
        raise PriceBookError(sorted(reader.problems))
    return book


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    price: Price
    tier: Tier


class _Reader:
    """Reads one file, noting all its problems with their lines."""

    def __init__(self, name: str, region: str) -> None:
        self.name = name
        self.region = region
        self.problems: list[Problem] = []
        self.sources: dict[str, str] = {}
        self.published: dict[str, str] = {}

    def read(self, text: str | bytes) -> PriceBook | None:
        if len(text) > MAX_BYTES:
            self._wrong(0, f"the file is longer than {MAX_BYTES:,} bytes")
            return None
        if isinstance(text, bytes):
            try:
                text = text.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                self._wrong(error.object[: error.start].count(b"\n") + 1, "this is not UTF-8 text")
                return None
        found: dict[tuple[str, str, Key], list[_Row]] = {}
        for row in self._rows(text):
            found.setdefault((row.price.offer, row.price.component, row.price.key), []).append(row)
        return PriceBook(
            self.region, {k: self._price(rows) for k, rows in found.items()}, self.sources, self.published
        )

    def _rows(self, text: str) -> Iterator[_Row]:
        header = False
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith("#"):
                if words := _SOURCE.fullmatch(line.rstrip()):
                    self.sources[words[1]] = words[2]
                elif words := _PUBLISHED.fullmatch(line.rstrip()):
                    self.published[words[1]] = words[2]
                continue
            if not line.strip():
                continue
            try:
                cells = next(csv.reader([line], strict=True)) if '"' in line else line.split(",")
            except csv.Error as error:
                self._wrong(number, f"this is no CSV row: {error}")
                continue
            if not header:
                header = True
                if tuple(cells) != COLUMNS:
                    self._wrong(number, f"the first row must be the header {','.join(COLUMNS)}")
                    return
            elif len(cells) != len(COLUMNS):
                self._wrong(number, f"a row has {len(COLUMNS)} cells; this one has {len(cells)}")
            elif (row := self._row(number, dict(zip(COLUMNS, cells, strict=True)))) is not None:
                yield row
        if not header:
            self._wrong(0, f"there are no prices; the first row is {','.join(COLUMNS)}")

    def _row(self, line: int, cells: Mapping[str, str]) -> _Row | None:
        before = len(self.problems)
        for column in ("offer", "component", "unit"):
            if not cells[column].strip():
                self._wrong(line, f"{column} is empty")
        usd = self._number(line, "usd", cells["usd"])
        start = self._number(line, "from", cells["from"]) if cells["from"] else Decimal(0)
        end = self._number(line, "to", cells["to"]) if cells["to"] else None
        if start is not None and end is not None and end <= start:
            self._wrong(line, f"the tier ends at {end}, not above its start {start}")
        if cells["as_of"] and not _DATE.fullmatch(cells["as_of"]):
            self._wrong(line, f"as_of is {cells['as_of']!r}, not a date such as 2025-06-18")
        if cells["source"] not in self.sources:
            self._wrong(line, f"no line '# source {cells['source']}: ...' says where this price is from")
        if cells["agrees"] and not (cells["agrees"].isascii() and cells["agrees"].isdigit()):
            self._wrong(line, f"agrees is {cells['agrees']!r}, not a count of further sources")
        if cells["tiers"] not in ("account", "each"):
            self._wrong(line, f"tiers is {cells['tiers']!r}; it is account or each")
        key = self._key(line, cells["key"])
        if len(self.problems) > before or usd is None or start is None:
            return None
        tier = Tier(start, end, usd)
        price = Price(
            self.region, cells["offer"], cells["component"], key, cells["unit"], (tier,), cells["tiers"] == "each",
            cells["as_of"], cells["source"], int(cells["agrees"] or 0), cells["note"],
        )  # fmt: skip
        return _Row(line, price, tier)

    def _key(self, line: int, text: str) -> Key:
        key: dict[str, str] = {}
        for part in filter(None, text.split(";")):
            name, equals, value = part.partition("=")
            if not (name and equals and value):
                self._wrong(line, f"the key has {part!r}; write name=value;name=value")
            elif name in key:
                self._wrong(line, f"the key names {name} twice")
            else:
                key[name] = value
        return _sorted_key(key)

    def _number(self, line: int, column: str, text: str) -> Decimal | None:
        if not _NUMBER.fullmatch(text):
            self._wrong(line, f"{column} is {text!r}, not a plain number such as 0.0104")
            return None
        return Decimal(text)

    def _price(self, rows: list[_Row]) -> Price:
        """One price of its tiers, which must follow each other without gap from 0."""
        first = rows[0].price
        if len(rows) == 1 and not rows[0].tier.start and rows[0].tier.end is None:
            return first  # the usual price: one for all quantities
        rows.sort(key=lambda row: row.tier.start)
        first = rows[0].price
        expected: Decimal | None = Decimal(0)
        for row in rows:
            if row.price.unit != first.unit or row.price.each != first.each:
                self._wrong(row.line, "the tiers of one price have different units or kinds of tiers")
            if expected is None or row.tier.start < expected:
                self._wrong(row.line, f"this price of {first.offer}/{first.component} is here twice")
            elif row.tier.start > expected:
                self._wrong(row.line, f"no tier says what is paid from {expected} to {row.tier.start}")
            expected = row.tier.end
        if expected is not None:
            self._wrong(rows[-1].line, f"no tier says what is paid beyond {expected}")
        return Price(
            first.region, first.offer, first.component, first.key, first.unit, tuple(r.tier for r in rows),
            first.each, min(r.price.as_of for r in rows), first.source, first.agrees, first.note,
        )  # fmt: skip

    def _wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.name, line, message))


def _sorted_key(key: Mapping[str, str]) -> Key:
    return tuple(sorted(key.items()))


def _differ_in_one(key: Key, other: Key) -> bool:
    """Whether the two say the same of all things but one: another size of machine, all else alike."""
    return len(key) == len(other) and len(set(key) ^ set(other)) == 2
