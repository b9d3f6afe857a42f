"""`archdesk prices update` against a price list on this machine: what it makes of it, and that nothing breaks a book."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from archdesk.app.price_books import books_folder, load_all_books
from archdesk.cli.main import main
from archdesk.costs.book import COLUMNS, Price, PriceBooks, load_books
from tests.pricelist.lists import OFFERS, PUBLISHED, REGION, ROOT, PriceList, as_csv, as_json, at, ec2, served

ROOT_FOLDER = Path(__file__).resolve().parents[2]
HEAD = "# source test: made up for the tests\n" + ",".join(COLUMNS) + "\n"
HERE = HEAD + "".join(
    f"{row},2026-01-01,test,0,\n"
    for row in (
        "AmazonEC2,instance_hours,instance_type=m5.large;os=linux;tenancy=shared,hour,account,,,0.107",
        "AmazonEC2,instance_hours,instance_type=t9.gone;os=linux;tenancy=shared,hour,account,,,0.5",
        "AmazonEC2,nat_gateway_hours,,hour,account,,,0.048",
        "AmazonRDS,instance_hours,deployment=single_az;engine=mysql;instance_class=db.t3.micro,hour,account,,,0.018",
        "AmazonDynamoDB,wcu_hours,,WCU-hour,account,,,0.000735",
        "AmazonS3,storage,class=STANDARD,GB-month,account,,,0.023",
        "AWSLambda,requests,arch=x86_64,request,account,,,0.0000002",
        "AmazonSQS,kept,,request,account,,,0.0000004",
    )
)
EVERYWHERE = (
    HEAD
    + "AmazonRoute53,hosted_zone_month,,zone-month,account,,25,0.5,2026-01-01,test,0,\n"
    + ("AmazonRoute53,hosted_zone_month,,zone-month,account,25,,0.1,2026-01-01,test,0,\n")
)


@pytest.fixture
def folder(own_home: Path) -> Path:
    """The folder of a person's books, with a small one of the region and one of what is sold everywhere."""
    folder = books_folder()
    folder.mkdir(parents=True)
    (folder / f"{REGION}.csv").write_text(HERE, encoding="utf-8")
    (folder / "global.csv").write_text(EVERYWHERE, encoding="utf-8")
    return folder


@pytest.fixture
def prices() -> Iterator[PriceList]:
    with served(PriceList()) as prices:
        yield prices


def update(prices: PriceList, *arguments: str) -> int:
    return main(["prices", "update", "--region", REGION, "--from", prices.base, "--timeout", "2", *arguments])


def price(offer: str, component: str, region: str = REGION, **key: str) -> Price:
    found = load_all_books().books[region].lookup(offer, component, key)
    assert found is not None, (offer, component, key)
    return found


def tiers(found: Price) -> list[tuple[str, str | None, str]]:
    return [
        (
            f"{t.start.normalize():f}",
            None if t.end is None else f"{t.end.normalize():f}",
            f"{t.usd.normalize():f}",
        )
        for t in found.tiers
    ]


