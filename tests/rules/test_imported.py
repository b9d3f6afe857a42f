"""What an imported template says in its own way is unknown to rules, not its default."""

from __future__ import annotations

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.model.design import Design
from archdesk.model.geometry import Rect
from archdesk.model.records import Component, Connection
from archdesk.rules.scope import prop_of

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("extra, path", [({}, "/"), ({"cloudformation": {"id": "Method"}}, None)])
def test_an_imported_connection_has_no_default(extra, path):
    places = Rect(0, 0, 48, 48)
    api = Component("a", "apigateway.rest_api", "API", places)
    function = Component("f", "lambda.function", "Function", places)
    invokes = Connection("i", "a", "f", "invokes", extra=extra)
    assert prop_of(Design([api, function, invokes]), CATALOGUE, invokes, "path") == path
