"""How long pictures take: PNG and SVG of a sample, and a repaint of the canvas while 1,000 components are panned.

The frames of a pan stand beside one plain fill of the same image, so that machines can be compared.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from archdesk.app.picture import picture_of
from archdesk.app.session import Session
from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.gui.paint import paint_image, write_png
from archdesk.gui.window import MainWindow
from archdesk.render.picture import parts
from archdesk.render.svg import write_svg
from archdesk.render.theme import LIGHT
from archdesk.shipped import shipped
from archdesk.storage.files import open_design

pytestmark = pytest.mark.usefixtures("qapp")
SAMPLE = shipped("samples") / "three-tier-web.archdesk"


def drawing() -> ModuleType:
    file = Path(__file__).with_name("drawing.py")
    spec = importlib.util.spec_from_file_location("archdesk_benchmark_drawing", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_picture_model_of_a_sample(benchmark: BenchmarkFixture) -> None:
    catalogue = load_catalogue()
    design = open_design(SAMPLE, catalogue).design
    assert benchmark(parts, design, catalogue, LIGHT)


@pytest.mark.parametrize("scale", [1, 2])
def test_png_of_a_sample(benchmark: BenchmarkFixture, tmp_path: Path, scale: int) -> None:
    catalogue = load_catalogue()
    picture = picture_of(open_design(SAMPLE, catalogue).design, catalogue)
    benchmark(write_png, picture, tmp_path / "x.png", scale, LIGHT)
    assert (tmp_path / "x.png").stat().st_size > 10_000


def test_svg_of_a_sample(benchmark: BenchmarkFixture) -> None:
    catalogue = load_catalogue()
    picture = picture_of(open_design(SAMPLE, catalogue).design, catalogue)
    assert benchmark(write_svg, picture, LIGHT)


def test_paint_of_a_sample(benchmark: BenchmarkFixture) -> None:
    catalogue = load_catalogue()
    picture = picture_of(open_design(SAMPLE, catalogue).design, catalogue)
    assert not benchmark(paint_image, picture, 1.0, LIGHT).isNull()


def test_plain_fill_of_a_full_screen(benchmark: BenchmarkFixture) -> None:
    image = QImage(1920, 1080, QImage.Format.Format_ARGB32_Premultiplied)
    benchmark(image.fill, Qt.GlobalColor.white)


def test_repaint_while_panning_a_thousand_components(benchmark: BenchmarkFixture) -> None:
    session = Session(load_catalogue(), load_books(), drawing().large_design(1000))
    window = MainWindow(session)
    window.resize(1920, 1080)
    window.show()
    QApplication.processEvents()
    window.canvas.fit()
    step = iter(range(10**9))

    def frame() -> None:
        window.canvas.pan_by(8 if next(step) % 2 else -8, 4)
        window.canvas.viewport().grab()

    benchmark(frame)
    assert len(session.design.component_ids()) >= 1000
