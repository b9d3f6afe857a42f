"""The compiler of price books: facts in, a file that reads back to the same exact numbers out."""

from __future__ import annotations

import gzip
import json
import runpy
from decimal import Decimal
from pathlib import Path

import pytest

from archdesk.costs.book import read_book

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "compile_prices.py"
FACTS = [
    {"service": "AWSQueueService", "region": "us-east-1", "component": "requests", "key": {"queue": "standard"},
     "unit": "request", "usd": 3e-07, "tier": [100000000000, None], "source": "qp", "as_of": "2025-06-18"},
    {"service": "AWSQueueService", "region": "us-east-1", "component": "requests", "key": {"queue": "standard"},
     "unit": "request", "usd": 4e-07, "tier": [0, 100000000000], "source": "qp", "as_of": "2025-06-18"},
    {"service": "AmazonEC2", "region": "us-east-1", "component": "instance_hours", "unit": "hour", "usd": 0.0104,
     "key": {"instance_type": "t3.micro", "os": "linux", "tenancy": "shared"}, "source": "kh",
     "as_of": "2025-11-04", "also": ["qp", "lc22"], "differs": {"tc": 0.0105}},
    {"service": "AmazonEC2", "region": "us-east-1", "component": "instance_hours", "unit": "hour", "usd": 98.3,
     "key": {"instance_type": "p5.48xlarge", "os": "linux", "tenancy": "shared"}, "source": "kh",
     "as_of": "2025-11-04"},
    {"service": "AmazonEC2", "region": "us-east-1", "component": "ebs_volume_storage", "unit": "GB-month",
     "key": {"volume_type": "gp3"}, "usd": 0.08, "source": "rosa", "as_of": "unknown"},
    {"service": "AmazonPolly", "region": "us-east-1", "component": "characters", "unit": "message",
     "usd": 0.0001, "source": "kh", "as_of": "2025-11-04"},
]  # fmt: skip

SUPPLEMENT = [
    {"service": "AWSQueueService", "region": "*", "component": "requests", "key": {"queue": ["standard", "fifo"]},
     "unit": "request", "usd": 5e-07, "source": "general-knowledge", "as_of": ""},
    {"service": "AmazonEC2", "region": ["us-east-1", "us-east-2"], "component": "instance_hours", "unit": "hour",
     "usd": 0.0092, "key": {"instance_type": ["t3.micro", "t3.nano"], "os": "windows", "tenancy": "shared"},
     "over": {"os": "linux"}, "source": "general-knowledge", "as_of": "", "note": "with its licence"},
    {"service": "AmazonEC2", "region": "us-east-2", "component": "ebs_volume_storage", "as": ["us-east-1"],
     "source": "general-knowledge", "note": "as in us-east-1"},
]  # fmt: skip


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    """The folder of books compiled from FACTS."""
    facts = tmp_path / "facts.jsonl.gz"
    with gzip.open(facts, "wt", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(fact)}\n" for fact in FACTS)
    supplement = "".join(f"{json.dumps(entry)}\n" for entry in SUPPLEMENT)
    (tmp_path / "supplement.jsonl").write_text(f"# reviewed by hand\n{supplement}", encoding="utf-8")
    script = runpy.run_path(str(SCRIPT))
    script["main"].__globals__["PRICES"] = tmp_path / "prices"
    script["main"].__globals__["SUPPLEMENT"] = tmp_path / "supplement.jsonl"
    assert script["main"]([str(facts), "--regions", "us-east-1,us-east-2"]) == 0
    return tmp_path / "prices"


def test_prices_are_exact_sorted_and_say_where_they_are_from(compiled: Path):
    text = (compiled / "us-east-1.csv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")][1:]
    assert rows == [
        "AWSQueueService,requests,queue=fifo,request,account,,,0.0000005,,general-knowledge,0,",
        "AWSQueueService,requests,queue=standard,request,account,,100000000000,0.0000004,2025-06-18,pricing-pages,0,",
        "AWSQueueService,requests,queue=standard,request,account,100000000000,,0.0000003,2025-06-18,pricing-pages,0,",
        "AmazonEC2,ebs_volume_storage,volume_type=gp3,GB-month,account,,,0.08,,undated-table,0,",
        "AmazonEC2,instance_hours,instance_type=t3.micro;os=linux;tenancy=shared,hour,account,,,0.0104,2025-11-04,list-copy,2,another source says 0.0105",
        "AmazonEC2,instance_hours,instance_type=t3.micro;os=windows;tenancy=shared,hour,account,,,0.0196,,general-knowledge,0,with its licence",
    ]
    book = read_book(text, "us-east-1.csv", "us-east-1")
    assert set(book.sources) == {"pricing-pages", "undated-table", "list-copy", "general-knowledge"}
    price = book.lookup("AWSQueueService", "requests", {"queue": "standard"})
    assert price is not None
    assert [tier.usd for tier in price.tiers] == [Decimal("0.0000004"), Decimal("0.0000003")]


def test_what_a_list_leaves_out_below_its_first_price_is_the_free_tier():
    fact = {
        "service": "AWSEvents", "component": "scheduler_invocations", "unit": "invocation", "usd": Decimal("0.000001"),
        "tier": [14000000, None], "source": "qp", "as_of": "2025-06-18",
    }  # fmt: skip
    book = read_book(
        runpy.run_path(str(SCRIPT))["book_text"]("us-east-1", [fact]), "us-east-1.csv", "us-east-1"
    )
    price = book.lookup("AWSEvents", "scheduler_invocations", {})
    assert price is not None
    assert [(t.start, t.usd) for t in price.tiers] == [(Decimal(0), Decimal("0.000001"))]


def test_nothing_is_taken_that_no_palette_asks_for(compiled: Path):
    text = (compiled / "us-east-1.csv").read_text(encoding="utf-8")
    assert "Polly" not in text
    assert "p5.48xlarge" not in text


def test_what_the_facts_lack_is_taken_from_the_supplement(compiled: Path):
    text = (compiled / "us-east-2.csv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")][1:]
    assert rows == [
        "AWSQueueService,requests,queue=fifo,request,account,,,0.0000005,,general-knowledge,0,",
        "AWSQueueService,requests,queue=standard,request,account,,,0.0000005,,general-knowledge,0,",
        "AmazonEC2,ebs_volume_storage,volume_type=gp3,GB-month,account,,,0.08,,general-knowledge,0,as in us-east-1",
    ], "a licence without the price of its machine is no price"
