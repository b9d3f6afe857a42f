"""Export of the picture: PNG, SVG or PDF, with what is asked for: title, legend, costs, limits, findings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from archdesk.app.picture import picture_of, table_of
from archdesk.errors import ArchDeskError
from archdesk.gui.dialogs.message import tell
from archdesk.gui.paint import paint, write_pdf, write_png
from archdesk.gui.panels.widgets import Check, Choices, label
from archdesk.render.shapes import Picture
from archdesk.render.svg import write_svg
from archdesk.render.theme import DARK, LIGHT, Theme
from archdesk.storage.files import save_bytes

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

_PREVIEW = 420, 240  # px


class PictureDialog(QDialog):
    """What is chosen shows at once in the preview."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window_ = window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export picture")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        self.preview = QLabel(self)
        self.preview.setObjectName("preview")
        self.preview.setFixedSize(*_PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.preview)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        self.format = _box(("PNG", "png"), ("SVG", "svg"), ("PDF", "pdf"))
        self.scale = _box(("1×", 1.0), ("2×", 2.0), ("3×", 3.0), ("4×", 4.0))
        self.scale.setCurrentIndex(1)
        self.theme = _box(("Light", "light"), ("Dark", "dark"))
        self.theme.setCurrentIndex(1 if window.scene_.theme == DARK else 0)
        self.transparent = Check("No background", self)
        self.title = Check("With the design's name", self)
        self.legend = Check("With a legend", self)
        self.costs = Check("With monthly costs", self)
        self.heat = Check("As a heat map of the costs", self)
        self.limits = Check("With limits that are nearly used up", self)
        self.table = Check("With a table of the estimate", self)
        self.findings = Check("With findings", self)
        for text, field in (("Format", self.format), ("Scale", self.scale), ("Theme", self.theme)):
            form.addRow(label(text, "field_label"), field)
            field.currentIndexChanged.connect(self.refresh)
        layout.addLayout(form)
        checks = (
            (self.transparent, self.title, self.legend, self.findings),
            (self.costs, self.heat, self.table, self.limits),
        )
        columns = QGridLayout()
        columns.setHorizontalSpacing(24)
        for column, those in enumerate(checks):
            for row, check in enumerate(those):
                columns.addWidget(check, row, column)
                check.toggled.connect(self.refresh)
        layout.addLayout(columns)
        self.size_label = label("", "secondary", parent=self)
        layout.addWidget(self.size_label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        save = QPushButton("Export…", self)
        save.setObjectName("primary")
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.export)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.refresh()

    def picture(self) -> Picture:
        """As chosen; in a PDF the table has a page of its own."""
        name: Literal["light", "dark"] = self.theme.currentData()
        session = self.window_.session
        return picture_of(
            session.design,
            session.catalogue,
            name,
            title=self.title.isChecked(),
            legend=self.legend.isChecked(),
            costs=self.costs.isChecked(),
            heat=self.heat.isChecked(),
            limits=self.limits.isChecked(),
            findings=self.findings.isChecked(),
            table=self.table.isChecked() and self.format.currentData() != "pdf",
            project=session.project,
            estimate=session.estimate if self.is_priced else None,
        )

    @property
    def is_priced(self) -> bool:
        """Whether anything chosen asks what the design costs."""
        return any(check.isChecked() for check in (self.costs, self.heat, self.table))

    def pages(self) -> list[Picture]:
        """The pages of a PDF."""
        session = self.window_.session
        found = [self.picture()]
        if self.table.isChecked():
            found.append(table_of(session.design, session.estimate, self.theme.currentData()))
        return found

    def background(self) -> Theme | None:
        """The theme whose canvas colour fills the background; None for none."""
        if self.transparent.isChecked():
            return None
        return DARK if self.theme.currentData() == "dark" else LIGHT

    def refresh(self, _: object = None) -> None:
        self.scale.setEnabled(self.format.currentData() == "png")
        picture = self.picture()
        width, height = picture.bounds.width, picture.bounds.height
        scale = self.scale.currentData() if self.scale.isEnabled() else 1.0
        self.size_label.setText(f"{width * scale:,.0f} × {height * scale:,.0f} px")
        fitting = min(_PREVIEW[0] / max(1, width), _PREVIEW[1] / max(1, height))
        self.preview.setPixmap(_preview(picture, fitting, self.background()))

    def export(self) -> None:
        """Ask where to, write it there, and close."""
        window, format = self.window_, self.format.currentData()
        folder = window.session.path.parent if window.session.path is not None else Path.home()
        name = (
            "".join(c if c.isalnum() else "-" for c in window.session.design.settings.name).lower()
            or "design"
        )
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Export picture", str(folder / f"{name}.{format}"), f"{format.upper()} (*.{format})"
        )
        if not chosen:
            return
        path = Path(chosen)
        try:
            self.write(path if path.suffix else path.with_suffix(f".{format}"))
        except ArchDeskError as error:
            tell(window, "No picture was written", str(error))
            return
        window.say(f"Picture written to {path.name}")
        self.accept()

    def write(self, path: Path) -> None:
        """Write the picture as chosen. Raises SaveError."""
        if self.format.currentData() == "svg":
            save_bytes(path, write_svg(self.picture(), self.background()).encode())
        elif self.format.currentData() == "pdf":
            write_pdf(self.pages(), path, self.window_.session.design.settings.name, self.background())
        else:
            write_png(self.picture(), path, self.scale.currentData(), self.background())


def _preview(picture: Picture, scale: float, theme: Theme | None) -> QPixmap:
    pixmap = QPixmap(*_PREVIEW)
    pixmap.fill(QColor(theme.canvas) if theme is not None else Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    bounds = picture.bounds
    painter.translate(
        (_PREVIEW[0] - bounds.width * scale) / 2 - bounds.x * scale,
        (_PREVIEW[1] - bounds.height * scale) / 2 - bounds.y * scale,
    )
    painter.scale(scale, scale)
    for part in picture.parts:
        paint(painter, part.shapes)
    painter.end()
    return pixmap


def _box(*choices: tuple[str, object]) -> QComboBox:
    box = Choices()
    for text, value in choices:
        box.addItem(text, value)
    return box
