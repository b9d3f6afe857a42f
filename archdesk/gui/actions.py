"""The one table of actions: it feeds menus, toolbar, shortcuts, command palette and the help.

Each row says what the action is called, how it is reached, when it is possible and what it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archdesk.gui.commands import (
    arranging,
    costs,
    document,
    editing,
    overlays,
    palettes,
    practising,
    template,
    viewing,
)

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow

Perform = Callable[["MainWindow"], object]
When = Callable[["MainWindow"], bool]


def always(window: MainWindow) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """``shortcuts`` holds a second one where the first cannot be typed on every keyboard."""

    id: str
    menu: str
    label: str
    perform: Perform
    shortcuts: tuple[str, ...] = ()
    when: When = always
    icon: str = ""
    checked: When | None = None


SEPARATED = frozenset(
    {
        "save",
        "export_template",
        "palette_folder",
        "quit",
        "cut",
        "delete",
        "find",
        "fit",
        "align_left",
        "distribute_x",
        "canvas_costs",
        "theme_light",
    }
    | {"toggle_palette", "rename", "forward", "about", "lock"}
)  # a line stands above these in their menu

ACTIONS: tuple[Action, ...] = (
    Action("new", "File", "New", document.new, ("Ctrl+N",), icon="new"),
    Action("open", "File", "Open…", document.open_file, ("Ctrl+O",), icon="open"),
    Action("open_sample", "File", "Open a sample…", document.open_sample, ("Ctrl+Alt+O",)),
    Action("save", "File", "Save", document.save, ("Ctrl+S",), icon="save"),
    Action("save_as", "File", "Save as…", document.save_as, ("Ctrl+Shift+S",)),
    Action("export_template", "File", "Export CloudFormation…", template.export, ("Ctrl+E",), icon="export"),
    Action("check_template", "File", "Check the export", template.check, ("Ctrl+Alt+E",)),
    Action("copy_deploy_command", "File", "Copy the deploy command", template.copy_deploy_command),
    Action("export_picture", "File", "Export picture…", document.export_picture, ("Ctrl+Shift+E",)),
    Action("import_template", "File", "Import CloudFormation…", document.import_template, ("Ctrl+I",)),
    Action("palette_folder", "File", "Your own palettes…", palettes.open_folder),
    Action("quit", "File", "Quit", document.quit_window, ("Ctrl+Q",)),
    Action("undo", "Edit", "Undo", editing.undo, ("Ctrl+Z",), editing.can_undo, "undo"),
    Action("redo", "Edit", "Redo", editing.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), editing.can_redo, "redo"),
    Action("cut", "Edit", "Cut", editing.cut, ("Ctrl+X",), editing.components_selected),
    Action("copy", "Edit", "Copy", editing.copy, ("Ctrl+C",), editing.components_selected, "copy"),
    Action("paste", "Edit", "Paste", editing.paste, ("Ctrl+V",), editing.can_paste, "paste"),
    Action("duplicate", "Edit", "Duplicate", editing.duplicate, ("Ctrl+D",), editing.components_selected),
    Action("delete", "Edit", "Delete", editing.delete, ("Del", "Backspace"), editing.anything_selected, "delete"),
    Action("select_all", "Edit", "Select all", editing.select_all, ("Ctrl+A",), editing.not_empty),
    Action("rename", "Edit", "Rename", editing.rename, ("F2",), editing.one_component),
    Action("properties", "Edit", "Edit properties", editing.properties, ("Return",), editing.one_selected),
    Action("copy_style", "Edit", "Copy properties", editing.copy_properties, ("Ctrl+Alt+C",), editing.one_component),
    Action("paste_style", "Edit", "Paste properties", editing.paste_properties, ("Ctrl+Alt+V",), editing.can_paste_properties),
    Action("find", "Edit", "Add by typing…", editing.add_by_typing, ("/", "Ctrl+K"), icon="add"),
    Action("search_palette", "Edit", "Search components", viewing.search_palette, ("Ctrl+F",)),
    Action("connect", "Edit", "Connect from the selected", editing.connect, ("C",), editing.one_component, "connect"),
    Action("palette", "Edit", "Command palette…", viewing.command_palette, ("Ctrl+Shift+P", "Ctrl+/")),
    Action("arrange_all", "Arrange", "Arrange everything", arranging.arrange_all, ("Ctrl+Shift+A",), editing.not_empty, "arrange"),
    Action("align_left", "Arrange", "Align left", arranging.align_left, ("Ctrl+Shift+Left",), editing.several, "align_left"),
    Action("align_center", "Arrange", "Align centres", arranging.align_center, (), editing.several, "align_center"),
    Action("align_right", "Arrange", "Align right", arranging.align_right, ("Ctrl+Shift+Right",), editing.several, "align_right"),
    Action("align_top", "Arrange", "Align top", arranging.align_top, ("Ctrl+Shift+Up",), editing.several, "align_top"),
    Action("align_middle", "Arrange", "Align middles", arranging.align_middle, (), editing.several, "align_middle"),
    Action("align_bottom", "Arrange", "Align bottom", arranging.align_bottom, ("Ctrl+Shift+Down",), editing.several, "align_bottom"),
    Action("distribute_x", "Arrange", "Distribute across", arranging.distribute_x, (), editing.three, "distribute_x"),
    Action("distribute_y", "Arrange", "Distribute down", arranging.distribute_y, (), editing.three, "distribute_y"),
    Action("forward", "Arrange", "Bring forward", arranging.forward, ("Ctrl+]", "Ctrl+PgUp"), editing.components_selected),
    Action("backward", "Arrange", "Send back", arranging.backward, ("Ctrl+[", "Ctrl+PgDown"), editing.components_selected),
    Action("lock", "Arrange", "Lock or unlock", arranging.lock, ("Ctrl+Shift+L",), editing.components_selected),
    Action("select_tool", "View", "Select", viewing.select_tool, ("V",), icon="select", checked=viewing.is_select),
    Action("hand_tool", "View", "Hand", viewing.hand_tool, ("H",), icon="hand", checked=viewing.is_hand),
    Action("fit", "View", "Fit all", viewing.fit, ("Shift+1", "Ctrl+1"), icon="fit"),
    Action("fit_selection", "View", "Fit the selection", viewing.fit_selection, ("Shift+2", "Ctrl+2"), editing.anything_selected),
    Action("zoom_in", "View", "Zoom in", viewing.zoom_in, ("Ctrl++", "Ctrl+="), icon="zoom_in"),
    Action("zoom_out", "View", "Zoom out", viewing.zoom_out, ("Ctrl+-",), icon="zoom_out"),
    Action("zoom_100", "View", "Zoom to 100 %", viewing.zoom_100, ("Ctrl+0",)),
    Action("next_problem", "View", "Next problem", viewing.next_problem, ("F8",), viewing.has_problems),
    Action("fix_problem", "View", "Fix the problem", viewing.fix_problem, ("Ctrl+.",), viewing.has_problems),
    Action("compare_costs", "View", "Compare costs…", costs.compare, ("Ctrl+Alt+M",)),
    Action("toggle_palette", "View", "Palette", viewing.toggle_palette, ("Ctrl+Alt+1",), checked=viewing.palette_shown),
    Action("toggle_inspector", "View", "Inspector", viewing.toggle_inspector, ("Ctrl+Alt+2",), checked=viewing.inspector_shown),
    Action("toggle_bottom", "View", "Problems and estimate", viewing.toggle_bottom, ("Ctrl+Alt+3",), checked=viewing.bottom_shown),
    Action("toggle_template", "View", "Template", template.toggle_pane, ("Ctrl+Alt+4",), checked=template.pane_shown),
    Action("limits", "View", "Limits", viewing.show_limits, ("Ctrl+Alt+5",)),
    Action("toggle_minimap", "View", "Minimap", viewing.toggle_minimap, ("Ctrl+Shift+O",), checked=viewing.minimap_shown),
    Action("canvas_costs", "View", "Costs on the canvas", overlays.toggle_costs, checked=overlays.costs_shown),
    Action("canvas_heat", "View", "Heat map", overlays.toggle_heat, checked=overlays.heat_shown),
    Action("canvas_limits", "View", "Limits on the canvas", overlays.toggle_limits, checked=overlays.limits_shown),
    Action("theme_light", "View", "Light", viewing.theme_light, checked=viewing.is_light),
    Action("theme_dark", "View", "Dark", viewing.theme_dark, checked=viewing.is_dark),
    Action("theme_system", "View", "As the system", viewing.theme_system, checked=viewing.is_system),
    Action("scenarios", "Practice", "Scenarios…", practising.choose, ("F6",), practising.not_examined),
    Action("exam", "Practice", "Mock exam…", practising.set_up_exam, (), practising.not_examined),
    Action("progress", "Practice", "Progress…", practising.show_progress, ("Ctrl+F6",)),
    Action("show_scenario", "Practice", "The scenario at hand", practising.show_scenario, ("Ctrl+Alt+6",)),
    Action("grade", "Practice", "Grade", practising.hand_in, ("Ctrl+Return",), practising.practises),
    Action("solution", "Practice", "Show a solution…", practising.show_solution, (), practising.practises),
    Action("start_over", "Practice", "Start over", practising.start_over, (), practising.practises),
    Action("practice_clock", "Practice", "Clock", practising.toggle_clock, checked=practising.clock_shown),
    Action("leave_scenario", "Practice", "Leave the scenario", practising.leave, (), practising.practises),
    Action("end_exam", "Practice", "End the exam", practising.ask_to_end_exam, (), practising.examined),
    Action("ask", "Learn", "Ask…", viewing.ask, ("F3",)),
    Action("calculators", "Learn", "Calculators", viewing.show_calculators, ("F4",)),
    Action("sections", "Learn", "Study notes", viewing.show_sections, ("Shift+F1",)),
    Action("help", "Help", "Keys and mouse", viewing.show_help, ("?", "F1"), icon="help"),
    Action("rules", "Help", "Rules…", viewing.show_rules, ("Ctrl+F1",)),
    Action("welcome", "Help", "Welcome", viewing.show_welcome),
    Action("about", "Help", "About ArchDesk", viewing.about),
)  # fmt: skip

CANVAS_KEYS = frozenset({"properties"})  # Enter means something else in fields, lists and the palette

TOOLBAR: tuple[str, ...] = (
    "select_tool", "hand_tool", "connect", "find", "", "undo", "redo", "", "arrange_all", "align_left", "align_center",
    "align_top", "align_middle", "distribute_x", "distribute_y", "", "zoom_out", "zoom_in", "fit",
)  # fmt: skip
CONTEXT_MENU: tuple[str, ...] = (
    "connect", "rename", "properties", "ask", "", "cut", "copy", "paste", "duplicate", "delete", "", "forward", "backward",
    "lock", "", "fit_selection",
)  # fmt: skip
