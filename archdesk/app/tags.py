"""What costs, shares of the total and limits say at each component and connection of a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from archdesk.app.limit_list import NEAR, subject_of
from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.items import Estimate, LineItem
from archdesk.costs.money import dollars, money
from archdesk.limits.headroom import Headroom, headroom
from archdesk.limits.words import amount
from archdesk.model.design import Design
from archdesk.model.records import Component
from archdesk.render.tags import Tag, Tags, Tone

Overlay = Literal["costs", "heat", "limits"]
OVERLAYS: Final[tuple[Overlay, ...]] = ("costs", "heat", "limits")  # what `tags_of` may be asked for


def tags_of(
    design: Design,
    catalogue: Catalogue,
    estimate: Estimate | None,
    *,
    costs: bool = False,
    heat: bool = False,
    limits: bool = False,
) -> Tags:
    """The tags asked for, by id. In a heat map the amounts stand beside the shares, so that costs add nothing."""
    found: dict[str, tuple[Tag, ...]] = {}
    if estimate is not None and (costs or heat):
        for id, tag in cost_tags(design, catalogue, estimate, heat=heat).items():
            found[id] = (tag,)
    if limits:
        for id, tag in limit_tags(design, catalogue).items():
            found[id] = (*found.get(id, ()), tag)
    return found


def cost_tags(
    design: Design, catalogue: Catalogue, estimate: Estimate, *, heat: bool = False
) -> dict[str, Tag]:
    """What each component and connection costs; a container, all that stands in it as well.

    What has no price or needs usage says so in words; a container in which nothing is billed says nothing,
    nor does what is not AWS's.
    """
    own: dict[str, list[LineItem]] = {}
    inside: dict[str, list[LineItem]] = {}
    for item in estimate.items:
        if item.subject is not None:
            own.setdefault(item.subject, []).append(item)
        for container in item.within:
            inside.setdefault(container, []).append(item)
    found: dict[str, Tag] = {}
    for id in (*own, *(i for i in inside if i not in own)):
        record = design.find(id)
        if record is None:
            continue
        leaf = id in design.connection_ids() or not _is_container(design, catalogue, id)
        items = own.get(id, []) if leaf else [*own.get(id, []), *inside.get(id, [])]
        tag = _cost_tag(items, estimate.monthly, heat)
        outside = isinstance(record, Component) and catalogue.type_of(record).category == "general"
        if tag is not None and (tag.words != "free" or (leaf and not outside)):
            found[id] = replace(tag, grows=heat and leaf and tag.tone == "heat")
    return found


def limit_tags(design: Design, catalogue: Catalogue) -> dict[str, Tag]:
    """The nearest limit of each component of which four fifths or more are used.

    What is counted together in a container is said there, and at the first of those counted where none is drawn.
    """
    found: dict[str, list[Headroom]] = {}
    for each in headroom(design, catalogue, design.settings.usage):
        tells = each.most > 1 and not each.settled  # one of one is as it should be
        if each.is_broken or (tells and each.share >= NEAR):
            found.setdefault(subject_of(design, catalogue, each), []).append(each)
    return {id: _limit_tag(each) for id, each in found.items()}


def _cost_tag(items: Iterable[LineItem], total: Decimal, heat: bool) -> Tag | None:
    """The tag for what these items come to, None where there are none."""
    listed = list(items)
    if not listed:
        return None
    priced = [i.amount for i in listed if i.state == "priced" and i.amount is not None]
    open_ = _open_words(listed)
    notes = [f"{i.label}: {i.state}" for i in listed if i.state in ("needs usage", "no price")]
    if not priced:
        return Tag(open_, "unknown", note="\n".join(notes)) if open_ else Tag("free", note="Free of charge")
    costs = sum(priced, Decimal(0))
    share = costs / total if total else Decimal(0)
    note = "\n".join([f"{money(costs)}, {percent(share)} of the design", *_range(listed), *notes])
    words = f"{percent(share)} · {dollars(costs)}" if heat else money(costs)
    short = f"{percent(share)} and more" if heat else f"from {dollars(costs)}"
    tone: Tone = "heat" if heat else "plain"
    if not open_:
        return Tag(words, tone, float(share), f"{percent(share)}" if heat else dollars(costs), note)
    return Tag(f"{words if heat else dollars(costs)} + {open_}", tone, float(share), short, note)


def _range(items: list[LineItem]) -> list[str]:
    """What these items come to at the fewest and the most of what scales by itself; nothing where nothing does."""
    priced = [(i, i.amount) for i in items if i.state == "priced" and i.amount is not None]
    least = sum((a if i.least is None else i.least for i, a in priced), Decimal(0))
    most = sum((a if i.most is None else i.most for i, a in priced), Decimal(0))
    return [] if least == most else [f"{dollars(least)} to {money(most)} as it scales"]


def _open_words(items: list[LineItem]) -> str:
    """``needs usage``, ``no price``, of several ``2 need usage``; empty where all is priced or free."""
    usage, price = (len({i.subject for i in items if i.state == s}) for s in ("needs usage", "no price"))
    alone = len({i.subject for i in items}) == 1
    words = []
    if usage:
        words.append("needs usage" if alone else f"{usage} need{'s' if usage == 1 else ''} usage")
    if price:
        words.append("no price" if alone else f"{price} without price")
    return ", ".join(words)


def percent(share: Decimal) -> str:
    """``38 %``; never nothing where there is something."""
    if 0 < share < Decimal("0.005"):
        return "< 1 %"
    return f"{round(share * 100)} %"


def _limit_tag(found: list[Headroom]) -> Tag:
    """One tag for the worst of them; the tooltip tells of all."""
    worst = max(found, key=lambda h: h.share)
    whole = int(worst.share * 100)
    used = f"{whole:,} %" if not (worst.is_broken and whole == 100) else "> 100 %"
    words = f"{used} of {_as_words(worst.limit.label)}"
    note = "\n".join(_limit_note(each) for each in sorted(found, key=lambda h: -h.share))
    return Tag(words, "beyond" if worst.is_broken else "near", float(worst.share), used, note)


def _limit_note(each: Headroom) -> str:
    place = f" in {each.where}" if each.where else ""
    guess = ", with use that nobody entered" if each.assumed else ""
    return f"{each.limit.label}{place}: {amount(each.used)} of {amount(each.most, each.unit)}{guess}"


def _as_words(label: str) -> str:
    """The label as it stands within a sentence: ``VPCs`` stays, ``Subnets`` becomes ``subnets``."""
    return label if len(label) > 1 and not label[1].islower() else label[:1].lower() + label[1:]


def _is_container(design: Design, catalogue: Catalogue, id: str) -> bool:
    return catalogue.type_of(design.component(id)).container is not None
