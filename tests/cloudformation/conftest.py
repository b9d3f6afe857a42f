"""The shipped catalogue, read once."""

from __future__ import annotations

import pytest
from moto import mock_aws

from archdesk.catalog.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    found = load_catalogue()
    assert not found.problems
    return found


@pytest.fixture
def aws(monkeypatch):
    """AWS as moto plays it, with nobody's credentials."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield
