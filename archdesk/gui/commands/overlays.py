"""Costs, the heat map and limits on the canvas: switched on and off, and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archdesk.app.tags import Overlay

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


def _toggle(window: MainWindow, overlay: Overlay) -> None:
    window.preferences.overlays = window.scene_.shown ^ {overlay}
    window.scene_.show_overlays(window.preferences.overlays)


def toggle_costs(window: MainWindow) -> None:
    _toggle(window, "costs")


def toggle_heat(window: MainWindow) -> None:
    _toggle(window, "heat")


def toggle_limits(window: MainWindow) -> None:
    _toggle(window, "limits")


def costs_shown(window: MainWindow) -> bool:
    return "costs" in window.scene_.shown


def heat_shown(window: MainWindow) -> bool:
    return "heat" in window.scene_.shown


def limits_shown(window: MainWindow) -> bool:
    return "limits" in window.scene_.shown
