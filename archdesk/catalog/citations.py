"""Where a fact is said: the address of a page of AWS's documentation."""

from __future__ import annotations

_DOCUMENTATION = "https://docs.aws.amazon.com/"


def aws_page(page: str) -> str:
    """The address of a page as palettes name it: by its path, or in full. Empty where none is named."""
    return page if not page or page.startswith("https://") else _DOCUMENTATION + page
