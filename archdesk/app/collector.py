"""Python's garbage collector, kept from looking at all that is loaded while somebody draws."""

from __future__ import annotations

import gc


def leave_alone_what_is_there() -> None:
    """Collect once, and never look again at what is in use now: palettes, rules, prices, the open design.

    A full collection over all of it takes 20 to 100 ms, and would come in the middle of a drag.
    """
    gc.collect()
    gc.freeze()
