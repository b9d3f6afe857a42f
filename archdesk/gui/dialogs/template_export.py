"""Export of the template: its format and form, and what will be in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from archdesk.app.template_view import Format, Page, Writer
from archdesk.cloudformation.export import drawn_only
from archdesk.cloudformation.options import Options
from archdesk.cloudformation.stack_limits import INLINE, over_limits
from archdesk.errors import ArchDeskError
from archdesk.gui.commands.document import file_name
from archdesk.gui.commands.template import nested_of, save_nested, save_page
from archdesk.gui.panels.template import FORMS
from archdesk.gui.panels.widgets import Check, Choices, column, label

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

_SIZE = 460, 520  # px
_NAMED = 6  # parameters that are named


class TemplateDialog(QDialog):
    """What is chosen shows at once in what will be written."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window_ = window
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export CloudFormation")
        self.resize(*_SIZE)
        self.page = Page()
        self._writer = Writer()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        self.format = Choices(self)
        self.format.addItem("YAML", "yaml")
        self.format.addItem("JSON", "json")
        self.form = Choices(self)
        for text, options in FORMS:
            self.form.addItem(text, options)
        self.comments = Check("With comments: what each resource is, for whom, and why", self)
        self.comments.setChecked(True)
        self.format.setCurrentIndex(window.template.format.currentIndex())
        self.form.setCurrentIndex(window.template.form.currentIndex())
        form.addRow(label("Format", "field_label"), self.format)
        form.addRow(label("Form", "field_label"), self.form)
        self.nested = Check("In nested stacks, by what was drawn", self)
        form.addRow("", self.comments)
        form.addRow("", self.nested)
        layout.addLayout(form)
        self.about = label("", "secondary", parent=self)
        layout.addWidget(self.about)
        self.preview = QScrollArea(self)
        self.preview.setWidgetResizable(True)
        self.preview.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.preview.setAccessibleName("What will be written")
        layout.addWidget(self.preview, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save_button = QPushButton("Save…", self)
        self.save_button.setObjectName("primary")
        self.save_button.setDefault(True)
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.export)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        for choice in (self.format, self.form):
            choice.currentIndexChanged.connect(self.refresh)
        for check in (self.comments, self.nested):
            check.toggled.connect(self.refresh)
        self.refresh()

    @property
    def format_(self) -> Format:
        return cast(Format, self.format.currentData())

    def refresh(self, _: object = None) -> None:
        """Write the template as chosen, and say what is in it."""
        session, options = self.window_.session, cast(Options, self.form.currentData())
        self.comments.setEnabled(self.format_ == "yaml")
        self.nested.setEnabled(not options.serverless)
        self.about.setText(_ABOUT[self.form.currentIndex()])
        self.page = self._writer.page(
            session.design, session.catalogue, self.format_, options, self.comments.isChecked()
        )
        self.save_button.setEnabled(not self.page.error)
        self.preview.setWidget(self._contents())

    def export(self) -> None:
        """Ask where to, write it there, and close."""
        write = save_nested if self._splits() else save_page
        if write(self.window_, self, self.page, self.format_) is not None:
            self.accept()

    def _splits(self) -> bool:
        return self.nested.isEnabled() and self.nested.isChecked()

    def _contents(self) -> QWidget:
        box = QWidget(self)
        layout = column(box, margin=0)
        page = self.page
        if page.error:
            layout.addWidget(label("There is no template", "field_changed", parent=box))
            layout.addWidget(label(page.error, "error", parent=box))
            layout.addStretch(1)
            return box
        parameters = page.template.get("Parameters", {})
        open_ones = [name for name, p in parameters.items() if "Default" not in p]
        layout.addWidget(label(_counted(page, parameters), "field_changed", parent=box))
        if self._splits():
            self._add_stacks(layout, box)
        size = f"{page.size:,} bytes"
        if page.size > INLINE:
            size += f"; over {INLINE:,}, so it is deployed through a bucket"
        layout.addWidget(label(size, "secondary", parent=box))
        for words in () if self._splits() else over_limits(page.template, page.size):
            layout.addWidget(
                label(f"Too much for one stack: {words}. Nested stacks help.", "error", parent=box)
            )
        if not page.resources:
            words = "Nothing that is drawn has a resource yet. CloudFormation refuses a template without one."
            layout.addWidget(label(words, "error", parent=box))
        if open_ones:
            layout.addWidget(label("To fill in when it is deployed", "group", parent=box))
            for name in open_ones[:_NAMED]:
                about = str(parameters[name].get("Description", ""))
                layout.addWidget(label(f"{name}: {about}" if about else name, parent=box))
            if len(open_ones) > _NAMED:
                layout.addWidget(label(f"and {len(open_ones) - _NAMED} more", "secondary", parent=box))
        self._add_drawn_only(layout, box)
        layout.addStretch(1)
        return box

    def _add_stacks(self, layout: QVBoxLayout, box: QWidget) -> None:
        try:
            nested = nested_of(self.window_, self.page, file_name(self.window_), f".{self.format_}")
        except ArchDeskError as error:
            layout.addWidget(label(str(error), "error", parent=box))
            return
        for name, template in nested.children.items():
            layout.addWidget(label(f"{name}: {_many(len(template['Resources']), 'resource')}", parent=box))
        if nested.left_out:
            words = f"A stack takes no more outputs, so these are left out: {', '.join(nested.left_out)}"
            layout.addWidget(label(words, "secondary", parent=box))

    def _add_drawn_only(self, layout: QVBoxLayout, box: QWidget) -> None:
        session = self.window_.session
        left: dict[str, list[str]] = {}
        for component in drawn_only(session.design, session.catalogue):
            why = session.catalogue.type_of(component).cloudformation.why_not
            left.setdefault(why, []).append(component.name)
        if left:
            layout.addWidget(label("Drawn only, and not in the template", "group", parent=box))
        for why, names in left.items():
            shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if names[_NAMED:] else "")
            layout.addWidget(label(shown, parent=box))
            layout.addWidget(label(why, "secondary", parent=box))


_ABOUT = (
    "Plain CloudFormation. Each component that calls another has a role of its own.",
    "Functions, APIs and tables as AWS::Serverless types; CloudFormation expands them while deploying.",
    "For accounts that may not make roles: everything runs with LabRole, which is there already.",
)


def _counted(page: Page, parameters: dict[str, Any]) -> str:
    asked = len([p for p in parameters.values() if "Default" not in p])
    parts = [_many(page.resources, "resource"), _many(len(parameters), "parameter")]
    text = ", ".join(parts)
    outputs = len(page.template.get("Outputs", {}))
    text += f", {_many(outputs, 'output')}"
    return f"{text}; {_many(asked, 'parameter')} to fill in" if asked else text


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
