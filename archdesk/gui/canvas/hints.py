"""What an empty canvas says: three things to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from archdesk.gui.canvas.view import CanvasView
from archdesk.gui.panels.widgets import label, link
from archdesk.model.design import Change


class EmptyCanvas(QWidget):
    """Shown over the middle of the view while the design holds nothing."""

    def __init__(self, view: CanvasView, open_sample: Callable[[], None]) -> None:
        super().__init__(view)
        self.view = view
        self.setFixedSize(360, 130)
        layout = QVBoxLayout(self)
        layout.setSpacing(2)
        title = label("An empty canvas", "page_title", parent=self)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(title)
        for words in ("Drag a component from the left", "Press / to add one by typing"):
            line = label(words, "secondary", parent=self)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(line)
        button = link("Open a sample", self)
        button.clicked.connect(open_sample)
        layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        view.followers.append(self.follow_view)
        view.session.follow(self._changed)
        self._changed(None)

    def follow_view(self) -> None:
        self.move((self.view.width() - self.width()) // 2, (self.view.height() - self.height()) // 2)

    def _changed(self, change: Change | None) -> None:
        self.setVisible(not self.view.session.design.component_ids())
