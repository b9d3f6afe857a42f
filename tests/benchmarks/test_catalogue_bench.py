"""Loading all palettes: as every start does (compiled before), and the first time ever; what they take of memory."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from archdesk.catalog.catalogue import Catalogue, load_catalogue
from archdesk.catalog.compiled import palette_of
from archdesk.shipped import shipped

# A new process, so that nothing is warm; it prints the seconds that loading took, imports not counted.
COLD = """
import sys, time
from pathlib import Path
from archdesk.catalog.catalogue import load_catalogue
begun = time.perf_counter()
load_catalogue(cache=Path(sys.argv[1]))
print(time.perf_counter() - begun)
"""


def cold_load(cache: Path) -> float:
    """Seconds that a new process takes to load all palettes."""
    done = subprocess.run(
        [sys.executable, "-c", COLD, str(cache)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


@pytest.mark.benchmark(group="catalogue")
def test_load_of_compiled_palettes(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    cache = tmp_path / "palettes"
    load_catalogue(cache=cache)
    cold = [cold_load(cache) for _ in range(5)]
    benchmark.extra_info["cold start, ms (best and worst of 5)"] = (
        f"{min(cold) * 1e3:.0f}, {max(cold) * 1e3:.0f}"
    )
    benchmark.extra_info["palettes, kB"] = (
        sum(f.stat().st_size for f in (shipped("palettes") / "aws").glob("*.yaml")) // 1000
    )
    palette_of.cache_clear()
    tracemalloc.start()
    catalogue = load_catalogue(cache=cache)
    benchmark.extra_info["memory, MB"] = round(tracemalloc.get_traced_memory()[0] / 1e6, 1)
    tracemalloc.stop()
    benchmark.extra_info["types"] = len(catalogue.types)

    def again() -> Catalogue:
        palette_of.cache_clear()
        return load_catalogue(cache=cache)

    assert benchmark(again).problems == ()


@pytest.mark.benchmark(group="catalogue")
def test_load_of_palettes_this_process_has(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    load_catalogue(cache=tmp_path / "palettes")
    assert benchmark(load_catalogue, cache=tmp_path / "palettes").problems == ()


@pytest.mark.benchmark(group="catalogue")
def test_load_of_palettes_never_seen(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    def first() -> None:
        (tmp_path / "palettes").unlink(missing_ok=True)
        load_catalogue(cache=tmp_path / "palettes")

    benchmark.pedantic(first, rounds=5)
    cold = [cold_load(tmp_path / f"none{n}") for n in range(3)]
    benchmark.extra_info["cold start, ms (best and worst of 3)"] = (
        f"{min(cold) * 1e3:.0f}, {max(cold) * 1e3:.0f}"
    )
