"""The shipped catalogue, read once."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    found = load_catalogue()
    assert not found.problems
    return found
