"""A fine (denda) that a decision on a breach has ordered: paid in instalments, else seized for, and prison comes last.

Sources: KUHP art. 81–82 for the order; the figures of substitute prison are configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import fines as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import FineState, SettledBy
from services.community_service.rules import FineLimits
from shared.clock import local_day
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Fine:
    id: UUID
    breach_id: UUID
    sentence_id: UUID
    rupiah: int
    decided_on: date
    due_on: date
    """The last day on which it may be paid. It is overdue on the day after."""
    paid_rupiah: int = 0
    seized_rupiah: int = 0
    seized_on: date | None = None
    """The latest seizure."""
    """A seizure that yields nothing counts too."""
    state: FineState = "open"
    settled_by: SettledBy | None = None
    substitute_days: int | None = None

    @property
    def rest(self) -> int:
        return self.rupiah - self.paid_rupiah - self.seized_rupiah


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in for a fine: a payment, or what a seizure yielded. `number` is that of its document."""

    id: UUID
    on: date
    rupiah: int
    number: str


def substitute_days(rest: int, limits: FineLimits) -> int:
    """The most days of prison for what is unpaid: one for each part that has begun, within bounds; 0 for nothing."""
    if rest <= 0:
        return 0
    begun = -(-rest // limits.rupiah_per_day)
    return min(max(begun, limits.minimum_days), limits.maximum_days)


def pay(case: Case, fine: Fine, receipt: Receipt, now: datetime) -> tuple[Fine, Progress]:
    """The prosecutor records a payment, the whole or an instalment. Late ones count too.

    Raises WrongState, FineDateOutOfRange, MoreThanOwed.
    """
    _need_unsettled(case, fine)
    _need_date(receipt.on, fine.decided_on, local_day(now))
    _need_owed(fine, receipt.rupiah)
    paid = _settled(replace(fine, paid_rupiah=fine.paid_rupiah + receipt.rupiah), "payment")

    def facts(sentence: Sentence) -> Iterable[Event]:
        yield events.FinePaid(**sums(sentence, paid), amount_rupiah=receipt.rupiah, paid_on=receipt.on)
        yield from _settlement(sentence, paid)

    return paid, cases.conclude(case, case, facts, now)


def seize(case: Case, fine: Fine, seizure: Receipt, now: datetime) -> tuple[Fine, Progress]:
    """The prosecutor records a seizure and what it yielded, which may be nothing. Not before the due date has passed.

    Raises WrongState, FineNotOverdue, FineDateOutOfRange, MoreThanOwed.
    """
    _need_unsettled(case, fine)
    _need_overdue(fine, seizure.on)
    _need_date(seizure.on, fine.decided_on, local_day(now))
    _need_owed(fine, seizure.rupiah)
    latest = max(fine.seized_on or seizure.on, seizure.on)
    seized = replace(fine, seized_rupiah=fine.seized_rupiah + seizure.rupiah, seized_on=latest)
    seized = _settled(seized, "seizure")

    def facts(sentence: Sentence) -> Iterable[Event]:
        yield events.FineSeized(
            sentence_id=sentence.id,
            fine_id=fine.id,
            seizure_id=seizure.id,
            seized_on=seizure.on,
            amount_rupiah=seizure.rupiah,
        )
        yield from _settlement(sentence, seized)

    return seized, cases.conclude(case, case, facts, now)


def substitute(case: Case, fine: Fine, days: int, ordered_on: date, now: datetime) -> tuple[Fine, Progress]:
    """The prosecutor orders prison for what is unpaid: only after the due date and a seizure, at most by the figures.

    Raises WrongState, FineNotOverdue, SeizureComesFirst, FineDateOutOfRange, MoreThanUnpaid.
    """
    _need_unsettled(case, fine)
    _need_overdue(fine, ordered_on)
    if fine.seized_on is None:
        raise errors.SeizureComesFirst
    _need_date(ordered_on, fine.seized_on, local_day(now))
    limits = limits_of(case)
    maximum = substitute_days(fine.rest, limits)
    if not 0 < days <= maximum:
        raise errors.MoreThanUnpaid(
            rest=fine.rest,
            per_day=limits.rupiah_per_day,
            minimum=limits.minimum_days,
            ceiling=limits.maximum_days,
            maximum=maximum,
            asked=days,
        )
    done = replace(fine, state="settled", settled_by="substitute_prison", substitute_days=days)
    return done, cases.conclude(case, case, lambda sentence: _settlement(sentence, done), now)


def lapse(sentence: Sentence, fine: Fine) -> tuple[Fine, Event]:
    """The due date has passed, and something is unpaid."""
    overdue = replace(fine, state="overdue")
    return overdue, events.FineOverdue(**sums(sentence, overdue))


def limits_of(case: Case) -> FineLimits:
    """A fine is followed only under rule sets that have its figures."""
    assert case.limits.fine
    return case.limits.fine


def sums(sentence: Sentence, fine: Fine) -> dict[str, Any]:
    """What every fact about a fine says."""
    return {
        **balance(sentence),
        "fine_id": fine.id,
        "breach_id": fine.breach_id,
        "due_on": fine.due_on,
        "fine_rupiah": fine.rupiah,
        "paid_rupiah": fine.paid_rupiah,
        "seized_rupiah": fine.seized_rupiah,
        "rest_rupiah": fine.rest,
    }


def _need_unsettled(case: Case, fine: Fine) -> None:
    """A verdict that has fallen is owed nothing any more."""
    if case.sentence.state != "closed":
        raise WrongState(state=case.sentence.state, needed="closed")
    if fine.state == "settled":
        raise WrongState(state=fine.state, needed="open / overdue")


def _need_date(on: date, earliest: date, latest: date) -> None:
    if not earliest <= on <= latest:
        raise errors.FineDateOutOfRange(earliest=earliest, latest=latest, on=on)


def _need_overdue(fine: Fine, on: date) -> None:
    if on <= fine.due_on:
        raise errors.FineNotOverdue(due_on=fine.due_on)


def _need_owed(fine: Fine, rupiah: int) -> None:
    if rupiah > fine.rest:
        raise errors.MoreThanOwed(
            fine=fine.rupiah, paid=fine.paid_rupiah, seized=fine.seized_rupiah, rest=fine.rest, asked=rupiah
        )


def _settled(fine: Fine, by: SettledBy) -> Fine:
    return fine if fine.rest else replace(fine, state="settled", settled_by=by)


def _settlement(sentence: Sentence, fine: Fine) -> list[Event]:
    if fine.settled_by is None:
        return []
    return [events.FineSettled(**sums(sentence, fine), settled_by=fine.settled_by, prison_days=fine.substitute_days)]
