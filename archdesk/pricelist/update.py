"""Brings the price book of a region up to date from AWS's price list: staged, judged, and only then swapped in.

Whatever goes wrong before, the book there is stays as it is to the byte; afterwards it is kept as an earlier edition.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archdesk.costs.book import EARLIER, GLOBAL, PriceBook, read_book, sealed
from archdesk.errors import PriceBookError, PriceListError, SaveError
from archdesk.pricelist.composing import Doubt, compare, compose, joined
from archdesk.pricelist.download import Edition, ListAddress, Offer, editions, fetch, offers
from archdesk.pricelist.mapping import Entry, PriceMapping
from archdesk.pricelist.reading import OfferFile, read_offer_file
from archdesk.pricelist.writing import book_text
from archdesk.storage.files import save_bytes

_STAGING: Final = ".staging-"
_STALE: Final = 86_400  # seconds

# What is being done to which offer's list, and how far: bytes of bytes (None: not said).
Progress = Callable[[str, str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person asked for: some offers, doubts accepted by name, whatever its date, and CSV files."""

    offers: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    force: bool = False
    csv: bool = False


@dataclass(frozen=True)
class Updated:
    """What an update did to one book."""

    region: str
    book: PriceBook
    before: PriceBook
    changed: bool
    offers: tuple[str, ...]  # whose lists were read
    as_they_were: Mapping[str, int]  # OFFER/COMPONENT -> how many prices the list did not have
    notes: tuple[str, ...]
    accepted: tuple[Doubt, ...] = ()


def update(
    region: str,
    before: PriceBook,
    folder: Path,
    mapping: PriceMapping,
    address: ListAddress,
    choices: Choices,
    progress: Progress,
    index: Mapping[str, Offer] | None = None,
) -> Updated:
    """Bring the book of a region up to date in ``folder``; ``before`` is what stands there or is shipped.

    Raises PriceListError, PriceBookError or SaveError; then the folder's book is as it was.
    """
    book = GLOBAL if region == GLOBAL else "regional"
    index = offers(address) if index is None else index
    wanted, notes = _newer(region, before, mapping.lists(book, choices.offers), index, address, choices)
    if not wanted:
        return Updated(region, before, before, False, (), {}, tuple(notes))
    read: list[OfferFile] = []
    entries: list[Entry] = []
    with _staging(folder) as staging:
        for code, edition in wanted.items():
            here = mapping.of_list(code, book)
            file = _staged(staging, code, region, edition, address, choices.csv, here, progress)
            if not choices.force and file.published < _known(before, code):
                raise PriceListError(
                    f"The list of {code} is of {file.published}, older than the book's ({_known(before, code)}); "
                    "--force takes it."
                )
            read.append(file)
            entries += here
    offered = {e.offer for e in entries if not choices.offers or e.offer in choices.offers}
    composed = compose(
        (f for file in read for f in file.found if f.entry.offer in offered),
        region,
        {file.offer: file.published[:10] for file in read},
    )
    doubts = compare(composed, before, [e for e in entries if e.offer in offered])
    refused = [d for d in doubts if not (d.acceptable and d.name in choices.accepted)]
    if refused:
        raise PriceListError(_refusal(region, refused))
    after = joined(before, composed, {file.offer: file.published for file in read})
    swap(folder, after)
    missing = Counter(
        f"{o}/{c}" for o, c, key in before.prices if o in offered and (o, c, key) not in composed.prices
    )
    return Updated(
        region, after, before, True, tuple(wanted), dict(sorted(missing.items())), tuple(notes), doubts
    )


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder for what is downloaded, on the disk of the books, gone afterwards."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_STAGING}*"):  # by an update that was killed
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
        staging = tempfile.TemporaryDirectory(prefix=_STAGING, dir=folder)
    except OSError as error:
        raise SaveError(f"{folder}: nothing can be written there: {error.strerror or error}.") from error
    with staging as path:
        yield Path(path)


