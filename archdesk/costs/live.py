"""The incremental estimate: an edit prices again only what read something it touched."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterator
from collections.abc import Set as AbstractSet
from decimal import Decimal, localcontext

from archdesk.catalog.catalogue import Catalogue
from archdesk.costs.billing import bill_of, billed, billed_alone
from archdesk.costs.book import PriceBooks
from archdesk.costs.drafts import Draft, drafts_of, drafts_of_connection
from archdesk.costs.estimate import terms_of
from archdesk.costs.items import PRECISION, Estimate, LineItem
from archdesk.model.design import Change, Design
from archdesk.model.records import Component, Connection
from archdesk.model.tracking import Key, TrackingView, touched

Place = tuple[bool, str]  # (whether it is a connection, id): the order of an estimate's items

_NOTHING: AbstractSet[Key] = frozenset()


class LiveEstimate:
    """Keeps the estimate of a design up to date; it always equals that of `estimate`.

    Tell it every change with ``update``; what a change asks for is done when the ``estimate`` is asked for.
    ``evaluations`` counts how often a component or connection was priced.
    """

    def __init__(self, design: Design, catalogue: Catalogue, books: PriceBooks) -> None:
        self.design = design
        self.catalogue = catalogue
        self.books = books
        self.evaluations = 0
        self._terms = terms_of(design)
        self._reads: dict[Place, AbstractSet[Key]] = {}
        self._readers: dict[Key, set[Place]] = {}
        self._order: list[Place] = []  # those that have items, sorted
        self._drafts: dict[Place, tuple[Draft, ...]] = {}
        self._items: dict[Place, list[LineItem]] = {}
        self._bills: dict[Hashable, dict[Place, list[int]]] = {}  # which drafts are billed together
        self._sums = [Decimal(0), Decimal(0), Decimal(0)]  # monthly, least, most
        self._due: dict[Place, None] = {}
        self._due_bills: dict[Hashable, None] = {}
        self._estimate: Estimate | None = None
        self._start()

    @property
    def estimate(self) -> Estimate:
        """What the design costs now."""
        if self._due or self._estimate is None:
            with localcontext(prec=PRECISION):
                for place in self._due:
                    self._price(place)
                self._due.clear()
                for bill in self._due_bills:
                    self._settle(bill)
                self._due_bills.clear()
                items = tuple(item for place in self._order for item in self._items[place])
            terms = self._terms
            monthly, least, most = self._sums
            self._estimate = Estimate(
                items, monthly, terms.region, terms.usage, "USD", terms.free_tier, least, most
            )
        return self._estimate

    def update(self, change: Change) -> None:
        """Take a change of the design into account: nothing is priced yet."""
        if terms_of(self.design) != self._terms:
            self._start()
            return
        for key in touched(change, self.design):
            for place in self._readers.get(key, ()):
                self._due[place] = None
        for id, before, after in change:
            for record in (before, after):
                if isinstance(record, Component | Connection):
                    is_new = before is None or after is None or isinstance(record, Connection)
                    if is_new or getattr(before, "type", "") != getattr(after, "type", ""):
                        self._due[isinstance(record, Connection), id] = None

    # -- inside -------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._terms = terms_of(self.design)
        for kept in (self._reads, self._readers, self._drafts, self._items, self._bills, self._due_bills):
            kept.clear()
        self._order.clear()
        self._sums = [Decimal(0), Decimal(0), Decimal(0)]
        self._estimate = None
        places = [(False, id) for id in self.design.component_ids()]
        self._due = dict.fromkeys([*places, *((True, id) for id in self.design.connection_ids())])

    def _price(self, place: Place) -> None:
        """Find the drafts of one component or connection anew, and what is billed together with others."""
        is_connection, id = place
        record = self.design.find(id)
        drafts: tuple[Draft, ...] = ()
        reads: AbstractSet[Key] = _NOTHING
        if isinstance(record, Connection if is_connection else Component):
            view = TrackingView(self.design, {})
            about = (self.catalogue, self.books)
            if is_connection:
                drafts = drafts_of_connection(view, *about, view.connection(id), self._terms)
            else:
                drafts = drafts_of(view, *about, view.component(id), self._terms)
            reads = view.reads
            self.evaluations += 1
        self._note_reads(place, reads)
        if drafts == self._drafts.get(place, ()):
            return
        self._estimate = None
        self._forget(place)
        if not drafts:
            return
        self._drafts[place] = drafts
        items = self._items[place] = [draft.item() for draft in drafts]
        insort(self._order, place)
        for index, draft in enumerate(drafts):
            bill = bill_of(draft, self._terms.free_tier)
            if bill is None:
                self._put(items, index, billed_alone(draft))
            else:
                self._bills.setdefault(bill, {}).setdefault(place, []).append(index)
                self._due_bills[bill] = None

    def _settle(self, bill: Hashable) -> None:
        """Bill again what shares tiers or a free tier, in the order of the estimate."""
        together = [(place, index) for place, index in self._billed_by(bill)]
        drafts = [self._drafts[place][index] for place, index in together]
        for (place, index), item in zip(
            together, billed(drafts, self._terms.free_tier) if drafts else (), strict=True
        ):
            self._count(self._items[place][index], -1)  # nothing, where it was not billed yet
            self._put(self._items[place], index, item)

    def _billed_by(self, bill: Hashable) -> Iterator[tuple[Place, int]]:
        places = self._bills.get(bill, {})
        for place in sorted(places):
            yield from ((place, index) for index in places[place])

    def _forget(self, place: Place) -> None:
        for index, draft in enumerate(self._drafts.pop(place, ())):
            self._count(self._items[place][index], -1)
            bill = bill_of(draft, self._terms.free_tier)
            if bill is not None:
                self._bills[bill].pop(place, None)
                self._due_bills[bill] = None
        if self._items.pop(place, None) is not None:
            del self._order[bisect_left(self._order, place)]

    def _put(self, items: list[LineItem], index: int, item: LineItem) -> None:
        items[index] = item
        self._count(item, 1)

    def _count(self, item: LineItem, sign: int) -> None:
        """Add an item to the sums, or take it off them: exact, so that nothing is left of it."""
        if item.amount is None:
            return
        ends = (item.amount if end is None else end for end in (item.amount, item.least, item.most))
        self._sums = [total + sign * end for total, end in zip(self._sums, ends, strict=True)]

    def _note_reads(self, place: Place, reads: AbstractSet[Key]) -> None:
        before = self._reads.get(place, _NOTHING)
        for key in before - reads:
            readers = self._readers[key]
            readers.discard(place)
            if not readers:
                del self._readers[key]
        for key in reads - before:
            self._readers.setdefault(key, set()).add(place)
        if reads:
            self._reads[place] = reads
        else:
            self._reads.pop(place, None)
