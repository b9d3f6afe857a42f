"""What cfn-lint says of the template: asked in a process of its own, listed by component."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QProcess, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.linting import MISSING, Complaint, can_lint, complaints, lint_command, owner_words
from archdesk.app.session import Session
from archdesk.app.template_view import Page
from archdesk.errors import LintError
from archdesk.gui.panels.widgets import label, small_button
from archdesk.gui.style import mark
from archdesk.gui.words import plain

_NUMBER = int(Qt.ItemDataRole.UserRole)
_NAMES, _LEAST, _NO_LIMIT = 112, 96, 16_777_215  # px; the last is Qt's own


def _ignore(complaint: Complaint) -> None:
    """Until somebody listens."""


class CheckList(QWidget):
    """``chosen`` is told of a complaint that a person clicks; ``told`` when there is an answer."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.chosen: Callable[[Complaint], None] = _ignore
        self.told: Callable[[], None] = lambda: None
        self.found: tuple[Complaint, ...] = ()
        self._asked: Page | None = None
        self._cancelled = False
        self._process: QProcess | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = self._head = QWidget(self)
        head.setObjectName("filter_bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 4, 8, 4)
        row.setSpacing(8)
        self.said = label("", parent=self)
        row.addWidget(self.said, 1)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(72, 6)
        self.bar.setAccessibleName("cfn-lint is at work")
        row.addWidget(self.bar)
        self.cancel_button = QPushButton("Cancel", self)
        self.cancel_button.setObjectName("compact")
        self.cancel_button.clicked.connect(self.cancel)
        row.addWidget(self.cancel_button)
        self.close_button = small_button("×", "Close the list", self)
        self.close_button.clicked.connect(self.hide)
        row.addWidget(self.close_button)
        layout.addWidget(head)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("What cfn-lint says")
        self.list.setHeaderLabels(["Rule", "What is said", "Component"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(2, _NAMES)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.list.itemClicked.connect(self._chosen)
        self.list.installEventFilter(self)
        self.list.setMinimumHeight(_LEAST)
        layout.addWidget(self.list, 1)
        self._clock = QElapsedTimer()
        self._ticks = QTimer(self, interval=500)
        self._ticks.timeout.connect(self._tick)
        self.hide()

    @property
    def busy(self) -> bool:
        return self._process is not None

    def check(self, page: Page) -> None:
        """Ask cfn-lint about a page; what it said before goes."""
        self.cancel()
        self.show()
        self.found = ()
        self._fill()
        if page.error:
            self._say(page.error)
            return
        if not page.resources:
            self._say("There is no resource to look at yet.")
            return
        if not can_lint():
            self._say(MISSING)
            return
        self._asked = page
        self._cancelled = False
        process = QProcess(self)
        self._process = process
        program, *words = lint_command(self.session.design.settings.region)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._clock.start()
        self._ticks.start()
        self._tick()
        process.start(program, words)
        process.write(page.text.encode())
        process.closeWriteChannel()

    def cancel(self) -> None:
        """Stop asking."""
        process = self._process
        if process is not None:
            self._cancelled = True
            process.kill()
            process.waitForFinished(1000)
            self._end("Cancelled.")

    def clear(self) -> None:
        """Another design: what was said is not about it."""
        self.cancel()
        self.found = ()
        self._fill()
        self.hide()

    def changed(self) -> None:
        """The design is not any more what was asked about."""
        if self.found and not self.busy:
            self._say(f"{self._summary()} The design has changed since.")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            item = self.list.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
                self._chosen(item, 0)
                return True
        return False

    # -- inside -------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        page = self._asked
        self.bar.show()
        self.cancel_button.show()
        self.close_button.hide()
        count = page.resources if page is not None else 0
        seconds = self._clock.elapsed() // 1000
        self.said.setText(
            f"cfn-lint looks at {count:,} resources" + (f", {seconds} s" if seconds else "") + " …"
        )
        self._fit()

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process, page = self._process, self._asked
        if process is None or page is None or self._cancelled:
            return
        output, errors = process.readAllStandardOutput().data(), process.readAllStandardError().data()
        try:
            self.found = complaints(bytes(output), bytes(errors), page)
        except LintError as error:
            self._end(str(error))
            return
        self._fill()
        self._end(self._summary())

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end(f"cfn-lint could not be started: {self._process.errorString()}")

    def _end(self, words: str) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        self._ticks.stop()
        self._say(words)
        self.told()

    def _say(self, words: str) -> None:
        self.bar.hide()
        self.cancel_button.hide()
        self.close_button.show()
        self.said.setText(words)
        self._fit()

    def _fit(self) -> None:
        """Without a list it is just as high as its words."""
        head = self._head
        words = max(head.minimumSizeHint().height(), head.heightForWidth(self.width()))
        self.setMaximumHeight(_NO_LIMIT if self.found else words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def _summary(self) -> str:
        if not self.found:
            count = self._asked.resources if self._asked is not None else 0
            return f"cfn-lint found nothing wrong in {count:,} resources."
        kinds = (("error", "errors"), ("warning", "warnings"), ("info", "notes"))
        parts = [(sum(c.severity == kind for c in self.found), kind, many) for kind, many in kinds]
        names = {"info": "note"}
        return (
            ", ".join(f"{n} {names.get(kind, kind) if n == 1 else many}" for n, kind, many in parts if n)
            + "."
        )

    def _fill(self) -> None:
        self.list.clear()
        self.list.setVisible(bool(self.found))
        self._fit()
        for number, complaint in enumerate(self.found):
            whom = owner_words(self.session.design, complaint.owner) or complaint.logical_id
            item = QTreeWidgetItem([complaint.rule, complaint.message, whom])
            item.setIcon(0, mark(complaint.severity, self.palette()))
            item.setData(0, _NUMBER, number)
            about = f"{complaint.severity}, line {complaint.line}: {complaint}"
            for column, text in enumerate((about, about, whom)):
                item.setToolTip(column, plain(text))
            self.list.addTopLevelItem(item)

    def _chosen(self, item: QTreeWidgetItem, column: int) -> None:
        self.chosen(self.found[item.data(0, _NUMBER)])
