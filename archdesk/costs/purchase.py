"""How an account buys: what an estimate would be with savings plans and reservations, as a factor at display time.

Line items stay on demand. A factor is what is left of an on-demand price with a commitment and nothing paid
upfront, of a typical machine: real discounts differ by family, size and region by some hundredths, so the total is
said with "about". Sources, each to be looked up before anybody commits: AWS's pages of Savings Plans (Lambda 12 %
to 17 %, Fargate from 20 %, EC2 up to 66 %) and of reserved nodes; for databases a published comparison (a
PostgreSQL db.m5.large: 31 % for one year, 55 % for three).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Final

from archdesk.costs.items import PRECISION, Estimate, LineItem

ON_DEMAND: Final = "on_demand"


@dataclass(frozen=True, slots=True)
class Purchase:
    """A way to buy: ``factors`` by offer/component of the price book; what is not named stays on demand."""

    id: str
    label: str
    factors: Mapping[str, Decimal] = field(default_factory=dict, repr=False)
    as_of: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Discounted:
    """What an estimate is with a way to buy. ``covered`` is the on-demand part of the total the factors apply to."""

    purchase: Purchase
    monthly: Decimal
    covered: Decimal
    saved: Decimal


def _factors(**percent: int) -> dict[str, Decimal]:
    return {_PRICES[name]: Decimal(value) / 100 for name, value in percent.items()}


_PRICES: Final[Mapping[str, str]] = {
    "ec2": "AmazonEC2/instance_hours",
    "fargate_cpu": "AmazonECS/fargate_vcpu_hours",
    "fargate_memory": "AmazonECS/fargate_gb_hours",
    "lambda_duration": "AWSLambda/duration",
    "lambda_provisioned": "AWSLambda/provisioned_concurrency",
    "rds": "AmazonRDS/instance_hours",
    "cache": "AmazonElastiCache/node_hours",
    "redshift": "AmazonRedshift/node_hours",
    "search": "AmazonES/instance_hours",
}
_WHERE: Final = "typical discounts of AWS's savings plans and reservations with nothing paid upfront"
_ONE = {"ec2": 73, "fargate_cpu": 80, "fargate_memory": 80, "lambda_duration": 88, "lambda_provisioned": 88}
_THREE = {"ec2": 54, "fargate_cpu": 55, "fargate_memory": 55, "lambda_duration": 85, "lambda_provisioned": 85}

OPTIONS: Final[tuple[Purchase, ...]] = (
    Purchase(ON_DEMAND, "On demand"),
    Purchase("compute_1yr", "Compute Savings Plan, 1 year", _factors(**_ONE), "2026-01", _WHERE),
    Purchase("compute_3yr", "Compute Savings Plan, 3 years", _factors(**_THREE), "2026-01", _WHERE),
    Purchase(
        "committed_1yr",
        "Savings plan and reservations, 1 year",
        _factors(**_ONE, rds=69, cache=68, redshift=80, search=69),
        "2026-01",
        _WHERE,
    ),
    Purchase(
        "committed_3yr",
        "Savings plan and reservations, 3 years",
        _factors(**_THREE, rds=45, cache=45, redshift=45, search=52),
        "2026-01",
        f"{_WHERE}; of databases with a part paid upfront",
    ),
)


def purchase_of(id: str) -> Purchase:
    """The option of that id; on demand for one that is not known here, as a newer version may have written it."""
    return next((option for option in OPTIONS if option.id == id), OPTIONS[0])


def amount_with(item: LineItem, purchase: Purchase) -> Decimal | None:
    """USD/month of a line item bought that way; None where it has no amount."""
    if item.amount is None:
        return None
    return item.amount * purchase.factors.get(item.price, Decimal(1))


def with_purchase(estimate: Estimate, purchase: Purchase) -> Discounted:
    """The total bought that way. A commitment is paid whether it is used or not: that is not in it."""
    with localcontext(prec=PRECISION):
        covered = monthly = Decimal(0)
        for item in estimate.items:
            if item.state == "priced" and item.amount is not None:
                covered += item.amount if item.price in purchase.factors else 0
                monthly += amount_with(item, purchase) or 0
        return Discounted(purchase, monthly, covered, estimate.monthly - monthly)
