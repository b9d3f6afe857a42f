"""The price books a person has: the shipped ones, and those that `archdesk prices update` made beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import platformdirs

from archdesk.costs.book import PriceBooks, load_books
from archdesk.errors import Problem


def books_folder() -> Path:
    """Where this user's price books are looked for, whether or not it is there."""
    return platformdirs.user_data_path("ArchDesk") / "prices"


def load_all_books() -> PriceBooks:
    """The shipped books and the user's, which win. One that is broken is named in `problems`; the shipped one
    is used in its place, so that no file of these keeps anything from starting.
    """
    return load_books([books_folder()], mend=True)


def told_of(books: PriceBooks) -> Iterator[str]:
    """What is wrong with the user's books, a line for each file, and what is used in its place."""
    files: dict[str, list[Problem]] = {}
    for problem in books.problems:
        files.setdefault(problem.file, []).append(problem)
    for problems in files.values():
        further = f" (and {len(problems) - 1:,} further)" if len(problems) > 1 else ""
        instead = (
            "the shipped book is used" if Path(problems[0].file).stem in books.books else "it is not used"
        )
        yield f"{problems[0]}{further}; {instead}"
