"""A solution beside one's own design: both drawn, how they differ, and why the requirements are as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.practising import Practising
from archdesk.app.session import Session
from archdesk.gui.paint import paint_image
from archdesk.gui.panels.doors import Doors
from archdesk.gui.panels.sources import perform, sources
from archdesk.gui.panels.widgets import Choices, column, label
from archdesk.gui.style import theme_in, verdict_mark
from archdesk.model.design import Design
from archdesk.practice.differing import Difference, differences
from archdesk.practice.grading import Grade
from archdesk.render.picture import Options, draw
from archdesk.render.shapes import Picture
from archdesk.render.theme import Severity

_LEAST: Final = QSize(240, 200)  # px, of one picture
_HEADINGS: Final = {"missing": "Missing", "otherwise": "Otherwise", "extra": "Not in the solution"}


class SolutionDialog(QDialog):
    """``open_design`` is called with a solution that somebody wants to go on with; ``mine`` None: the design at hand."""

    def __init__(
        self,
        session: Session,
        practising: Practising,
        grade: Grade,
        doors: Doors,
        open_design: Callable[[Design], object],
        parent: QWidget,
        mine: Design | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.practising = practising
        self.grade = grade
        self.doors = doors
        self._open_design = open_design
        self._mine = mine or session.design
        self.differences: Sequence[Difference] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Solution: {practising.scenario.title}")
        self.resize(1120, 720)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(8)
        heads = QHBoxLayout()
        heads.setSpacing(16)
        result = "passed" if grade.passed else "not passed"
        heading = label(
            f"Your design: {grade.score} of 100, {result}", "field_changed", wrap=False, parent=self
        )
        heads.addWidget(heading, 1)
        self.choice = Choices(self)
        self.choice.setAccessibleName("Solution")
        for title in ("A solution", *(a.title for a in practising.scenario.alternatives)):
            self.choice.addItem(title)
        self.choice.setEnabled(self.choice.count() > 1)
        self.choice.currentIndexChanged.connect(self._chosen)
        heads.addWidget(self.choice, 1)
        whole.addLayout(heads)
        pictures = QHBoxLayout()
        pictures.setSpacing(16)
        self.left, self.right = PictureBox("Your design", self), PictureBox("Solution", self)
        pictures.addWidget(self.left, 1)
        pictures.addWidget(self.right, 1)
        whole.addLayout(pictures, 3)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.addWidget(self._area, 2)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.take = QPushButton("Open the solution", self)
        self.take.setToolTip("Opens it on the canvas as a design of its own")
        self.take.clicked.connect(partial(perform, self._take))
        buttons.addWidget(self.take)
        close = QPushButton("Close", self)
        close.setDefault(True)
        close.clicked.connect(partial(perform, self.accept))
        buttons.addWidget(close)
        whole.addLayout(buttons)
        self._chosen(0)

    def solution(self) -> Design:
        """The solution that is shown."""
        index = self.choice.currentIndex()
        if index <= 0:
            return self.practising.solution()
        alternative = self.practising.scenario.alternatives[index - 1]
        return self.practising.grader.sketch(alternative, ("alternatives", index - 1))

    # -- inside --------------------------------------------------------------------------------------------------

    def _chosen(self, index: int) -> None:
        catalogue, theme = self.session.catalogue, theme_in(self.palette())
        solution = self.solution()
        self.differences = differences(self._mine, solution, catalogue)
        sign: Severity = "info"
        mine = {d.mine: sign for d in self.differences if d.mine}
        theirs = {d.theirs: sign for d in self.differences if d.theirs}
        self.left.show_picture(draw(self._mine, catalogue, theme, Options(badges=mine)))
        self.right.show_picture(draw(solution, catalogue, theme, Options(badges=theirs)))
        self._area.setWidget(self._page())

    def _page(self) -> QWidget:
        page = QWidget()
        halves = QHBoxLayout(page)
        halves.setContentsMargins(0, 4, 0, 4)
        halves.setSpacing(24)
        left, right = QWidget(page), QWidget(page)
        self._fill_differences(column(left, margin=0, spacing=3), left)
        self._fill_reasons(column(right, margin=0, spacing=4), right)
        halves.addWidget(left, 1)
        halves.addWidget(right, 1)
        return page

    def _fill_differences(self, layout: QVBoxLayout, parent: QWidget) -> None:
        layout.addWidget(label("How they differ", "group", parent=parent))
        if not self.differences:
            layout.addWidget(label("In nothing that counts.", "secondary", parent=parent))
        elif self.grade.passed and not self.grade.failed():
            words = "Yours meets every requirement; another design may be as right."
            layout.addWidget(label(words, "secondary", parent=parent))
        for which, heading in _HEADINGS.items():
            lines = [d for d in self.differences if d.which == which]
            if lines:
                layout.addWidget(label(heading, "small", parent=parent))
            for line in lines:
                layout.addWidget(label(line.text, parent=parent))
        layout.addStretch(1)

    def _fill_reasons(self, layout: QVBoxLayout, parent: QWidget) -> None:
        scenario = self.practising.scenario
        layout.addWidget(label("Why", "group", parent=parent))
        layout.addWidget(label(scenario.explanation, parent=parent))
        for verdict in self.grade.verdicts:
            line = QHBoxLayout()
            line.setSpacing(8)
            sign = label("", wrap=False, parent=parent)
            sign.setPixmap(verdict_mark(verdict.state, self.palette()).pixmap(16, 16))
            line.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(verdict.requirement.text, "field_changed", parent=parent), 1)
            layout.addLayout(line)
            layout.addWidget(label(verdict.requirement.why, parent=parent))
            cite = verdict.requirement.cite or scenario.section
            where = sources(self.session, self.doors, cite, verdict.requirement.aws, parent)
            where.addStretch(1)
            layout.addLayout(where)
        layout.addWidget(label("What is often drawn, and wrong", "group", parent=parent))
        for wrong in scenario.wrong:
            layout.addWidget(label(f"{wrong.title} ({wrong.score} of 100)", "field_changed", parent=parent))
            layout.addWidget(label(wrong.why, parent=parent))
        layout.addStretch(1)

    def _take(self) -> None:
        solution = self.solution()
        self.accept()
        self._open_design(solution)


class PictureBox(QLabel):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._picture: Picture | None = None

    def show_picture(self, picture: Picture) -> None:
        self._picture = picture
        self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._paint()

    def _paint(self) -> None:
        picture = self._picture
        if picture is None or self.width() < 8 or self.height() < 8:
            return
        bounds, ratio = picture.bounds, self.devicePixelRatioF()
        scale = min(1.0, (self.width() - 4) / bounds.width, (self.height() - 4) / bounds.height)
        theme = theme_in(self.palette())
        image = paint_image(picture, scale * ratio, theme)
        whole = QPixmap(round((self.width() - 2) * ratio), round((self.height() - 2) * ratio))
        whole.fill(QColor(theme.canvas))
        painter = QPainter(whole)
        painter.drawImage((whole.width() - image.width()) // 2, (whole.height() - image.height()) // 2, image)
        painter.end()
        whole.setDevicePixelRatio(ratio)
        self.setPixmap(whole)
