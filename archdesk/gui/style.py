"""The window's palette and style sheet, derived from the theme of the pictures: no colour stands elsewhere."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from archdesk.gui.icons import severity_icon
from archdesk.gui.settings import ThemeChoice
from archdesk.render.theme import DARK, LIGHT, Theme

BODY, SMALL, LARGE, PAGE = 13, 11, 15, 20  # px, the only sizes of type


def chosen(choice: ThemeChoice) -> Theme:
    """The theme a person chose; for ``system`` the one the desktop uses."""
    if choice == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if choice == "dark" else LIGHT


def theme_in(palette: QPalette) -> Theme:
    """The theme a widget is shown in, by its palette."""
    return DARK if palette.window().color() == QColor(DARK.panel) else LIGHT


def apply(theme: Theme) -> None:
    """Give the application the theme: Fusion, our palette and the sheet made from it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    sheet = _sheet(theme)
    if app.styleSheet() == sheet:
        return  # every widget would be polished anew, which takes a tenth of a second
    app.setStyle("Fusion")
    font = QFont(app.font())
    font.setPixelSize(BODY)
    app.setFont(font)
    app.setPalette(_palette(theme))
    app.setStyleSheet(sheet)


def mixed(colour: QColor, strength: float) -> QColor:
    """The colour, see-through to ``strength``."""
    result = QColor(colour)
    result.setAlphaF(strength)
    return result


def mark(severity: str | None, palette: QPalette) -> QIcon:
    """The mark of a severity in the theme at hand; no icon for None."""
    if severity is None:
        return QIcon()
    theme = theme_in(palette)
    return severity_icon(severity, theme.severity[severity], theme.panel)


def verdict_mark(state: str, palette: QPalette) -> QIcon:
    """The mark of a verdict: met, missed, open, or ``unseen`` where nobody may know yet."""
    theme = theme_in(palette)
    colours = {"met": theme.accent, "missed": theme.severity["error"], "open": theme.severity["warning"]}
    return severity_icon(state, colours.get(state, theme.disabled), theme.panel)


def _blend(over: str, under: str, strength: float) -> str:
    a, b = QColor(over), QColor(under)
    parts = (
        round(x * strength + y * (1 - strength))
        for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    )
    return QColor(*parts).name()


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    colours: Final = {
        roles.Window: theme.panel,
        roles.WindowText: theme.text,
        roles.Base: theme.field,
        roles.AlternateBase: theme.hover,
        roles.Text: theme.text,
        roles.Button: theme.panel,
        roles.ButtonText: theme.text,
        roles.ToolTipBase: theme.panel,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.secondary,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
        roles.Mid: theme.line,
        roles.Dark: theme.line,
        roles.Light: theme.panel,
        roles.Midlight: theme.line,
        roles.Shadow: theme.line,
        roles.BrightText: theme.on_accent,
    }
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette


