"""Fetches files of AWS's public price list, plainly over HTTP, whole or not at all. The one place that asks the net."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from archdesk import __version__
from archdesk.errors import PriceListError

BASE: Final = "https://pricing.us-east-1.amazonaws.com"
INDEX: Final = "/offers/v1.0/aws/index.json"
MAX_INDEX: Final = 20_000_000  # bytes of an index
MAX_OFFER: Final = 4_000_000_000  # bytes of an offer file of one region
_CHUNK: Final = 1 << 18
_CODE = re.compile(r"[A-Za-z0-9]{1,64}")

Progress = Callable[[int, int | None], None]  # bytes so far, of how many (None: not said)


@dataclass(frozen=True, slots=True)
class ListAddress:
    """Where the price list is, and how long to wait for an answer (seconds)."""

    base: str = BASE
    timeout: float = 30.0

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.base)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise PriceListError(
                f"{self.base!r} is no address of a price list; it begins with https:// or http://."
            )

    def url(self, path: str) -> str:
        """A path of an index as an address on the same host. Raises PriceListError for one that leads away."""
        if not path.startswith("/") or path.startswith("//"):
            raise PriceListError(f"The index leads to {path[:80]!r}, which is not a path on {self.base}.")
        return self.base.rstrip("/") + path


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer in the service index: where its own lists are."""

    code: str
    regions: str
    everywhere: str


@dataclass(frozen=True, slots=True)
class Edition:
    """The list of an offer for one region: where it is, and when it was published."""

    path: str
    published: str


def offers(address: ListAddress) -> Mapping[str, Offer]:
    """The offers of the price list, by code."""
    index = _index(address, INDEX)
    found = index.get("offers")
    if not isinstance(found, dict) or not found:
        raise PriceListError(f"{address.url(INDEX)}: this index names no offers.")
    return {
        code: Offer(code, _text(entry, "currentRegionIndexUrl"), _text(entry, "currentVersionUrl"))
        for code, entry in found.items()
        if _CODE.fullmatch(code) and isinstance(entry, dict)
    }


def editions(address: ListAddress, offer: Offer) -> Mapping[str, Edition]:
    """The current list of an offer, by region; ``""`` is the one of all regions."""
    if not offer.regions:
        raise PriceListError(
            f"The index of the price list does not say where the regions of {offer.code} are."
        )
    index = _index(address, offer.regions)
    published = _text(index, "publicationDate")
    regions = index.get("regions")
    if not isinstance(regions, dict) or not published:
        raise PriceListError(
            f"{address.url(offer.regions)}: this is no region index; it lacks regions or its date."
        )
    found = {
        region: Edition(_text(entry, "currentVersionUrl"), published)
        for region, entry in regions.items()
        if isinstance(entry, dict)
    }
    return {**found, "": Edition(offer.everywhere, published)}


def fetch(
    address: ListAddress, path: str, target: Path, progress: Progress | None = None, most: int = MAX_OFFER
) -> None:
    """Download a file to ``target``, tried twice. Raises PriceListError; the target may then hold a part."""
    url = address.url(path)
    for attempt in (1, 2):
        try:
            _fetch_once(url, address.timeout, target, progress, most)
        except urllib.error.HTTPError as error:
            with error:
                reason = f"{url}: the server answers {error.code} {error.reason}."
            if error.code < 500 or attempt == 2:
                raise PriceListError(reason) from error
        except (OSError, http.client.HTTPException, _BrokenOffError) as error:
            if isinstance(error, OSError) and error.filename and not isinstance(error, urllib.error.URLError):
                raise PriceListError(f"{target}: cannot be written: {error.strerror or error}.") from error
            if getattr(error, "errno", None) == 28 or attempt == 2:
                raise PriceListError(f"{url}: {_words(getattr(error, 'reason', None) or error)}") from error
        else:
            return
        time.sleep(min(1.0, address.timeout / 10))


class _BrokenOffError(Exception):
    """The answer ended before the length it announced, or went past the most."""


def _fetch_once(url: str, timeout: float, target: Path, progress: Progress | None, most: int) -> None:
    opener = urllib.request.build_opener(_SameKind)
    request = urllib.request.Request(url, headers={"User-Agent": f"archdesk/{__version__}"})  # noqa: S310  # http(s) only: ListAddress
    with contextlib.closing(opener.open(request, timeout=timeout)) as answer:
        announced = answer.headers.get("Content-Length", "")
        length = int(announced) if announced.isascii() and announced.isdigit() else None
        if length is not None and length > most:
            raise PriceListError(f"{url}: the file has {length:,} bytes; at most {most:,} are taken.")
        count = 0
        with target.open("wb") as file:
            while piece := answer.read(_CHUNK):
                count += len(piece)
                if count > most:
                    raise PriceListError(f"{url}: the file has more than {most:,} bytes, which is too many.")
                file.write(piece)
                if progress is not None:
                    progress(count, length)
        if length is not None and count != length:
            raise _BrokenOffError(f"only {count:,} of {length:,} bytes came")


class _SameKind(urllib.request.HTTPRedirectHandler):
    """Follows http(s) only, which urllib does by itself but for FTP."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if urllib.parse.urlsplit(newurl).scheme not in ("http", "https"):
            raise PriceListError(
                f"{req.full_url}: the server leads to {newurl[:80]!r}, which is not followed."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _words(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return "no answer came in time."
    if isinstance(reason, http.client.IncompleteRead):
        return f"it broke off after {len(reason.partial):,} bytes."
    text = str(getattr(reason, "strerror", None) or reason) or type(reason).__name__
    return f"{text}." if not text.endswith(".") else text


def _index(address: ListAddress, path: str) -> dict[str, Any]:
    """An index file, read whole: it is small."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="archdesk-") as folder:
        file = Path(folder) / "index.json"
        fetch(address, path, file, most=MAX_INDEX)
        text = file.read_bytes()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        what = "an HTML page" if text.lstrip()[:1] == b"<" else "no JSON"
        raise PriceListError(
            f"{address.url(path)}: this is {what}, not an index of the price list."
        ) from error
    if not isinstance(value, dict):
        raise PriceListError(f"{address.url(path)}: this is not an index of the price list.")
    return value


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""
