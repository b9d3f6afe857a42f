"""Zoom, tools, docks, theme, problems and help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archdesk.gui.settings import ThemeChoice

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


def select_tool(window: MainWindow) -> None:
    window.canvas.set_mode("select")
    window.refresh_actions()


def hand_tool(window: MainWindow) -> None:
    window.canvas.set_mode("hand")
    window.refresh_actions()


def is_select(window: MainWindow) -> bool:
    return window.canvas.mode == "select"


def is_hand(window: MainWindow) -> bool:
    return window.canvas.mode == "hand"


def fit(window: MainWindow) -> None:
    window.canvas.fit()


def fit_selection(window: MainWindow) -> None:
    window.canvas.fit(window.selection.ids)


def zoom_in(window: MainWindow) -> None:
    window.canvas.zoom_in()


def zoom_out(window: MainWindow) -> None:
    window.canvas.zoom_out()


def zoom_100(window: MainWindow) -> None:
    window.canvas.set_zoom(1.0)


def has_problems(window: MainWindow) -> bool:
    return any(f.waived is None for f in window.session.latest)


def next_problem(window: MainWindow) -> None:
    window.show_problems()
    window.problems.show_next()


def fix_problem(window: MainWindow) -> None:
    window.problems.fix_open()


def palette_shown(window: MainWindow) -> bool:
    return not window.palette_dock.isHidden()


def inspector_shown(window: MainWindow) -> bool:
    return not window.inspector_dock.isHidden()


def bottom_shown(window: MainWindow) -> bool:
    return not window.bottom_dock.isHidden()


def minimap_shown(window: MainWindow) -> bool:
    return window.minimap.wanted


def toggle_palette(window: MainWindow) -> None:
    window.palette_dock.setVisible(not palette_shown(window))


def toggle_inspector(window: MainWindow) -> None:
    window.inspector_dock.setVisible(not inspector_shown(window))


def toggle_bottom(window: MainWindow) -> None:
    window.bottom_dock.setVisible(not bottom_shown(window))


def toggle_minimap(window: MainWindow) -> None:
    window.minimap.set_wanted(not minimap_shown(window))
    window.refresh_actions()


def _choose(window: MainWindow, choice: ThemeChoice) -> None:
    window.preferences.theme = choice
    window.apply_theme()


def theme_light(window: MainWindow) -> None:
    _choose(window, "light")


def theme_dark(window: MainWindow) -> None:
    _choose(window, "dark")


def theme_system(window: MainWindow) -> None:
    _choose(window, "system")


def is_light(window: MainWindow) -> bool:
    return window.preferences.theme == "light"


def is_dark(window: MainWindow) -> bool:
    return window.preferences.theme == "dark"


def is_system(window: MainWindow) -> bool:
    return window.preferences.theme == "system"


def command_palette(window: MainWindow) -> None:
    window.open_command_palette()


def search_palette(window: MainWindow) -> None:
    """Take the keyboard to the palette's search, all of it selected."""
    window.palette_dock.show()
    window.palette_.search.setFocus()
    window.palette_.search.selectAll()


def ask(window: MainWindow) -> None:
    """Asked from the context menu of the empty canvas, what is chosen is placed there."""
    window.ask(pointer=window.asked_from)


def show_calculators(window: MainWindow) -> None:
    window.show_calculator()


def show_limits(window: MainWindow) -> None:
    window.show_limits()


def show_sections(window: MainWindow) -> None:
    window.show_sections()


def show_help(window: MainWindow) -> None:
    from archdesk.gui.dialogs.help import HelpDialog

    HelpDialog(window).open()


def show_welcome(window: MainWindow) -> None:
    window.show_welcome()


def about(window: MainWindow) -> None:
    from archdesk import __version__
    from archdesk.gui.dialogs.message import tell

    rules, kinds = len(window.session.catalogue.rules), len(window.session.catalogue.types)
    tell(
        window,
        f"ArchDesk {__version__}",
        f"Draws, checks, costs and exports AWS architectures: {kinds} component types, {rules} rules. MIT licence.",
    )


def show_found(window: MainWindow, rule: str) -> None:
    """Show what a rule reports, and open the first of it."""
    window.show_problems()
    window.problems.show_only(rule)


def show_rules(window: MainWindow) -> None:
    window.show_rules()
