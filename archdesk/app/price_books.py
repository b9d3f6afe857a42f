"""The price books a person has: the shipped ones, and those that `archdesk prices update` made beside them."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from archdesk.costs.book import PriceBooks, load_books


def books_folder() -> Path:
    """Where this user's price books are looked for, whether or not it is there."""
    return platformdirs.user_data_path("ArchDesk") / "prices"


def load_all_books() -> PriceBooks:
    """The shipped books and the user's, which win. One that is broken is named in `problems`; the shipped one
    is used in its place, so that no file of these keeps anything from starting.
    """
    return load_books([books_folder()], mend=True)
