"""Price files: what they say, and every mistake with its line."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archdesk.costs.book import NoPrice, Price, PriceBook, PriceBooks, Tier, load_books, read_book, sealed
from archdesk.errors import PriceBookError
from archdesk.shipped import shipped
from tests.costs.designs import HEADER, HERE, book, books

ROW = "Test,hours,size=small,hour,account,,,0.0104,2026-01-01,test,,\n"


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(PriceBookError) as error:
        read_book(text, "us-east-1.csv", "us-east-1")
    return [str(problem) for problem in error.value.problems]


def test_a_price_is_found_by_its_whole_key_with_its_date_and_source():
    price = book(HERE).lookup("Test", "hours", {"size": "small"})
    assert price == Price(
        "us-east-1", "Test", "hours", (("size", "small"),), "hour",
        (Tier(Decimal(0), None, Decimal("0.0104")),), as_of="2026-01-01", source="test", agrees=1,
    )  # fmt: skip
    assert book(HERE).lookup("Test", "hours", {}) is None


def test_tiers_follow_each_other_whatever_the_order_of_the_rows():
    lines = HERE.splitlines(keepends=True)
    price = book("".join([*lines[:2], *reversed(lines[2:])])).lookup("Test", "out", {})
    assert price is not None
    assert price.tiers == (
        Tier(Decimal(0), Decimal(100), Decimal("0.09")),
        Tier(Decimal(100), None, Decimal("0.05")),
    )


def test_a_book_is_as_old_as_its_newest_price_and_knows_its_oldest():
    assert (book(HERE).date, book(HERE).oldest) == ("2026-01-01", "2025-06-18")


def test_what_has_a_price_elsewhere_only_is_said_to_be_so():
    assert books().find("eu-west-1", "Test", "hours", {"size": "big"}) == NoPrice(
        "big has no price in eu-west-1: it is not sold there, or the book lacks it (it has one in us-east-1)."
    )


def test_what_a_long_list_lacks_is_probably_not_sold():
    sizes = "".join(f"Test,hours,size=s{n},hour,account,,,1,2026-01-01,test,,\n" for n in range(10))
    here, there = book(HERE), book(HEADER + sizes, "eu-west-1")
    both = PriceBooks({"us-east-1": here, "eu-west-1": there})
    assert both.find("eu-west-1", "Test", "hours", {"size": "big"}) == NoPrice(
        "big has no price in eu-west-1, where 10 others of its kind have one: it is probably not sold there "
        "(it has one in us-east-1)."
    )


def test_a_book_that_has_nothing_of_the_kind_does_not_say_it_is_not_sold():
    assert books().find("eu-west-1", "Test", "out", {}) == NoPrice(
        "The price book of eu-west-1 is without any price of Test/out; it may well be sold there."
    )


def test_a_region_without_a_book_names_those_that_have_one():
    assert books().find("mars-1", "Test", "out", {}) == NoPrice(
        "There is no price book of mars-1; there are: eu-west-1, us-east-1."
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("0.0104", "free"), "usd is 'free', not a plain number such as 0.0104"),
        (ROW.replace("0.0104", "-1"), "usd is '-1', not a plain number such as 0.0104"),
        (ROW.replace("0.0104", "NaN"), "usd is 'NaN', not a plain number such as 0.0104"),
        (ROW.replace("0.0104", "1e9"), "usd is '1e9', not a plain number such as 0.0104"),
        (ROW.replace("0.0104", ""), "usd is '', not a plain number such as 0.0104"),
        (ROW.replace("2026-01-01", "soon"), "as_of is 'soon', not a date such as 2025-06-18"),
        (ROW.replace(",test,", ",rumour,"), "no line '# source rumour: ...' says where this price is from"),
        (ROW.replace("account", "shared"), "tiers is 'shared'; it is account or each"),
        (ROW.replace("size=small", "small"), "the key has 'small'; write name=value;name=value"),
        (ROW.replace("size=small", "size=a;size=b"), "the key names size twice"),
        (ROW.replace(",hour,", ",,"), "unit is empty"),
        (ROW.replace("account,,,", "account,5,5,"), "the tier ends at 5, not above its start 5"),
        (ROW.replace("account,,,", "account,5,,"), "no tier says what is paid from 0 to 5"),
        (ROW.replace("account,,,", "account,,5,"), "no tier says what is paid beyond 5"),
        ("Test,hours\n", "a row has 12 cells; this one has 2"),
        ('Test,"hours\n', "this is no CSV row: unexpected end of data"),
        (ROW.replace(",test,,", ",test,x,"), "agrees is 'x', not a count of further sources"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(row: str, message: str):
    assert problems(HEADER + row) == [f"us-east-1.csv:3: {message}"]


def test_a_price_given_twice_is_a_problem():
    assert problems(HEADER + ROW + ROW) == ["us-east-1.csv:4: this price of Test/hours is here twice"]


def test_all_mistakes_are_named_at_once():
    text = HEADER + ROW.replace("0.0104", "x") + ROW + ROW.replace("2026-01-01", "y").replace("small", "big")
    assert [p.split(": ")[0] for p in problems(text)] == ["us-east-1.csv:3", "us-east-1.csv:5"]


def test_a_file_without_the_header_or_of_other_bytes_is_refused():
    assert "the first row must be the header" in problems(ROW)[0]
    assert "there are no prices" in problems("# nothing\n")[0]
    assert problems(b"offer\n\xff") == ["us-east-1.csv:2: this is not UTF-8 text"]


@given(st.text() | st.text('ab,"=;#\n0.\r', max_size=80).map(lambda t: HEADER + t) | st.binary())
def test_no_text_does_worse_than_be_refused(text: str | bytes):
    with contextlib.suppress(PriceBookError):
        assert isinstance(read_book(text, "x.csv", "x"), PriceBook)


def test_books_of_a_users_own_folder_win_and_their_mistakes_are_named(tmp_path):
    (tmp_path / "us-east-1.csv").write_text(HERE, encoding="utf-8")
    assert load_books([tmp_path]).books["us-east-1"].lookup("Test", "out", {}) is not None
    (tmp_path / "us-east-1.csv").write_text(HERE + "x\n", encoding="utf-8")
    with pytest.raises(PriceBookError, match=r"us-east-1\.csv:7: a row has 12 cells"):
        load_books([tmp_path])


@pytest.mark.parametrize("region", list(load_books().books))
def test_a_shipped_book_is_sound_and_reading_it_quickly_gives_what_reading_it_with_care_does(region: str):
    quick = load_books().books[region]
    file = shipped("palettes") / "aws" / "prices" / f"{region}.csv"
    careful = read_book(file.read_bytes(), file.name, region)
    assert dict(quick.prices) == dict(careful.prices)
    assert (quick.sources, quick.published, quick.date, quick.oldest) == (
        careful.sources, careful.published, careful.date, careful.oldest,
    )  # fmt: skip
    some = next(iter(careful.prices.values()))
    assert quick.lookup(some.offer, some.component, dict(some.key)) == some


def test_a_book_that_was_checked_is_read_quickly_until_somebody_changes_it(tmp_path):
    file = tmp_path / "us-east-1.csv"
    file.write_text(sealed(HERE), encoding="utf-8")
    quick = load_books([tmp_path]).books["us-east-1"]
    assert dict(quick.prices) == dict(book(HERE).prices)
    assert type(quick.prices) is not dict
    file.write_text(sealed(HERE).replace("0.0104", "much"), encoding="utf-8")
    with pytest.raises(PriceBookError, match="usd is 'much', not a plain number"):
        load_books([tmp_path])


def test_a_broken_book_can_be_noted_instead_and_the_shipped_one_is_there(tmp_path):
    (tmp_path / "us-east-1.csv").write_bytes(b"\xff")
    books = load_books([tmp_path], mend=True)
    assert [str(p) for p in books.problems] == [f"{tmp_path / 'us-east-1.csv'}:1: this is not UTF-8 text"]
    assert dict(books.books["us-east-1"].prices) == dict(load_books().books["us-east-1"].prices)


def test_a_design_is_priced_with_the_edition_of_its_date_or_the_one_before(tmp_path):
    (tmp_path / "earlier").mkdir()
    for date, usd in (("2025-01-01", "1"), ("2025-06-18", "2")):
        text = HEADER + ROW.replace("2026-01-01", date).replace("0.0104", usd)
        (tmp_path / "earlier" / f"mars-1_{date}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "mars-1.csv").write_text(HEADER + ROW.replace("0.0104", "3"), encoding="utf-8")
    (tmp_path / "earlier" / "mars-1_2025-03-01.csv").write_text("broken", encoding="utf-8")
    books = load_books([tmp_path])
    assert books.dates("mars-1") == ("2026-01-01", "2025-06-18", "2025-01-01")

    def usd(date: str) -> Decimal:
        price = books.as_of(date).books["mars-1"].lookup("Test", "hours", {"size": "small"})
        assert price is not None
        return price.tiers[0].usd

    assert [usd(d) for d in ("2025-06-18", "2025-07-01", "2025-02-02", "2026-01-01", "2030-01-01", "2020-01-01")] == [
        2, 2, 1, 3, 3, 1,
    ]  # fmt: skip


def test_the_shipped_books_are_all_there():
    shipped = load_books()
    assert {"us-east-1", "eu-west-1"} <= set(shipped.regions)
    assert set(shipped.books) == {*shipped.regions, "global"}
    assert len(shipped.books) == len(shipped.regions) + 1


@pytest.mark.parametrize("region", list(load_books().books))
def test_every_shipped_price_says_where_it_is_from(region: str):
    shipped = load_books()
    assert shipped.books[region].prices
    for price in shipped.books[region].prices.values():
        assert len(shipped.source(price)) > 20, price
