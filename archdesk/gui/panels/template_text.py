"""Lines of a template on the screen: coloured where they are seen, marked, and changed without moving the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from archdesk.app.template_view import Format, Splice
from archdesk.gui.panels.template_colours import indent, opens_text, tokens
from archdesk.gui.style import theme_in

_SIGNS = {"added": "+", "removed": "−"}
# what Qt takes for the end of a line, shown as what it is in a text: some character
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\ufffd") | {"\0": "\ufffd"})


def _ignore(line: int) -> None:
    """Until somebody listens."""


class TemplateText(QPlainTextEdit):
    """Read-only. Lines are counted from 0; ``chosen`` is told of the line that a person clicks or presses Enter on.

    Colours are given to the lines that are painted, and to no others: a template may have fifty thousand.
    """

    def __init__(self, parent: QWidget | None = None, numbered: bool = True) -> None:
        super().__init__(parent)
        self.chosen: Callable[[int], None] = _ignore
        self.format_: Format = "yaml"
        self.marks: list[range] = []
        self.signs: Mapping[int, str] = {}  # line -> added or removed
        self.notes: Mapping[int, str] = {}  # line -> severity
        self.found: tuple[int, int] | None = None  # where what was searched for stands
        self._numbered = numbered
        self._coloured: dict[int, tuple[str, bool]] = {}
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setObjectName("template_text")
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self._margin = Margin(self)
        self.updateRequest.connect(self._margin_moved)
        self._fit_margin()

    # -- content ------------------------------------------------------------------------------------------------

    def set_lines(self, lines: Sequence[str], signs: Mapping[int, str] | None = None) -> None:
        """Show other lines, from the top."""
        self.setPlainText("\n".join(line.translate(_BREAKS) for line in lines))
        self.signs = signs or {}
        self._fit_margin()

    def splice(self, steps: Iterable[Splice]) -> None:
        """Change some lines; what is read, and what is selected elsewhere, stays where it is on the screen."""
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        first, sideways = bar.value(), across.value()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for step in steps:
            start = self.document().findBlockByNumber(step.at).position()
            cursor.setPosition(start)
            if step.gone:
                end = self.document().findBlockByNumber(step.at + step.gone).position()
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText("".join(f"{line.translate(_BREAKS)}\n" for line in step.lines))
            if step.at < first and step.at + step.gone <= first:
                first += len(step.lines) - step.gone
            elif step.at < first:
                first = max(step.at, first - max(0, step.gone - len(step.lines)))
        cursor.endEditBlock()
        bar.setValue(first)
        across.setValue(sideways)
        self._fit_margin()

    def fit_rows(self, rows: int) -> None:
        """Be just as high as that many lines, and the bar below them where one is wider than there is room."""
        self.ensurePolished()  # the sheet says how large the type is
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(rows * self.fontMetrics().lineSpacing() + bar + 8)

    def line_count(self) -> int:
        """How many lines there are; the empty one at the end is none."""
        return self.blockCount() - 1

    def first_line(self) -> int:
        return self.firstVisibleBlock().blockNumber()

    def show_line(self, line: int, rows_above: int = 2) -> None:
        """Scroll until a line is near the top."""
        self.verticalScrollBar().setValue(max(0, line - rows_above))
        self.horizontalScrollBar().setValue(0)

    def sees(self, line: int) -> bool:
        return 0 <= line - self.first_line() < self.rows()

    def rows(self) -> int:
        """How many whole lines there is room for."""
        return max(1, int(self.viewport().height() / max(1, self.fontMetrics().lineSpacing())))

    def put_cursor(self, line: int) -> None:
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line)))

    def mark(self, marks: Iterable[range]) -> None:
        """Give some lines a soft ground."""
        self.marks = list(marks)
        self.viewport().update()
        self._margin.update()

    def note(self, notes: Mapping[int, str]) -> None:
        """Say beside some lines how bad something there is."""
        self.notes = notes
        self._margin.update()

    # -- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_in(QGuiApplication.palette())
        painter = QPainter(self.viewport())
        for block, top, height in self._visible():
            line = block.blockNumber()
            ground = self.signs.get(line) or ("marked" if any(line in m for m in self.marks) else "")
            if ground:
                painter.fillRect(QRectF(0, top, self.viewport().width(), height), QColor(theme.code[ground]))
        self._paint_found(painter, QColor(theme.code["found"]))
        painter.end()
        self._colour_visible(theme.code, theme.name)
        super().paintEvent(event)

    def _paint_found(self, painter: QPainter, colour: QColor) -> None:
        if self.found is None:
            return
        start, end = (QTextCursor(self.document()) for _ in range(2))
        start.setPosition(self.found[0])
        end.setPosition(self.found[1])
        left, right = self.cursorRect(start), self.cursorRect(end)
        painter.fillRect(QRect(left.topLeft(), right.bottomRight()), colour)

    def _visible(self) -> Iterator[tuple[QTextBlock, float, float]]:
        """The lines on the screen: where each begins and how high it is, in px."""
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        bottom = self.viewport().rect().bottom()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > bottom:
                return
            yield block, box.top(), box.height()
            block = block.next()

    def _colour_visible(self, colours: Mapping[str, str], theme: str) -> None:
        block = self.firstVisibleBlock()
        depth = self._long_text_above(block)
        seen: dict[int, tuple[str, bool]] = {}
        for block, _, _ in self._visible():
            text = block.text()
            if depth is not None and text.strip() and indent(text) <= depth:
                depth = None
            key = f"{theme}{self.format_}{text}", depth is not None
            number = block.blockNumber()
            if self._coloured.get(number) != key or not block.layout().formats():
                parts = [(0, len(text), "string")] if depth is not None else tokens(text, self.format_)
                block.layout().setFormats(
                    [_format(start, length, colours[role]) for start, length, role in parts]
                )
            seen[number] = key
            if depth is None and opens_text(text, self.format_):
                depth = indent(text)
        self._coloured = seen

    def _long_text_above(self, block: QTextBlock) -> int | None:
        """How far in the key of the long text stands that a line is part of; None for none."""
        depth = indent(block.text()) if block.text().strip() else 1_000
        above = block.previous()
        while above.isValid() and depth > 0:
            text = above.text()
            if text.strip() and indent(text) < depth:
                depth = indent(text)
                if opens_text(text, self.format_):
                    return depth
            above = above.previous()
        return None

    # -- the margin ---------------------------------------------------------------------------------------------

    def margin_width(self) -> int:
        metrics = self.fontMetrics()
        if not self._numbered:
            return metrics.horizontalAdvance("+") + 14
        return metrics.horizontalAdvance("0" * max(3, len(str(self.blockCount())))) + 22

    def _fit_margin(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        inside = self.contentsRect()
        self._margin.setGeometry(inside.left(), inside.top(), self.margin_width(), inside.height())
        self._margin.update()

    def _margin_moved(self, rect: QRect, dy: int) -> None:
        self._margin.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_margin()

    def paint_margin(self, painter: QPainter) -> None:
        theme, width = theme_in(QGuiApplication.palette()), self._margin.width()
        painter.setFont(self.font())
        shift = self.viewport().y() - self._margin.y()
        for block, top, height in self._visible():
            line = block.blockNumber()
            box = QRectF(0, top + shift, width - 8, height)
            if any(line in m for m in self.marks):
                painter.fillRect(QRectF(width - 4, top + shift, 2, height), QColor(theme.accent))
            severity, sign = self.notes.get(line), self.signs.get(line, "")
            if sign:
                painter.setPen(QColor(theme.text))
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _SIGNS[sign]
                )
            elif self._numbered and line < self.blockCount() - 1:
                painter.setPen(QColor(theme.severity[severity] if severity else theme.secondary))
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line + 1)
                )
            if severity:
                from archdesk.gui.icons import severity_icon

                icon = severity_icon(severity, theme.severity[severity], theme.field)
                icon.paint(painter, QRect(2, int(top + shift + (height - 11) / 2), 11, 11))

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.chosen(self.cursorForPosition(event.position().toPoint()).blockNumber())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen(self.textCursor().blockNumber())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._coloured = {}
            if hasattr(self, "_margin"):
                self._fit_margin()

    def point_of(self, line: int) -> QPoint:
        """Where in the viewport a line is, in its middle; it must be on the screen."""
        block = self.document().findBlockByNumber(line)
        box = self.blockBoundingGeometry(block).translated(self.contentOffset())
        return QPointF(box.left() + 30, box.center().y()).toPoint()


class Margin(QWidget):
    """Numbers, signs and marks at the left of the text."""

    def __init__(self, text: TemplateText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._text.paint_margin(painter)
        painter.end()


def _format(start: int, length: int, colour: str) -> QTextLayout.FormatRange:
    """Lengths count UTF-16 units there; the few signs that take two make a colour end a little early."""
    found = QTextLayout.FormatRange()
    found.start, found.length = start, length
    look = QTextCharFormat()
    look.setForeground(QColor(colour))
    found.format = look
    return found