def _newer(
    region: str,
    before: PriceBook,
    codes: Iterable[str],
    index: Mapping[str, Offer],
    address: ListAddress,
    choices: Choices,
) -> tuple[dict[str, Edition], list[str]]:
    """The lists that are newer than what the book has of their offers, and what there is to say of the others."""
    wanted: dict[str, Edition] = {}
    notes: list[str] = []
    for code in codes:
        if code not in index:
            notes.append(f"{code}: the price list has no such offer; its prices stay as they are")
            continue
        found = editions(address, index[code])
        edition = found.get("" if region == GLOBAL else region)
        if edition is None or not edition.path:
            notes.append(f"{code}: its list has no prices of {region}; those of the book stay as they are")
        elif not choices.force and edition.published <= _known(before, code):
            notes.append(f"{code}: the book has the list of {_known(before, code)[:10]} already")
        else:
            wanted[code] = edition
    return wanted, notes


def _known(book: PriceBook, code: str) -> str:
    """Since when the book has the prices of an offer: the moment of the list it was made of, or its newest date.

    Dates without a moment count as their end, so that only a later day is newer.
    """
    if code in book.published:
        return book.published[code]
    newest = max((p.as_of for (offer, _, _), p in book.prices.items() if offer == code), default="")
    return f"{newest}T23:59:59Z" if len(newest) == 10 else newest


def _staged(
    staging: Path,
    code: str,
    region: str,
    edition: Edition,
    address: ListAddress,
    as_csv: bool,
    entries: Iterable[Entry],
    progress: Progress,
) -> OfferFile:
    """An offer's file, downloaded, read and removed again: only one stands on the disk at a time."""
    path = edition.path.removesuffix(".json") + ".csv" if as_csv else edition.path
    file = staging / f"{code}{'.csv' if as_csv else '.json'}"
    fetch(address, path, file, lambda count, of: progress("download", code, count, of))
    size = file.stat().st_size
    try:
        return read_offer_file(
            file, address.url(path), code, region, entries, lambda count: progress("read", code, count, size)
        )
    finally:
        file.unlink(missing_ok=True)


def _refusal(region: str, refused: list[Doubt]) -> str:
    lines = [f"The price book of {region} stays as it is, because the new list is doubtful:"]
    lines += [f"  {d.name}: {d.message.removeprefix(f'{d.name}: ')}" for d in refused[:40]]
    lines += [f"  and {len(refused) - 40} more"] if len(refused) > 40 else []
    names = sorted({d.name for d in refused})
    if all(d.acceptable for d in refused):
        lines.append(f"If that is right, add {' '.join(f'--accept {name}' for name in names)}")
    return "\n".join(lines)


def swap(folder: Path, after: PriceBook) -> None:
    """Put a book in place of the one in the folder, which is kept as an earlier edition.

    What is written is read back first. Raises SaveError or PriceBookError; the book there is then as it was.
    """
    file = folder / f"{after.region}.csv"
    text = sealed(book_text(after)).encode()
    again = read_book(text, file.name, after.region)
    if dict(again.prices) != dict(after.prices):
        raise SaveError(f"{file}: not saved, because reading it again would give other prices.")
    if file.exists():
        keep_earlier(folder, file)
    save_bytes(file, text)


def keep_earlier(folder: Path, file: Path) -> None:
    """Keep a book under its date, unless one of that date is kept already."""
    content = file.read_bytes()
    try:
        date = read_book(content, file.name, file.stem).date
    except PriceBookError:
        return  # what cannot be read prices nothing either
    earlier = folder / EARLIER
    kept = earlier / f"{file.stem}_{date}.csv"
    try:
        earlier.mkdir(exist_ok=True)
    except OSError as error:
        raise SaveError(f"{earlier}: cannot be made: {error.strerror}. The book is unchanged.") from error
    if not kept.exists() or kept.read_bytes() != content:
        save_bytes(kept, content)
