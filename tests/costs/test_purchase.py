"""Ways to buy are factors on what can be committed to; line items stay as they are on demand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from archdesk.catalog.catalogue import load_catalogue
from archdesk.costs.book import load_books
from archdesk.costs.estimate import estimate
from archdesk.costs.purchase import OPTIONS, amount_with, purchase_of, with_purchase
from tests.costs.designs import component, design

CATALOGUE, BOOKS = load_catalogue(), load_books()
SERVER = component("web", "ec2.instance", instance_type="m5.large", usage={"gb_out": 100})
RESULT = estimate(design(SERVER, component("q", "sqs.queue")), CATALOGUE, BOOKS)


def test_on_demand_is_the_estimate():
    bought = with_purchase(RESULT, purchase_of("on_demand"))
    assert (bought.monthly, bought.covered, bought.saved) == (RESULT.monthly, 0, 0)


def test_a_savings_plan_takes_off_of_machines_and_of_nothing_else():
    bought = with_purchase(RESULT, purchase_of("compute_1yr"))
    hours = 730 * Decimal("0.096")
    assert bought.covered == hours
    assert bought.saved == hours * Decimal("0.27")
    assert bought.monthly == RESULT.monthly - bought.saved
    others = [i for i in RESULT.items if i.price != "AmazonEC2/instance_hours"]
    assert all(amount_with(i, bought.purchase) == i.amount for i in others)


def test_an_option_that_is_not_known_here_is_on_demand():
    assert purchase_of("something_new").id == "on_demand"


@pytest.mark.parametrize("option", OPTIONS, ids=[o.id for o in OPTIONS])
def test_factors_name_prices_of_the_books_and_say_their_date(option):
    known = {f"{offer}/{name}" for offer, name, _ in BOOKS.books["us-east-1"].prices}
    assert set(option.factors) <= known
    assert all(0 < factor < 1 for factor in option.factors.values())
    assert bool(option.factors) == bool(option.as_of and option.source)
