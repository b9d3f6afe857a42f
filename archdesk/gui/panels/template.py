"""The template pane: the CloudFormation that the design exports, as it stands now, beside what it is drawn as."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import cast

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from archdesk.app.linting import Complaint
from archdesk.app.session import Session
from archdesk.app.template_view import NO_PAGE, Chunk, Format, Page, Splice, Writer, splices
from archdesk.cloudformation.options import Options
from archdesk.cloudformation.stack_limits import INLINE, RESOURCES, STORED
from archdesk.gui.canvas.selection import Selection
from archdesk.gui.panels.elided import ElidedLabel
from archdesk.gui.panels.template_check import CheckList
from archdesk.gui.panels.template_find import FindBar
from archdesk.gui.panels.template_text import TemplateText
from archdesk.gui.panels.widgets import Choices, small_button
from archdesk.gui.words import plain
from archdesk.model.design import Change

LIVE = 300  # components up to which an edit is followed at once
_WAIT = 250  # ms after the last edit of a larger design
_SLICE = 0.012  # s
_TOGETHER = 24  # splices done at a time

FORMS: tuple[tuple[str, Options], ...] = (
    ("CloudFormation", Options()),
    ("AWS SAM", Options(serverless=True)),
    ("Learner Lab", Options(existing_role="LabRole")),
)
_ABOUT_FORMS = (
    "CloudFormation: a role for each component that needs one.\n"
    "AWS SAM: serverless parts as AWS::Serverless types.\n"
    "Learner Lab: no IAM, everything runs with the role LabRole."
)


def _nothing() -> None:
    """Until the window says what it does."""


class TemplatePanel(QWidget):
    """Follows the design while it can be seen: at once where it is small, in slices where it is large."""

    def __init__(self, session: Session, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.selection = selection
        self.page = NO_PAGE
        self.save: Callable[[], object] = _nothing  # the window sets these two
        self.copy_deploy_command: Callable[[], object] = _nothing
        self.say: Callable[[str], None] = lambda words: None
        self.files: dict[str, Path] = {}  # where the template of this design was last saved, by format
        self._design = session.design
        self._writer = Writer()
        self._shown: list[Chunk] = []
        self._work: Iterator[None] | None = None
        self._from_text = False  # the selection was made in the text, which stays where it is then
        self._show_selected = False
        self._in_front = True  # docks that share a place are all visible to Qt
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.text = TemplateText(self)
        self.text.setAccessibleName("Template")
        self.text.chosen = self._line_chosen
        layout.addWidget(self._bar())
        self.find_bar = FindBar(self.text, self)
        layout.addWidget(self.find_bar)
        self.checks = CheckList(session, self)
        self.checks.chosen = self.show_complaint
        self.checks.told = self._mark
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.text)
        split.addWidget(self.checks)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        layout.addWidget(split, 1)
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(10, 4, 10, 5)
        self.counts = ElidedLabel("", "secondary", foot)
        self.counts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.counts)
        layout.addWidget(foot)
        self._start = QTimer(self, singleShot=True)
        self._start.timeout.connect(self._begin)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._go_on)
        session.follow(self._changed)
        selection.follow(self._selected)

    def _bar(self) -> QWidget:
        bar = QWidget(self)
        bar.setObjectName("filter_bar")
        rows = QVBoxLayout(bar)
        rows.setContentsMargins(8, 6, 8, 4)
        rows.setSpacing(4)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(6)
        second.setSpacing(2)
        self.format = Choices(bar)
        self.format.addItem("YAML", "yaml")
        self.format.addItem("JSON", "json")
        self.format.setAccessibleName("Format")
        self.format.setToolTip("Format")
        self.format.currentIndexChanged.connect(self._other_form)
        self.form = Choices(bar)
        for text, options in FORMS:
            self.form.addItem(text, options)
        self.form.setAccessibleName("Form")
        self.form.setToolTip(_ABOUT_FORMS)
        self.form.currentIndexChanged.connect(self._other_form)
        first.addWidget(self.format)
        first.addWidget(self.form)
        first.addStretch(1)
        self.find_button = small_button("Find", "Find in the template (Ctrl+F)", bar)
        self.find_button.clicked.connect(self.find_in_text)
        self.check_button = small_button("Check", "Let cfn-lint look at the template", bar)
        self.check_button.clicked.connect(self.check)
        self.copy_button = small_button("Copy", "Copy the whole template", bar)
        self.copy_button.clicked.connect(self.copy)
        self.save_button = small_button("Save…", "Save the template to a file", bar)
        self.save_button.clicked.connect(self._save)
        self.deploy_button = small_button(
            "Copy deploy command", "Copy the lines for the AWS CLI that deploy this template", bar
        )
        self.deploy_button.clicked.connect(self._copy_deploy_command)
        first.addWidget(self.find_button)
        first.addWidget(self.check_button)
        for button in (self.copy_button, self.save_button, self.deploy_button):
            second.addWidget(button)
        second.addStretch(1)
        for button in (
            self.find_button, self.check_button, self.copy_button, self.save_button, self.deploy_button
        ):  # fmt: skip
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        rows.addLayout(first)
        rows.addLayout(second)
        return bar

    # -- what is chosen -----------------------------------------------------------------------------------------

    @property
    def format_(self) -> Format:
        return cast(Format, self.format.currentData())

    @property
    def options(self) -> Options:
        return cast(Options, self.form.currentData())

    def current_page(self) -> Page:
        """The page of the design as it is at this moment, written in full if it is not yet."""
        if self._work is not None or self._start.isActive() or self.page is NO_PAGE:
            return self._writer.page(self.session.design, self.session.catalogue, self.format_, self.options)
        return self.page

    # -- following ----------------------------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Bring the text up to date now, if it can be seen."""
        if self.isVisible():
            self._begin()
            while self._work is not None:
                self._advance()

    def set_in_front(self, in_front: bool) -> None:
        """The dock was brought before those that it shares its place with, or behind them."""
        self._in_front = in_front
        if in_front and self.page is NO_PAGE and self.isVisible():
            self._start.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start.start(0)

    def _changed(self, change: Change | None) -> None:
        self._stop()
        self.checks.changed()
        if self._design is not self.session.design:  # another one was opened
            self._design = self.session.design
            self.files.clear()
            self.checks.clear()
        if self.isVisible() and self._in_front:
            self._start.start(0 if len(self.session.design.component_ids()) <= LIVE else _WAIT)
        else:
            self.page = NO_PAGE

    def _other_form(self, index: int) -> None:
        self._stop()
        self.text.format_ = self.format_
        self._show_selected = True
        if self.isVisible():
            self._start.start(0)
        else:
            self.page = NO_PAGE

    def _begin(self) -> None:
        self._stop()
        if not self.isVisible():
            return
        self._work = self._follow()
        if len(self.session.design.component_ids()) <= LIVE:
            while self._work is not None:
                self._advance()
        else:
            self._slices.start()

    def _stop(self) -> None:
        self._start.stop()
        self._slices.stop()
        self._work = None

    def _go_on(self) -> None:
        until = perf_counter() + _SLICE
        while self._work is not None and perf_counter() < until:
            self._advance()

    def _advance(self) -> None:
        work = self._work
        if work is not None and next(work, False) is False:
            self._stop()

    def _follow(self) -> Iterator[None]:
        """Write the page, and bring the text to it; whoever stops in between has left the text as ``_shown`` says."""
        session = self.session
        steps: Generator[None, None, Page] = self._writer.steps(
            session.design, session.catalogue, self.format_, self.options
        )
        page = yield from steps
        wanted = page.chunks if not page.error else (_reason(page.error),)
        changes: Iterator[Splice] = splices(self._shown, wanted)
        while some := list(islice(changes, 1)):
            # each is done before the next is asked for, which counts on it
            self.text.splice(_few(some[0], changes))
            yield
        self.page = page
        self._say_counts()
        self.find_bar.refresh()
        self._mark()
        if self._show_selected:
            self._show_selected = False
            self._scroll_to_selected()

    def _say_counts(self) -> None:
        page = self.page
        if page.error:
            self.counts.setText("There is no template.")
            return
        size = f"{page.size:,} bytes" if page.size < 10_000 else f"{page.size / 1024:,.0f} KB"
        words = f"{page.resources:,} of {RESOURCES} resources · {size} of {STORED // 1024 // 1024} MB"
        if page.resources > RESOURCES or page.size > STORED:
            words += " · too much for one stack"
        elif page.size > INLINE:
            words += f" · over {INLINE:,} bytes, deployed through a bucket"
        self.counts.setText(words)
        self.counts.setToolTip(plain(words))

    # -- the selection ------------------------------------------------------------------------------------------

    def show_resource(self, logical_id: str) -> None:
        """Scroll to a resource and put the cursor there."""
        self.rebuild()
        span = self.page.span_of(logical_id)
        if span is not None:
            self.text.put_cursor(span.start)
            self.text.show_line(span.start)
            self.text.mark([span])

    def show_complaint(self, complaint: Complaint) -> None:
        """Select what a complaint is about, and go to its line; its resource may have moved since."""
        self.rebuild()
        span = self.page.span_of(complaint.logical_id)
        line = complaint.line - 1
        if span is not None:
            line = min(span.start + complaint.offset, span.stop - 1)
        self._select(complaint.owner)
        self.text.put_cursor(line)
        if not self.text.sees(line):
            self.text.show_line(line, rows_above=4)

    def _line_chosen(self, line: int) -> None:
        self._select(self.page.owner_at(line))

    def _select(self, id: str) -> None:
        if id and self.session.design.find(id) is not None:
            self._from_text = True
            self.selection.set([id])
            self._from_text = False

    def _selected(self) -> None:
        if self._work is not None or self._start.isActive():
            self._show_selected = not self._from_text
            return
        self._mark()
        if not self._from_text:
            self._scroll_to_selected()

    def _spans(self) -> list[range]:
        return [span for id in self.selection.ids for span in self.page.spans(id)]

    def _mark(self) -> None:
        self.text.mark(self._spans())
        page, notes = self.page, dict[int, str]()
        for complaint in reversed(self.checks.found):  # the worst are first, and stay
            span = page.span_of(complaint.logical_id)
            line = complaint.line - 1 if span is None else min(span.start + complaint.offset, span.stop - 1)
            notes[line] = complaint.severity
        self.text.note(notes)

    def _scroll_to_selected(self) -> None:
        spans = self._spans()
        if spans and not all(self.text.sees(line) for line in (spans[0].start, spans[0].stop - 1)):
            self.text.show_line(spans[0].start)

    # -- what the buttons do ------------------------------------------------------------------------------------

    def find_in_text(self) -> None:
        self.find_bar.open_bar()

    def check(self) -> None:
        """Let cfn-lint look at the template as it is now."""
        self.rebuild()
        self.checks.check(self.page)
        self._mark()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.current_page().text)
        self.say("Template copied")

    def _save(self) -> None:
        self.save()

    def _copy_deploy_command(self) -> None:
        self.copy_deploy_command()

    def event(self, event: QEvent) -> bool:
        # Ctrl+F is the palette's search elsewhere: here it is taken before the window's shortcuts see it
        if event.type() == QEvent.Type.ShortcutOverride and _is_find(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_find(event):
            self.find_in_text()
        else:
            super().keyPressEvent(event)


def _is_find(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find)


def _few(first: Splice, rest: Iterator[Splice]) -> Iterator[Splice]:
    yield first
    yield from islice(rest, _TOGETHER - 1)


def _reason(words: str) -> Chunk:
    return Chunk((), tuple(f"# There is no template: {line}" for line in words.splitlines()))
