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
from services.community_service.events import FineState, PrisonCause, SettledBy
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
    """The latest seizure. One that yields nothing counts too."""
    state: FineState = "open"
    settled_by: SettledBy | None = None
    substitute_days: int | None = None
    """The days of prison that were ordered for the rest as it was then."""
    substitute_on: date | None = None
    lifted_on: date | None = None
    """Since when nothing of that order is left."""
    reduced_to: int | None = None
    """What an amended verdict has left of the fine."""

    @property
    def owed(self) -> int:
        """The fine as it holds now."""
        return self.rupiah if self.reduced_to is None else self.reduced_to

    @property
    def rest(self) -> int:
        """What is unpaid. Nothing, where an amended verdict asks for less than came in."""
        return max(0, self.owed - self.paid_rupiah - self.seized_rupiah)

    @property
    def in_prison(self) -> bool:
        """An order of substitute prison stands for the rest."""
        return self.settled_by == "substitute_prison"


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


def prison_days(fine: Fine, limits: FineLimits) -> int:
    """The days of substitute prison that hold now: never more than were ordered, nor than the rest stands for."""
    return min(fine.substitute_days or 0, substitute_days(fine.rest, limits)) if fine.in_prison else 0


def pay(case: Case, fine: Fine, receipt: Receipt, now: datetime) -> tuple[Fine, Progress]:
    """The prosecutor records a payment, the whole or an instalment. Late ones count too, also after substitute prison
    was ordered: its days get less, and with the last rupiah the order is lifted.

    Raises WrongState, FineDateOutOfRange, MoreThanOwed.
    """
    need_closed(case)
    if fine.state == "settled" and not fine.in_prison:
        raise WrongState(state=fine.state, needed="open / overdue / substitute_prison")
    _need_date(receipt.on, fine.decided_on, local_day(now))
    _need_owed(fine, receipt.rupiah)
    paid = settled_anew(replace(fine, paid_rupiah=fine.paid_rupiah + receipt.rupiah), "payment", local_day(now))

    def facts(sentence: Sentence) -> Iterable[Event]:
        yield events.FinePaid(**sums(sentence, paid), amount_rupiah=receipt.rupiah, paid_on=receipt.on)
        yield from consequences(case, sentence, fine, paid, "payment")

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
    seized = settled_anew(seized, "seizure", local_day(now))

    def facts(sentence: Sentence) -> Iterable[Event]:
        yield events.FineSeized(
            sentence_id=sentence.id,
            fine_id=fine.id,
            seizure_id=seizure.id,
            seized_on=seizure.on,
            amount_rupiah=seizure.rupiah,
        )
        yield from consequences(case, sentence, fine, seized, "payment")

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
    done = replace(
        fine,
        state="settled",
        settled_by="substitute_prison",
        substitute_days=days,
        substitute_on=ordered_on,
        lifted_on=None,
    )
    return done, cases.conclude(case, case, lambda sentence: [_settlement(sentence, done)], now)


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
        "fine_rupiah": fine.owed,
        "paid_rupiah": fine.paid_rupiah,
        "seized_rupiah": fine.seized_rupiah,
        "rest_rupiah": fine.rest,
    }


def settled_anew(fine: Fine, by: SettledBy, today: date) -> Fine:
    """The fine as its sums have it now. With nothing left it is settled and no prison stands for it any more; with
    something left it is not settled but by prison, and prison rests on a seizure."""
    if not fine.rest:
        kept = by if fine.settled_by in (None, "substitute_prison") else fine.settled_by
        return replace(_without_prison(fine, today), state="settled", settled_by=kept)
    if fine.in_prison and fine.seized_on is not None:
        return fine
    if fine.settled_by is not None:  # the job says anew that it is overdue
        return replace(_without_prison(fine, today), state="open", settled_by=None)
    return fine


def _without_prison(fine: Fine, today: date) -> Fine:
    return replace(fine, lifted_on=today) if fine.in_prison else fine


def consequences(case: Case, sentence: Sentence, before: Fine, after: Fine, cause: PrisonCause) -> Iterable[Event]:
    """What follows from new sums: other days of prison, or the end of the fine."""
    limits = limits_of(case)
    days, days_before = prison_days(after, limits), prison_days(before, limits)
    if days != days_before:
        yield events.FinePrisonChanged(
            **sums(sentence, after), cause=cause, prison_days=days, prison_days_before=days_before
        )
    if after.settled_by not in (None, before.settled_by):
        yield _settlement(sentence, after)


def need_closed(case: Case) -> None:
    """A verdict that has fallen is owed nothing any more."""
    if case.sentence.state != "closed":
        raise WrongState(state=case.sentence.state, needed="closed")


def _need_unsettled(case: Case, fine: Fine) -> None:
    need_closed(case)
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
        raise more_than_owed(fine, rupiah)


def more_than_owed(fine: Fine, rupiah: int) -> errors.MoreThanOwed:
    return errors.MoreThanOwed(
        fine=fine.owed, paid=fine.paid_rupiah, seized=fine.seized_rupiah, rest=fine.rest, asked=rupiah
    )


def _settlement(sentence: Sentence, fine: Fine) -> Event:
    assert fine.settled_by
    days = fine.substitute_days if fine.in_prison else None
    return events.FineSettled(**sums(sentence, fine), settled_by=fine.settled_by, prison_days=days)
