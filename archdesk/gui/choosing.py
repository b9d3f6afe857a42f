"""What the lists that one types into offer: components to add, actions to run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archdesk.app.beside import link_to
from archdesk.gui.dialogs.chooser import AT_MOST, Choice
from archdesk.gui.panels.entries import Entry, search
from archdesk.gui.panels.matching import ENOUGH, score
from archdesk.gui.panels.pictures import icon_pixmap, untinted
from archdesk.model.records import Component

if TYPE_CHECKING:
    from archdesk.gui.window import MainWindow


def find_entries(window: MainWindow, anchor: Component | None, typed: str) -> Sequence[Choice]:
    """What fits what was typed; what would be connected to the selected component first, until one types."""
    found = [(e, _link_words(window, anchor, e)) for e in search(window.session.catalogue, typed)]
    if not typed.strip():
        found.sort(key=lambda pair: not pair[1])
    ratio, plate = window.devicePixelRatioF(), window.scene_.theme.plate
    return [
        Choice(e.id, e.title, words, untinted(icon_pixmap(e.icon, 24, ratio, plate)))
        for e, words in found[:AT_MOST]
    ]


def find_actions(window: MainWindow, typed: str) -> Sequence[Choice]:
    """The actions that are possible now and fit what was typed, the best first."""
    typed = typed.strip().lower()
    possible = [a for a in window.actions_.values() if a.action.when(window)]
    scored = [
        (score(typed, a.action.label.lower().rstrip("…"), words=a.action.menu.lower()), a) for a in possible
    ]
    ordered = sorted(scored, key=lambda pair: -pair[0]) if typed else scored
    return [
        Choice(a.action.id, a.action.label, a.shortcut().toString(), a.icon())
        for points, a in ordered
        if points >= ENOUGH or not typed
    ]


def _link_words(window: MainWindow, anchor: Component | None, entry: Entry) -> str:
    """How it would be connected: ``→ triggers`` from the selected one, ``← reads`` from the new one."""
    if anchor is None:
        return ""
    link = link_to(window.session.design, window.session.catalogue, entry.places, anchor)
    return "" if link is None else f"{'→' if link.outgoing else '←'} {link.words}"