def _sheet(theme: Theme) -> str:
    selected = _blend(theme.accent, theme.panel, 0.16)
    error = theme.severity["error"]
    return f"""
    * {{ font-size: {BODY}px; }}
    QToolTip {{ color: {theme.text}; background: {theme.panel}; border: 1px solid {theme.line}; padding: 4px; }}
    QMainWindow::separator {{ background: {theme.line}; width: 1px; height: 1px; }}
    QDockWidget {{ font-weight: 600; titlebar-close-icon: none; titlebar-normal-icon: none; }}
    QDockWidget::title {{ padding: 7px 8px; text-align: left; background: {theme.panel}; }}
    QMenuBar {{ background: {theme.panel}; padding: 2px 6px; }}
    QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {theme.hover}; }}
    QMenu {{ background: {theme.panel}; border: 1px solid {theme.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 28px 5px 26px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {selected}; color: {theme.text}; }}
    QMenu::item:disabled {{ color: {theme.disabled}; }}
    QMenu::separator {{ height: 1px; background: {theme.line}; margin: 4px 8px; }}
    QToolBar {{ background: {theme.panel}; border: none; border-top: 1px solid {theme.line};
        border-bottom: 1px solid {theme.line}; padding: 3px 8px; spacing: 2px; }}
    QToolBar::separator {{ background: {theme.line}; width: 1px; margin: 5px 6px; }}
    QToolButton {{ border: none; border-radius: 4px; padding: 4px; background: transparent; }}
    QToolButton:hover {{ background: {theme.hover}; }}
    QToolButton:checked, QToolButton:pressed {{ background: {selected}; }}
    QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {{ background: {theme.field}; border: 1px solid {theme.line};
        border-radius: 4px; padding: 3px 7px; selection-background-color: {theme.accent};
        selection-color: {theme.on_accent}; }}
    QLineEdit, QComboBox, QSpinBox {{ min-height: 20px; }}
    QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit[title="true"] {{ font-size: {LARGE}px; font-weight: 600; border-color: transparent;
        background: transparent; padding: 1px 3px; }}
    QLineEdit[title="true"]:hover {{ border-color: {theme.line}; }}
    QLineEdit[title="true"]:focus {{ border-color: {theme.accent}; background: {theme.field}; }}
    QComboBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
    QComboBox {{ padding-right: 1px; }}
    QComboBox:editable {{ padding-left: 5px; }}
    QComboBox::drop-down {{ border: none; width: 17px; }}
    QComboBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{ background: {theme.panel}; border: 1px solid {theme.line};
        selection-background-color: {selected}; selection-color: {theme.text}; }}
    QTabBar::tab {{ padding: 7px 12px; border: none; border-bottom: 2px solid transparent;
        color: {theme.secondary}; background: transparent; }}
    QTabWidget#inspector QTabBar::tab {{ padding: 7px 6px; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom: 2px solid {theme.accent}; }}
    QTabBar::tab:hover {{ color: {theme.text}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {theme.line}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {theme.panel}; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {theme.line}; border-radius: 3px; margin: 2px; min-height: 28px; min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {theme.disabled}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: transparent; width: 0; height: 0; border: none; }}
    QPushButton {{ border: 1px solid {theme.line}; border-radius: 4px; padding: 5px 14px; background: {theme.field}; }}
    QPushButton:hover {{ background: {theme.hover}; }}
    QPushButton:focus {{ border-color: {theme.accent}; }}
    QPushButton#primary {{ background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent}; }}
    QPushButton:disabled, QPushButton#primary:disabled {{ background: {theme.hover}; color: {theme.disabled};
        border-color: {theme.line}; }}
    QPushButton#link {{ border: none; padding: 0; background: transparent; color: {theme.accent}; text-align: left; }}
    QPushButton#link:disabled {{ color: {theme.secondary}; }}
    QPushButton#link:hover, QPushButton#link:focus {{ text-decoration: underline; }}
    QPushButton#status {{ border: none; background: transparent; padding: 2px 6px; border-radius: 4px; }}
    QPushButton#status:hover {{ background: {theme.hover}; }}
    QPushButton#card {{ padding: 14px; text-align: left; }}
    QStatusBar {{ background: {theme.panel}; border-top: 1px solid {theme.line}; }}
    QStatusBar::item {{ border: none; }}
    QListWidget, QTableWidget, QTableView, QTreeWidget {{ background: {theme.panel}; border: none; outline: none; }}
    QListWidget::item, QTreeWidget::item {{ padding: 4px; border-radius: 4px; }}
    QListWidget::item:selected, QTreeWidget::item:selected {{ background: {selected}; color: {theme.text}; }}
    QTreeWidget::branch:selected, QTreeWidget::branch:hover {{ background: transparent; }}
    QHeaderView::section {{ background: {theme.panel}; color: {theme.secondary}; border: none;
        border-bottom: 1px solid {theme.line}; padding: 5px; text-align: left; }}
    QFrame#chooser {{ background: {theme.panel}; border: 1px solid {theme.line}; }}
    QFrame#option {{ border: 1px solid {theme.line}; border-radius: 6px; background: {theme.field}; }}
    QFrame#rule {{ background: {theme.line}; }}
    QWidget#problem, QWidget#problem_open {{ border: 1px solid transparent; border-bottom: 1px solid {theme.line}; }}
    QWidget#problem:focus, QWidget#problem_open:focus {{ border: 1px solid {theme.accent}; }}
    QWidget#filter_bar {{ border-bottom: 1px solid {theme.line}; }}
    QWidget#filter_bar QToolButton {{ color: {theme.secondary}; padding: 3px 6px; border: 1px solid transparent; }}
    QWidget#filter_bar QToolButton:checked {{ color: {theme.text}; background: transparent; border-color: {theme.line}; }}
    QWidget#filter_bar QToolButton:hover {{ background: {theme.hover}; }}
    QWidget#filter_bar QToolButton:focus {{ border-color: {theme.accent}; }}
    QPushButton#compact {{ padding: 3px 10px; }}
    QWidget#problem:hover {{ background: {theme.hover}; }}
    QWidget#problem_open {{ background: {_blend(theme.accent, theme.panel, 0.07)}; }}
    QLabel#secondary, QLabel#field_label, QLabel#unit {{ color: {theme.secondary}; }}
    QLabel#secondary, QLabel#badge, QLabel#unit, QLabel#small, QLabel#struck {{ font-size: {SMALL}px; }}
    QLabel#struck {{ color: {theme.secondary}; text-decoration: line-through; }}
    QLabel#small {{ font-weight: 600; }}
    QToolButton:focus {{ border: 1px solid {theme.accent}; padding: 3px; }}
    QLabel#field_changed {{ font-weight: 600; }}
    QLabel#group {{ font-weight: 600; margin: 8px 0 2px 0; }}
    QLabel#title {{ font-size: {LARGE}px; font-weight: 600; }}
    QLabel#page_title {{ font-size: {PAGE}px; font-weight: 600; }}
    QLabel#figure {{ font-size: {PAGE}px; }}
    QLabel#error {{ color: {error}; font-size: {SMALL}px; }}
    QLabel#badge {{ color: {theme.severity["warning"]}; }}
    QLabel#empty {{ color: {theme.secondary}; padding: 14px; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QPlainTextEdit#template_text {{ font-size: {SMALL}px; border: none; border-radius: 0; padding: 0; }}
    QProgressBar {{ border: none; border-radius: 3px; background: {theme.line}; }}
    QProgressBar::chunk {{ border-radius: 3px; background: {theme.accent}; }}
    QPlainTextEdit#code {{ font-size: {SMALL}px; padding: 4px 7px; }}
    QLabel#preview {{ border: 1px solid {theme.line}; }}
    """