@pytest.mark.parametrize("format", [(), ("--csv",)], ids=["json", "csv"])
def test_the_list_becomes_the_book(folder: Path, prices: PriceList, format: tuple[str, ...]):
    assert update(prices, *format) == 0

    def machine(type: str, os: str = "linux") -> Price:
        return price("AmazonEC2", "instance_hours", instance_type=type, os=os, tenancy="shared")

    assert tiers(machine("m5.large")) == [
        ("0", None, "0.107")
    ]  # not the reserved, dedicated or SQL rows beside
    assert tiers(machine("m5.large", "windows")) == [("0", None, "0.199")]
    assert tiers(machine("t3.micro")) == [("0", None, "0.0114")]
    assert (machine("t3.micro").as_of, machine("t3.micro").source) == ("2026-11-20", "price-list")
    assert tiers(price("AmazonEC2", "nat_gateway_hours")) == [("0", None, "0.05")]
    throughput = price("AmazonEC2", "ebs_volume_throughput", volume_type="gp3")
    assert (tiers(throughput), throughput.unit) == ([("0", None, "45.056")], "GiBps-month")
    io2 = price("AmazonEC2", "ebs_volume_iops", volume_type="io2")
    assert io2.each
    assert tiers(io2) == [("0", "32000", "0.072"), ("32000", "64000", "0.0504"), ("64000", None, "0.03528")]
    multi = price(
        "AmazonRDS", "instance_hours", deployment="multi_az", engine="mysql", instance_class="db.t3.micro"
    )
    assert tiers(multi) == [("0", None, "0.036")]
    for mode, usd in (("standard", "0.32"), ("io_optimized", "0.416")):
        aurora = price(
            "AmazonRDS",
            "instance_hours",
            engine="aurora-mysql",
            instance_class="db.r5.large",
            storage_mode=mode,
        )
        assert tiers(aurora) == [("0", None, usd)]
    assert tiers(price("AmazonDynamoDB", "wcu_hours")) == [
        ("0", None, "0.000735")
    ]  # the free tier is a palette's
    assert tiers(price("AmazonS3", "storage", **{"class": "STANDARD"})) == [
        ("0", "51200", "0.023"), ("51200", "512000", "0.022"), ("512000", None, "0.021"),
    ]  # fmt: skip
    assert tiers(price("AWSLambda", "requests", arch="x86_64")) == [("0", None, "0.0000002")]
    assert len(tiers(price("AWSLambda", "duration", arch="arm64"))) == 3
    assert tiers(price("AWSDataTransfer", "internet_out"))[-1] == ("153600", None, "0.05")
    assert tiers(price("AmazonRoute53", "health_check_month", "global", endpoint="aws")) == [
        ("0", "50", "0"), ("50", None, "0.5"),
    ]  # fmt: skip


