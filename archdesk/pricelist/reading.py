"""One offer file of the price list, JSON or CSV, read as a stream: the products that are wanted, and their rates.

JSON has the products before their terms, as a rule. Where a file has the terms first, it is read a second time.
Nothing of a file is kept but what an entry of the mapping takes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from archdesk.costs.book import GLOBAL, Key
from archdesk.errors import PriceBookError, Problem
from archdesk.pricelist.mapping import Attributes, Entry, plain_name

ON_DEMAND: Final = "JRTCKXETXF"  # the code of the ordinary on-demand term
_CHUNK: Final = 1 << 18
_AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]{1,40})?([eE]-?[0-9]{1,2})?")
_SKU_LENGTH: Final = 64

Progress = Callable[[int], None]  # bytes read so far


@dataclass(frozen=True, slots=True)
class Rate:
    """What one rate code says: the price in US dollars of each unit from ``start`` to ``end``."""

    start: Decimal
    end: Decimal | None
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Found:
    """A price of the list: the entry that takes it, the key in the book, its rates, and where it stands."""

    entry: Entry
    key: Key
    sku: str
    usage: str
    rates: tuple[Rate, ...]


@dataclass
class OfferFile:
    """An offer file as read."""

    offer: str
    published: str  # as the file says it: 2026-04-27T07:13:25Z
    version: str
    found: list[Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wanted:
    entry: Entry
    key: Key
    usage: str


class _Choice:
    """Which products of a file are wanted for a region."""

    def __init__(self, entries: Iterable[Entry], region: str) -> None:
        self._entries = tuple(entries)
        self._region = region

    def of(self, product: Attributes) -> tuple[_Wanted, ...]:
        if self._region != GLOBAL and not self._is_here(product):
            return ()
        usage = product.get("usagetype", "")
        return tuple(
            _Wanted(entry, key, usage)
            for entry in self._entries
            if (key := entry.meter.key_of(product)) is not None
        )

    def _is_here(self, product: Attributes) -> bool:
        """Whether it is sold in the region itself: not in a local zone beside it, and not just anywhere."""
        kind = product.get("locationtype") or product.get("fromlocationtype") or "AWS Region"
        region = product.get("regioncode") or product.get("fromregioncode") or self._region
        return kind == "AWS Region" and region == self._region and product.get("location") != "Any"


def read_offer_file(
    path: Path, name: str, offer: str, region: str, entries: Iterable[Entry], progress: Progress | None = None
) -> OfferFile:
    """What the entries take of an offer file. Raises PriceBookError where it is not what it should be."""
    choice = _Choice(entries, region)
    with path.open("rb") as file:
        first = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    read = (
        _read_json if first.startswith(b"{") else _read_csv if first.startswith(b'"FormatVersion"') else None
    )
    if read is None:
        what = "an HTML page" if first[:1] == b"<" else "neither JSON nor CSV of a price list"
        raise _wrong(name, f"this is {what}")
    result = read(path, name, choice, progress or (lambda count: None))
    if result.offer != offer:
        raise _wrong(name, f"this is the list of {result.offer or 'nothing named'}, not of {offer}")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", result.published):
        raise _wrong(name, f"its publication date is {result.published!r}, not such as 2026-04-27T07:13:25Z")
    return result


def _wrong(name: str, message: str) -> PriceBookError:
    return PriceBookError([Problem(name, 0, message)])


# ---- JSON


def _read_json(path: Path, name: str, choice: _Choice, progress: Progress) -> OfferFile:
    import ijson

    reading = _JsonReading(name, choice)
    try:
        reading.pass_over(path, progress)
        if reading.terms_came_first:
            reading.pass_over(path, progress, again=True)
        head = {key: _head(path, key) for key in ("offerCode", "publicationDate", "version")}
    except (ijson.JSONError, UnicodeDecodeError) as error:
        where = " before its end" if isinstance(error, ijson.IncompleteJSONError) else ""
        raise _wrong(name, f"this is no whole JSON text; it breaks off or is garbled{where}") from error
    if not reading.products_seen:
        raise _wrong(name, "there are no products in it")
    if not reading.terms_seen:
        raise _wrong(name, "there are no on-demand terms in it")
    return OfferFile(head["offerCode"], head["publicationDate"], head["version"], reading.found)


def _head(path: Path, key: str) -> str:
    """A value at the top of the file; usually one of its first lines."""
    import ijson

    with path.open("rb") as file:
        return str(next(iter(ijson.items(file, key)), ""))


class _JsonReading:
    def __init__(self, name: str, choice: _Choice) -> None:
        self._name = name
        self._choice = choice
        self._wanted: dict[str, tuple[_Wanted, ...]] = {}
        self.products_seen = self.terms_seen = self.terms_came_first = False
        self.found: list[Found] = []

    def pass_over(self, path: Path, progress: Progress, *, again: bool = False) -> None:
        """Read the file once; the products as well as the terms, but ``again`` the terms alone."""
        import ijson

        products: list[tuple[str, Any]] = []
        terms: list[tuple[str, Any]] = []
        # The receivers gather what each piece of the file completes: products are taken before the terms.
        readers = [] if again else [ijson.kvitems_coro(_into(products), "products")]
        readers.append(ijson.kvitems_coro(_into(terms), "terms.OnDemand"))
        count = 0
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                for reader in readers:
                    reader.send(piece)
                self._take_products(products)
                self._take_terms(terms)
                count += len(piece)
                progress(count)
        for reader in readers:
            reader.close()
        self._take_products(products)
        self._take_terms(terms)

    def _take_products(self, products: list[tuple[str, Any]]) -> None:
        for sku, product in products:
            self._take_product(sku, product)
            if self.terms_seen and sku in self._wanted:
                self.terms_came_first = True
        products.clear()

    def _take_product(self, sku: str, product: Any) -> None:
        attributes = product.get("attributes") if isinstance(product, dict) else None
        if not isinstance(attributes, dict) or len(sku) > _SKU_LENGTH:
            raise _wrong(self._name, f"the product {sku[:_SKU_LENGTH]} has no attributes")
        self.products_seen = True
        plain = {plain_name(n): v for n, v in attributes.items() if isinstance(v, str)}
        plain["productfamily"] = str(product.get("productFamily") or "")
        wanted = self._choice.of(plain)
        if wanted:
            self._wanted[sku] = wanted

    def _take_terms(self, terms: list[tuple[str, Any]]) -> None:
        for sku, offered in terms:
            self.terms_seen = True
            wanted = self._wanted.pop(sku, ())
            if not wanted:
                continue
            rates = self._rates(sku, offered)
            self.found += [Found(w.entry, w.key, sku, w.usage, rates) for w in wanted] if rates else []
        terms.clear()

    def _rates(self, sku: str, offered: Any) -> tuple[Rate, ...]:
        try:
            chosen = [term for term in offered.values() if term["offerTermCode"] == ON_DEMAND]
            chosen = chosen or list(offered.values())
            newest = max(chosen, key=lambda term: str(term.get("effectiveDate", "")), default=None)
            dimensions = list(newest["priceDimensions"].values()) if newest else []
            return tuple(
                _rate(self._name, sku, d.get("beginRange"), d.get("endRange"), d["pricePerUnit"])
                for d in dimensions
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise _wrong(
                self._name, f"the term of {sku} has no price where one is expected ({error})"
            ) from error


def _into(found: list[tuple[str, Any]]) -> Any:
    """A receiver that appends what it is sent."""

    class Receiver:
        def send(self, pair: tuple[str, Any]) -> None:
            found.append(pair)

        def close(self) -> None:
            pass

    return Receiver()


# ---- CSV


def _read_csv(path: Path, name: str, choice: _Choice, progress: Progress) -> OfferFile:
    csv.field_size_limit(1_000_000)
    wanted: dict[str, tuple[_Wanted, ...]] = {}
    rates: dict[str, list[Rate]] = {}
    try:
        with path.open("r", encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(_counted(file, progress), strict=True)
            head, header = _csv_head(rows, name)
            at = {column: i for i, column in reversed(list(enumerate(map(plain_name, header))))}
            lacking = [c for c in ("sku", "termtype", "unit", "priceperunit", "currency") if c not in at]
            if lacking:
                raise _wrong(name, f"there is no column {', '.join(lacking)}")
            for row in rows:
                if len(row) != len(header):
                    line = rows.line_num
                    raise PriceBookError(
                        [Problem(name, line, f"this row has {len(row)} cells, not {len(header)}")]
                    )
                if row[at["termtype"]] != "OnDemand":
                    continue
                sku = row[at["sku"]]
                if sku not in wanted:
                    # Of columns with the same name the first that says something holds.
                    plain: dict[str, str] = {}
                    for column, cell in zip(header, row, strict=True):
                        if cell:
                            plain.setdefault(plain_name(column), cell)
                    wanted[sku] = choice.of(plain)
                if wanted[sku]:
                    rates.setdefault(sku, []).append(
                        _rate(
                            name, sku, _cell(row, at, "startingrange"), _cell(row, at, "endingrange"),
                            {row[at["currency"]]: row[at["priceperunit"]]},
                        )
                    )  # fmt: skip
    except (csv.Error, UnicodeDecodeError) as error:
        raise _wrong(name, f"this is no whole CSV text: {error}") from error
    found = [Found(w.entry, w.key, sku, w.usage, tuple(rates[sku])) for sku in rates for w in wanted[sku]]
    if not wanted:
        raise _wrong(name, "there are no on-demand rows in it")
    return OfferFile(
        head.get("offercode", ""), head.get("publicationdate", ""), head.get("version", ""), found
    )


def _csv_head(rows: Iterator[list[str]], name: str) -> tuple[dict[str, str], list[str]]:
    """The lines before the header, by their names, and the header."""
    head: dict[str, str] = {}
    for row in rows:
        if row and row[0] == "SKU":
            return head, row
        if len(row) >= 2:
            head[plain_name(row[0])] = row[1]
        if len(head) > 20:
            break
    raise _wrong(name, "there is no header row that begins with SKU")


def _cell(row: list[str], at: Mapping[str, int], column: str) -> str | None:
    return row[at[column]] if column in at else None


def _counted(lines: Iterable[str], progress: Progress) -> Iterator[str]:
    count = 0
    for number, line in enumerate(lines):
        count += len(line)
        if not number % 2000:
            progress(count)
        yield line


# ---- both


def _rate(name: str, sku: str, start: Any, end: Any, prices: Mapping[str, Any]) -> Rate:
    if "USD" not in prices:
        raise _wrong(name, f"{sku} is priced in {', '.join(prices) or 'no currency'}, not in USD")
    begin = _amount(name, sku, start if start not in (None, "") else "0")
    return Rate(
        begin,
        None if end in (None, "", "Inf") else _amount(name, sku, end),
        _amount(name, sku, prices["USD"]),
    )


def _amount(name: str, sku: str, value: Any) -> Decimal:
    text = str(value)
    if isinstance(value, bool) or not _AMOUNT.fullmatch(text):
        raise _wrong(name, f"{sku} has {text[:40]!r} where a price or quantity of 0 or more is expected")
    return Decimal(text)
