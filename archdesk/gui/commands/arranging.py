"""Line up, space out, restack, lock, and lay out anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archdesk.app.arranging import align, distribute, restack
from archdesk.model.records import Component

if TYPE_CHECKING:
    from archdesk.app.arranging import Side
    from archdesk.gui.window import MainWindow


def _align(window: MainWindow, side: Side) -> None:
    align(window.session.design, window.session.catalogue, window.selection.ids, side)


def align_left(window: MainWindow) -> None:
    _align(window, "left")


def align_center(window: MainWindow) -> None:
    _align(window, "center")


def align_right(window: MainWindow) -> None:
    _align(window, "right")


def align_top(window: MainWindow) -> None:
    _align(window, "top")


def align_middle(window: MainWindow) -> None:
    _align(window, "middle")


def align_bottom(window: MainWindow) -> None:
    _align(window, "bottom")


def distribute_x(window: MainWindow) -> None:
    distribute(window.session.design, window.session.catalogue, window.selection.ids, "x")


def distribute_y(window: MainWindow) -> None:
    distribute(window.session.design, window.session.catalogue, window.selection.ids, "y")


def forward(window: MainWindow) -> None:
    restack(window.session.design, _components(window), 1)


def backward(window: MainWindow) -> None:
    restack(window.session.design, _components(window), -1)


def lock(window: MainWindow) -> None:
    """Lock what is selected; unlock it where all of it is locked."""
    design = window.session.design
    chosen = [design.component(id) for id in _components(window)]
    locked = not all(c.locked for c in chosen)
    with design.edit("Lock" if locked else "Unlock") as edit:
        for component in chosen:
            edit.put(replace(component, locked=locked))


def arrange_all(window: MainWindow) -> None:
    """Lay the whole design out anew, as one undo step."""
    from archdesk.layout.arrange import arrange

    design = window.session.design
    rects = arrange(design, window.session.catalogue)
    with design.edit("Arrange everything") as edit:
        for id, rect in rects.items():
            edit.put(replace(design.component(id), rect=rect))
    window.canvas.fit()


def _components(window: MainWindow) -> list[str]:
    design = window.session.design
    return [id for id in window.selection.ids if isinstance(design.find(id), Component)]
