"""`archdesk cost`: forms, usage files, comparing, limits for CI, and designs that could be drawn instead."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from archdesk.cli.main import main
from archdesk.shipped import shipped

ONE = """
Resources:
  Web:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, InstanceType: t3.micro}
"""
TWO = (
    ONE
    + """
  Api:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-1, InstanceType: m5.large}
"""
)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(ONE)
    return path


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(TWO)
    return path


@pytest.fixture
def sample() -> Path:
    return shipped("samples") / "serverless-api.archdesk"


def run(capsys: pytest.CaptureFixture[str], *args: object, code: int = 0) -> tuple[str, str]:
    assert main(["cost", *map(str, args)]) == code
    out = capsys.readouterr()
    return out.out, out.err


def total(text: str) -> Decimal:
    return Decimal(json.loads(text)["total"]["month"])


def test_the_form_is_that_of_the_name_it_is_written_to(one: Path, tmp_path: Path, capsys) -> None:
    for name in ("e.csv", "e.json", "e.md", "e.txt"):
        run(capsys, one, "-o", tmp_path / name)
    with (tmp_path / "e.csv").open(newline="") as file:
        amounts = {row["row"]: row["amount"] for row in csv.DictReader(file)}
    assert Decimal(amounts["total"]) == total((tmp_path / "e.json").read_text())
    assert (tmp_path / "e.md").read_text().startswith("## What ")
    assert "\nTotal $" in (tmp_path / "e.txt").read_text()


def test_a_limit_that_is_passed_says_by_how_much_and_fails(one: Path, capsys) -> None:
    month = total(run(capsys, one, "--format", "json")[0])
    limit = (month - 5).quantize(Decimal("0.01"))
    _, err = run(capsys, one, "--fail-above", limit, code=1)
    assert f"is $5.00 above the ${limit} / mo that --fail-above allows" in err
    run(capsys, one, "--fail-above", month)
    run(capsys, one, "--fail-above", limit, "--period", "year", code=1)
    run(capsys, one, "--fail-above", limit, "--period", "hour")


@pytest.mark.parametrize("wrong", ["lots", "-1", "nan"])
def test_a_limit_that_is_no_amount_is_refused(one: Path, wrong: str, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["cost", str(one), f"--fail-above={wrong}"])
    assert stopped.value.code == 2
    assert "is no amount of US dollars" in capsys.readouterr().err


def test_two_files_are_compared(one: Path, two: Path, capsys) -> None:
    out, _ = run(capsys, two, "--compare", one)
    assert f"Against {one}: +$" in out
    assert "+$70.08: Api, Instance hours" in out
    found = json.loads(run(capsys, one, "--compare", two, "--format", "json")[0])["difference"]
    assert {(e["kind"], e["name"]) for e in found["entries"] if e["label"] == "Instance hours"} == {
        ("removed", "Api")
    }
    assert Decimal(found["change"]) == sum(Decimal(e["change"]) for e in found["entries"])


def test_usage_is_written_filled_in_and_taken(sample: Path, tmp_path: Path, capsys) -> None:
    usage = tmp_path / "usage.yaml"
    run(capsys, sample, "--write-usage", usage)
    medium = total(run(capsys, sample, "--format", "json")[0])
    assert total(run(capsys, sample, "--usage", usage, "--format", "json")[0]) == medium
    text = usage.read_text()
    assert "  writes: 1000000  # Write request units, writes\n" in text
    usage.write_text(text.replace("  writes: 1000000", "  writes: 101000000"))
    # 100,000,000 more write request units at $0.000000705 in eu-west-1 or $0.000000625 in us-east-1.
    more = total(run(capsys, sample, "--usage", usage, "--region", "us-east-1", "--format", "json")[0])
    fewer = total(run(capsys, sample, "--region", "us-east-1", "--format", "json")[0])
    assert more - fewer == Decimal("62.5")
    _, err = run(capsys, sample, "--write-usage", usage, code=2)
    assert "already there" in err


def test_a_mistake_in_the_usage_file_is_told(sample: Path, tmp_path: Path, capsys) -> None:
    usage = tmp_path / "usage.yaml"
    usage.write_text("notes:\n  reds: 5\n")
    _, err = run(capsys, sample, "--usage", usage, code=2)
    assert f"{usage}:2: notes › reds: there is no such usage; did you mean 'reads'?" in err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--usage", "medum"), "did you mean 'medium'?"),
        (("--region", "eu-wst-1"), "us-west-2; did you mean 'eu-west-1'?"),
        (("--purchase", "compute_1y"), "did you mean 'compute_1yr'?"),
    ],
    ids=["usage", "region", "purchase"],
)
def test_what_is_not_known_is_refused_with_what_was_meant(one: Path, option, said: str, capsys) -> None:
    assert said in run(capsys, one, *option, code=2)[1]


def test_without_usage_the_items_that_need_it_are_counted(sample: Path, capsys) -> None:
    out, err = run(capsys, sample, "--usage", "none")
    assert "needs usage" in out
    assert "no usage assumed" in out
    assert err.startswith("The total is without items that need usage: ")


def test_a_period_and_a_way_to_buy(two: Path, capsys) -> None:
    out, _ = run(capsys, two, "--period", "year", "--purchase", "compute_1yr")
    assert "$840.96 / yr" in out
    assert "With Compute Savings Plan, 1 year: about $" in out


def test_the_free_tier_makes_it_cheaper(sample: Path, capsys) -> None:
    full = total(run(capsys, sample, "--format", "json")[0])
    assert total(run(capsys, sample, "--free-tier", "--format", "json")[0]) < full


def test_what_could_be_drawn_instead(two: Path, capsys) -> None:
    out, _ = run(capsys, two, "--what-if")
    assert "Amazon EC2: m7g instead of m5: " in out
    assert "ARM machines (Graviton)" in out
    found = json.loads(run(capsys, two, "--what-if", "--format", "json")[0])["variants"]
    arm = next(v for v in found if v["id"] == "family:AmazonEC2:t3:t4g")
    assert arm["changes"] == ["Web is t4g.micro."]
    assert arm["difference"]["change"].startswith("-")


def test_a_table_says_where_provisioned_capacity_is_cheaper(sample: Path, capsys) -> None:
    assert "With fewer reads on-demand is cheaper" in run(capsys, sample, "--what-if")[0]


def test_a_limit_is_not_said_to_hold_where_a_price_is_missing(one: Path, capsys) -> None:
    one.write_text(ONE.replace("t3.micro", "x9z.vast"))
    out, err = run(capsys, one, "--fail-above", "10")
    assert [line.split()[-2:] for line in out.splitlines() if "Instance hours" in line] == [["no", "price"]]
    assert "no price: Web, Instance hours: The price book of us-east-1 is without a price of x9z.vast" in err
    assert "What is known is within the $10.00 / mo that --fail-above allows" in err


def test_a_region_without_the_chosen_machine_says_so_in_the_difference(two: Path, capsys) -> None:
    two.write_text(TWO.replace("m5.large", "c8g.large"))
    found = json.loads(run(capsys, two, "--what-if", "--format", "json")[0])["variants"]
    lost = {
        v["id"]: [e["name"] for e in v["difference"]["entries"] if e["kind"] == "price lost"]
        for v in found
        if not v["difference"]["complete"]
    }
    assert any("Api" in names for names in lost.values())


def test_a_broken_price_book_is_told_of_in_a_line_and_the_shipped_one_is_used(
    one: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    whole, _ = run(capsys, one)
    monkeypatch.setattr("platformdirs.user_data_path", lambda _: tmp_path / "own")
    prices = tmp_path / "own" / "prices"
    prices.mkdir(parents=True)
    shipped_book = (shipped("palettes") / "aws" / "prices" / "us-east-1.csv").read_text()
    twice = shipped_book.splitlines()[-40:]
    (prices / "us-east-1.csv").write_text("\n".join([*shipped_book.splitlines(), *twice, ""]))
    (prices / "mars-1.csv").write_bytes(b"\xff\xfe\x00")
    out, err = run(capsys, one)
    assert out == whole
    mars, earth = err.splitlines()
    assert mars.endswith("mars-1.csv:1: this is not UTF-8 text; it is not used")
    assert earth.endswith("is here twice (and 39 further); the shipped book is used")


def test_an_environment_is_priced_alone(tmp_path: Path, capsys) -> None:
    file = tmp_path / "both.archdesk"
    file.write_text(
        "format: 1\nregion: us-east-1\nenvironments: [dev, prod]\ncomponents:\n"
        "  a: {type: ec2.instance, name: A, at: [0, 0, 48, 48], usage: {gb_out: 0}}\n"
        "  b: {type: ec2.instance, name: B, at: [96, 0, 48, 48], usage: {gb_out: 0}, environments: [prod]}\n"
    )
    whole, _ = run(capsys, file, "--format", "json")
    dev, _ = run(capsys, file, "--environment", "dev", "--format", "json")
    prod, _ = run(capsys, file, "--environment", "prod", "--format", "json")
    assert total(whole) == total(prod) == 2 * total(dev)
    _, said = run(capsys, file, "--environment", "prd", code=2)
    assert said.endswith("has no such one; it has dev, prod; did you mean 'prod'?\n")