def test_what_the_list_lacks_keeps_its_price_and_date_and_that_is_said(
    folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    assert update(prices) == 0
    gone = price("AmazonEC2", "instance_hours", instance_type="t9.gone", os="linux", tenancy="shared")
    assert (gone.as_of, gone.source) == ("2026-01-01", "test")
    assert price("AmazonSQS", "kept").as_of == "2026-01-01"
    assert (
        "1 prices are not in the list and stay as they were: AmazonEC2/instance_hours 1"
        in capsys.readouterr().err
    )


def test_the_book_before_is_kept_and_designs_pinned_to_it_can_still_be_priced(
    folder: Path, prices: PriceList
):
    assert update(prices) == 0
    books = load_all_books()
    assert books.dates(REGION)[0] == "2026-11-20"
    assert "2026-01-01" in books.dates(REGION)
    assert (folder / "earlier" / f"{REGION}_2026-01-01.csv").read_text("utf-8") == HERE

    def nat(books: PriceBooks) -> str:
        found = books.find(REGION, "AmazonEC2", "nat_gateway_hours", {})
        assert isinstance(found, Price)
        return f"{found.tiers[0].usd}"

    assert (nat(books), nat(books.as_of("2026-01-01")), nat(books.as_of("2026-11-20"))) == (
        "0.05",
        "0.048",
        "0.05",
    )
    assert nat(books.as_of("2026-05-01")) == "0.048"  # of a day without an edition: the newest before it


def test_the_same_edition_is_not_fetched_again_unless_forced(
    folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    assert update(prices) == 0
    prices.asked.clear()
    assert update(prices) == 0
    assert f"{REGION}: up to date (2026-11-20)" in capsys.readouterr().out
    assert not [path for path in prices.asked if path.endswith(f"{REGION}/index.json")]
    assert update(prices, "--force") == 0
    assert prices.path("AmazonEC2") in prices.asked


def test_an_older_list_is_not_taken(folder: Path, own_home: Path):
    before = (folder / f"{REGION}.csv").read_bytes()
    with served(PriceList("2025-12-01T00:00:00Z")) as prices:
        assert update(prices, "--offer", "AmazonEC2") == 0
    assert (folder / f"{REGION}.csv").read_bytes() == before


def test_one_offer_leaves_the_others_alone(folder: Path, prices: PriceList):
    assert update(prices, "--offer", "AmazonS3") == 0
    assert price("AmazonS3", "storage", **{"class": "STANDARD"}).source == "price-list"
    assert price("AWSLambda", "requests", arch="x86_64").source == "test"


def test_a_list_with_its_terms_first_gives_the_same_book(folder: Path, prices: PriceList):
    assert update(prices) == 0
    expected = (folder / f"{REGION}.csv").read_bytes()
    for offer, products in OFFERS.items():
        whole = as_json(offer, products)
        turned = {key: whole[key] for key in reversed(whole)}
        prices.answer(prices.path(offer), turned)
    assert update(prices, "--force") == 0
    assert (folder / f"{REGION}.csv").read_bytes() == expected


# ---- what goes wrong


def _half(content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content[: len(content) // 2])
        request.close_connection = True

    return answer


def _status(code: int) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def _to(address: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", address)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


EC2 = OFFERS["AmazonEC2"]
TEXT = json.dumps(as_json("AmazonEC2", EC2)).encode()
TENFOLD = tuple(replace(p, rates=at("0.5000000000")) if p.usage.endswith("Gateway-Hours") else p for p in EC2)
GAP = (replace(EC2[0], rates=(("0", "10", "1"), ("20", "Inf", "2"))), *EC2[1:])
TWICE = (*EC2, ec2("m5.large", "0.9990000000"))

WRONG = {
    "cut off": (_half(TEXT), "bytes came|broke off"),
    "whole but garbled": (TEXT[: len(TEXT) // 2], "no whole JSON text"),
    "a web page": (b"<!DOCTYPE html><html>Sign in</html>", "this is an HTML page"),
    "other JSON": (b'{"message": "Forbidden"}', "there are no products in it"),
    "keys renamed": (TEXT.replace(b'"products"', b'"items"'), "there are no products in it"),
    "terms renamed": (TEXT.replace(b'"OnDemand"', b'"PayAsYouGo"'), "there are no on-demand terms in it"),
    "attributes renamed": (TEXT.replace(b'"attributes"', b'"properties"'), "has no attributes"),
    "prices renamed": (TEXT.replace(b'"pricePerUnit"', b'"price"'), "has no price where one is expected"),
    "usage types renamed": (TEXT.replace(b"EU-", b"--"), "the list has no price of it that is known here"),
    "another offer": (json.dumps(as_json("AmazonS3", OFFERS["AmazonS3"])).encode(), "list of AmazonS3, not of AmazonEC2"),
    "another currency": (TEXT.replace(b'"USD"', b'"CNY"'), "is priced in CNY, not in USD"),
    "a price below nothing": (TEXT.replace(b"0.1070000000", b"-0.1070000000"), "price or quantity of 0 or more"),
    "a price of words": (TEXT.replace(b"0.1070000000", b"free"), "price or quantity of 0 or more"),
    "not there": (_status(404), "the server answers 404"),
    "server down": (_status(503), "the server answers 503"),
    "led to a file": (_to("file:///etc/passwd"), "is not allowed"),
    "led to FTP": (_to("ftp://127.0.0.1/x"), "which is not followed"),
    "a tier with a gap": (json.dumps(as_json("AmazonEC2", GAP)).encode(), "no tier says what is paid from 10 to 20"),
    "twice": (json.dumps(as_json("AmazonEC2", TWICE)).encode(), "more than once, with different prices"),
    "tenfold": (json.dumps(as_json("AmazonEC2", TENFOLD)).encode(), "the price was 0.048 and would be 0.5 USD per hour"),
    "half the rows": (json.dumps(as_json("AmazonEC2", EC2[:1])).encode(), "the list has 1 prices, the book 3"),
    "no date": (TEXT.replace(PUBLISHED.encode(), b"lately"), "its publication date is 'lately'"),
    "older than announced": (TEXT.replace(PUBLISHED.encode(), b"2020-01-01T00:00:00Z"), "older than the book's"),
    "CSV cut off": (as_csv("AmazonEC2", EC2).encode()[:-40], "no whole CSV text|this row has"),
    "CSV without prices": (as_csv("AmazonEC2", EC2).replace('"PricePerUnit"', '"X"').encode(), "no column priceperunit"),
}  # fmt: skip


@pytest.mark.parametrize("what", list(WRONG))
def test_a_wrong_list_is_named_and_the_book_stays_as_it_is(
    what: str, folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    answer, message = WRONG[what]
    prices.files[prices.path("AmazonEC2")] = answer
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert update(prices, "--timeout", "0.5") == 2
    said = capsys.readouterr().err
    assert any(part in said for part in message.split("|")), said
    assert "AmazonEC2" in said
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_server_that_hangs_is_given_up(folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]):
    over = threading.Event()
    prices.files[prices.path("AmazonEC2")] = lambda request: over.wait(20) and None
    assert update(prices, "--timeout", "0.2") == 2
    over.set()
    assert "no answer came in time" in capsys.readouterr().err
    assert prices.asked.count(prices.path("AmazonEC2")) == 2  # tried once more
    assert (folder / f"{REGION}.csv").read_text("utf-8") == HERE


@pytest.mark.parametrize("address", ["file:///etc", "ftp://127.0.0.1", "prices"])
def test_only_http_is_spoken(address: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["prices", "update", "--region", REGION, "--from", address]) == 2
    assert "is no address of a price list" in capsys.readouterr().err


def test_an_index_that_leads_elsewhere_is_not_followed(
    folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    regions = {REGION: {"regionCode": REGION, "currentVersionUrl": "//elsewhere.example/x.json"}}
    prices.answer(
        f"{ROOT}/AmazonEC2/current/region_index.json", {"publicationDate": PUBLISHED, "regions": regions}
    )
    assert update(prices, "--offer", "AmazonEC2") == 2
    assert "which is not a path on" in capsys.readouterr().err


def test_a_doubt_is_taken_when_it_is_accepted_by_name(folder: Path, prices: PriceList):
    prices.put("AmazonEC2", TENFOLD)
    assert update(prices, "--accept", "AmazonEC2/instance_hours") == 2
    assert update(prices, "--accept", "AmazonEC2/nat_gateway_hours") == 0
    assert tiers(price("AmazonEC2", "nat_gateway_hours")) == [("0", None, "0.5")]


def test_a_price_that_is_there_twice_stays_as_it_was_when_that_is_accepted(folder: Path, prices: PriceList):
    prices.put("AmazonEC2", TWICE)
    assert update(prices, "--accept", "AmazonEC2/instance_hours") == 0
    same = price("AmazonEC2", "instance_hours", instance_type="m5.large", os="linux", tenancy="shared")
    assert (tiers(same), same.source) == ([("0", None, "0.107")], "test")


def test_tiers_that_count_on_from_the_next_unit_have_no_gap(folder: Path, prices: PriceList):
    prices.put(
        "AWSLambda",
        (replace(OFFERS["AWSLambda"][0], rates=(("0", "20000", "0"), ("20001", "Inf", "0.0000002"))),),
    )
    assert update(prices, "--offer", "AWSLambda") == 0
    assert tiers(price("AWSLambda", "requests", arch="x86_64")) == [("0", None, "0.0000002")]


def test_prices_that_no_entry_could_make_do_not_count_as_missing(folder: Path, prices: PriceList):
    moves = "".join(
        f"AmazonS3,requests_put,class=GLACIER{n},request,account,,,0.00003,2026-01-01,test,0,\n"
        for n in range(9)
    )
    (folder / f"{REGION}.csv").write_text(HERE + moves, encoding="utf-8")
    assert update(prices, "--offer", "AmazonS3") == 0
    assert price("AmazonS3", "requests_put", **{"class": "GLACIER3"}).source == "test"


def test_a_region_an_offer_is_not_sold_in_keeps_its_prices(
    folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    prices.answer(
        f"{ROOT}/AmazonEC2/current/region_index.json", {"publicationDate": PUBLISHED, "regions": {}}
    )
    assert update(prices) == 0
    assert f"AmazonEC2: its list has no prices of {REGION}; those of the book stay" in capsys.readouterr().err
    assert price("AmazonEC2", "nat_gateway_hours").source == "test"


def test_the_first_time_a_region_must_be_named(own_home: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["prices", "update"]) == 2
    assert "name a region the first time" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said(
    own_home: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    books_folder().parent.mkdir(parents=True)
    books_folder().write_text("a file in the folder's place", encoding="utf-8")
    assert update(prices, "--offer", "AWSLambda") == 2
    assert "nothing can be written there" in capsys.readouterr().err


LIMITED = """
import resource, sys
from archdesk.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
sys.exit(main(sys.argv[1:]))
"""


def run(prices: PriceList, script: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, "prices", "update", "--region", REGION, "--from", prices.base],
        cwd=ROOT_FOLDER,
        env={**os.environ, "PYTHONPATH": str(ROOT_FOLDER)},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a limit for one process stands in for a full disk")
def test_a_full_disk_leaves_the_book_as_it_is(folder: Path, prices: PriceList):
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    process = run(prices, LIMITED)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert "too large" in said
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in a way of its own")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl+C", "kill"])
def test_an_update_that_is_ended_midway_leaves_the_book_as_it_is(
    how: signal.Signals, folder: Path, prices: PriceList
):
    reached, over = threading.Event(), threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(TEXT)))
        request.end_headers()
        request.wfile.write(TEXT[: len(TEXT) // 2])
        request.wfile.flush()
        reached.set()
        over.wait(30)

    prices.files[prices.path("AmazonEC2")] = answer
    process = run(prices, "import sys; from archdesk.cli.main import main; sys.exit(main(sys.argv[1:]))")
    assert reached.wait(60)
    process.send_signal(how)
    process.communicate(timeout=60)
    over.set()
    assert process.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert (folder / f"{REGION}.csv").read_text("utf-8") == HERE
    if how == signal.SIGINT:
        assert sorted(file.name for file in folder.iterdir()) == [f"{REGION}.csv", "global.csv"]


def test_a_broken_book_of_a_persons_own_is_named_and_the_shipped_one_used(
    folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    (folder / f"{REGION}.csv").write_text(HERE + "x\n", encoding="utf-8")
    books = load_all_books()
    assert [str(p) for p in books.problems] == [
        f"{folder / REGION}.csv:11: a row has 12 cells; this one has 1"
    ]
    assert books.books[REGION].date == load_books().books[REGION].date
    assert main(["prices", "show", "--region", REGION]) == 0
    assert (
        f"{REGION}.csv:11: a row has 12 cells; this one has 1; the shipped book is used"
        in capsys.readouterr().err
    )


def test_a_book_that_was_changed_by_hand_is_read_with_care(folder: Path, prices: PriceList):
    assert update(prices) == 0
    file = folder / f"{REGION}.csv"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace(
            "instance_type=m5.large;os=linux;tenancy=shared,hour,account,,,0.107,", "x,hour,account,,,0.107,"
        ),
        "utf-8",
    )
    assert [p.message for p in load_all_books().problems] == ["the key has 'x'; write name=value;name=value"]


def test_what_changed_is_shown(folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]):
    assert update(prices) == 0
    capsys.readouterr()
    assert main(["prices", "diff", "--region", REGION, "2026-01-01"]) == 1
    shown = capsys.readouterr().out
    assert "rose" in shown
    assert "AmazonEC2/nat_gateway_hours" in shown
    assert "+4.2 %" in shown
    assert main(["prices", "diff", "--region", REGION, "2026-01-01", "--format", "json"]) == 1
    changes = json.loads(capsys.readouterr().out)["changes"]
    kinds = {(c["change"], c["price"]) for c in changes}
    assert ("rose", "AmazonEC2/nat_gateway_hours") in kinds
    assert ("changed", "AmazonS3/storage") in kinds
    assert ("appeared", "AWSLambda/duration") in kinds
    assert main(["prices", "diff", "--region", REGION, "2026-11-20", "2026-11-20"]) == 0
    assert main(["prices", "diff", "--region", REGION, "1999-01-01"]) == 2
    assert "there are: 2026-11-20" in capsys.readouterr().err


def test_a_price_is_shown_with_its_tiers_and_where_it_is_from(
    folder: Path, prices: PriceList, capsys: pytest.CaptureFixture[str]
):
    assert update(prices) == 0
    capsys.readouterr()
    assert main(["prices", "show", "--region", REGION, "AmazonS3/storage", "--format", "json"]) == 0
    [shown] = json.loads(capsys.readouterr().out)["prices"]
    assert shown["tiers"][0] == {"from": "0", "to": "51200", "usd": "0.023"}
    assert shown["source"].startswith("AWS's own public price list")
