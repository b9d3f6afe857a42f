"""Python's garbage collector, kept from looking at all that is loaded while somebody draws."""

from __future__ import annotations

import gc


def wait() -> None:
    """Collect nothing while something large is read and checked; ``leave_alone_what_is_there`` ends it."""
    gc.disable()


def leave_alone_what_is_there() -> None:
    """Collect once, and never look again at what is in use now: palettes, rules, prices, the open design.

    A full collection over all of it takes 20 to 200 ms, and would come in the middle of a drag.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
