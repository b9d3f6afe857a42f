"""Where the window starts: ``run`` is what the command line calls."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from types import TracebackType

from archdesk.errors import UsageError
from archdesk.model.design import Change

_QUIET = 2_000  # ms after something was opened


def run(path: Path | None = None) -> int:
    """Open the window, with the design at ``path`` if given; returns when it is closed.

    Raises UsageError where there is no display: Qt would abort the process.
    """
    _need_display()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from archdesk.app import collector
    from archdesk.app.palettes import load_all
    from archdesk.app.price_books import load_all_books
    from archdesk.app.session import Session
    from archdesk.gui.commands import document, practising
    from archdesk.gui.panels.problem_groups import palette_problems
    from archdesk.gui.window import MainWindow

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("ArchDesk")
    app.setDesktopFileName("archdesk")
    sys.excepthook = _report
    books = load_all_books()
    session = Session(load_all(), books)
    window = MainWindow(session)
    quiet = QTimer(window, singleShot=True, interval=_QUIET)
    quiet.timeout.connect(collector.leave_alone_what_is_there)

    def opened(change: Change | None) -> None:
        if change is None:
            collector.wait()
            quiet.start()

    session.follow(opened)
    opened(None)
    window.show()
    for problem in books.problems[:1]:
        window.say(f"A price book of your own cannot be used, so the shipped one is: {problem}")
    if palette_problems(session):
        window.show_problems()
    if practising.offer_exam(window) or document.offer_recovery(window):
        QTimer.singleShot(0, window.canvas.fit)
    elif path is not None:
        document.open_path(window, path)
        QTimer.singleShot(0, window.canvas.fit)  # once the window has its size
    elif not window.preferences.greeted:
        window.preferences.greeted = True
        # A real design stands behind the welcome page: closing it leaves something to look at and try.
        document.open_sample_file(window, document.FIRST_SAMPLE)
        QTimer.singleShot(0, window.show_welcome)
    return app.exec()


def _need_display() -> None:
    """Say so where no window can open, and name what works without one."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise UsageError(
            "There is no display to open a window on. Without one there are: archdesk check, cost, export, "
            "import and render."
        )


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A mistake of ours in an event: say so and go on, the design is as it was before the edit."""
    traceback.print_exception(kind, error, trace)
    from PySide6.QtWidgets import QApplication

    from archdesk.gui.dialogs.message import tell

    window = QApplication.activeWindow()
    if window is not None:
        text = f"{kind.__name__}: {error}\nYour design is as it was; saving it now is a good idea."
        tell(window, "Something went wrong", text)
