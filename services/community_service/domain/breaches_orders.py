"""What a decision on a breach has ordered in place of the sentence, as it holds now: prison or a fine, never more.

A verdict that is amended later caps it by the new amounts: at most what the verdict orders and what was replaced (K6),
prison less detention (art. 61), substitute prison by what the fine leaves unpaid (K6c).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.community_service import events
from services.community_service.domain.cases import Case, Ordered, Replaced
from services.community_service.domain.fines import Fine, consequences, settled_anew, substitute_days
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.events import BreachDecision
from services.community_service.rules import BOOK
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Order:
    """`fine` is there where the fine is followed; under older rules the decision was the end."""

    breach_id: UUID
    kind: BreachDecision
    prison_days: int | None = None
    fine_rupiah: int | None = None
    fine: Fine | None = None


def most(kind: BreachDecision, replaced: Replaced, ordered: Ordered | None) -> int:
    """How much of it a verdict allows, before detention: days of prison, or rupiah."""
    if kind == "prison":
        return min(replaced.prison_days, replaced.prison_days if ordered is None else ordered.prison_days or 0)
    return min(replaced.fine_rupiah, replaced.fine_rupiah if ordered is None else ordered.fine_rupiah or 0)


def capped(order: Order, replaced: Replaced, ordered: Ordered | None, today: date) -> Order:
    """The order by what an amended verdict allows."""
    limit = most(order.kind, replaced, ordered)
    if order.kind == "prison":
        left = max(0, limit - (ordered.detained_days if ordered else 0))
        return replace(order, prison_days=min(order.prison_days or 0, left))
    if order.kind == "substitute_prison":
        assert BOOK.first.fine
        return replace(order, prison_days=min(order.prison_days or 0, substitute_days(limit, BOOK.first.fine)))
    rupiah = min(order.fine_rupiah or 0, limit)
    if order.fine is None or rupiah == order.fine.owed:
        return replace(order, fine_rupiah=rupiah)
    fine = settled_anew(replace(order.fine, reduced_to=rupiah), "amendment", today)
    return replace(order, fine_rupiah=rupiah, fine=fine)


def facts_of(case: Case, sentence: Sentence, before: Order, after: Order) -> Iterable[Event]:
    """That the order got less, and what follows for a fine."""
    if (before.prison_days, before.fine_rupiah) == (after.prison_days, after.fine_rupiah):
        return
    yield events.BreachReduced(
        **balance(sentence),
        breach_id=after.breach_id,
        decision=after.kind,
        prison_days=after.prison_days,
        prison_days_before=before.prison_days,
        fine_rupiah=after.fine_rupiah,
        fine_rupiah_before=before.fine_rupiah,
    )
    if before.fine and after.fine:
        yield from consequences(case, sentence, before.fine, after.fine, "amendment")
