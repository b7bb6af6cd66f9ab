"""A wrong payment or seizure: the record stays, a correction stands beside it, and the figures follow.

One person proposes with a reason; another, who has not recorded it, decides. The latest approved one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.fines import (
    Fine,
    consequences,
    more_than_owed,
    need_closed,
    settled_anew,
    sums,
)
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import fines as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import Received
from shared.clock import local_day
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment or a seizure as it stands now, and who recorded it."""

    id: UUID
    kind: Received
    on: date
    rupiah: int
    recorded_by: str
    never_came_in: bool = False


@dataclass(frozen=True, slots=True)
class FineCorrection:
    """`rupiah` is what came in; None: nothing ever did, and there was no payment or seizure at all."""

    id: UUID
    receipt: Recorded
    rupiah: int | None
    proposed_by: str
    state: Literal["proposed", "approved", "rejected"] = "proposed"


def propose(case: Case, fine: Fine, correction: FineCorrection, now: datetime) -> Progress:
    """Raises WrongState, FineCorrectionOfNothing, MoreThanOwed."""
    need_closed(case)
    receipt = correction.receipt
    if (correction.rupiah or 0) == receipt.rupiah and (correction.rupiah is None) == receipt.never_came_in:
        raise errors.FineCorrectionOfNothing(rupiah=receipt.rupiah)
    _need_owed(fine, correction)
    fact = events.FineCorrectionProposed(
        sentence_id=case.sentence.id,
        fine_id=fine.id,
        correction_id=correction.id,
        received=receipt.kind,
        receipt_id=receipt.id,
        amount_rupiah=correction.rupiah,
    )
    return cases.conclude(case, case, lambda _: [fact], now)


def approve(
    case: Case, fine: Fine, correction: FineCorrection, other_seizure: date | None, by: str, now: datetime
) -> tuple[Fine, Progress]:
    """The figures follow. An order of substitute prison falls where nothing is left, or where no seizure is.

    `other_seizure` is the day of the latest seizure beside this one. Raises WrongState, FineCorrectorDecides,
    MoreThanOwed.
    """
    need_closed(case)
    _need_second(correction, by)
    _need_owed(fine, correction)
    receipt = correction.receipt
    after = settled_anew(_summed(fine, correction, other_seizure), receipt.kind, local_day(now))

    def facts(sentence: Sentence) -> Iterable[Event]:
        yield events.FineCorrected(
            **sums(sentence, after),
            received=receipt.kind,
            amount_rupiah=correction.rupiah or 0,
            amount_rupiah_before=receipt.rupiah,
            never_came_in=correction.rupiah is None,
        )
        yield from consequences(case, sentence, fine, after, "correction")

    return after, cases.conclude(case, case, facts, now)


def _summed(fine: Fine, correction: FineCorrection, other_seizure: date | None) -> Fine:
    receipt, more = correction.receipt, (correction.rupiah or 0) - correction.receipt.rupiah
    if receipt.kind == "payment":
        return replace(fine, paid_rupiah=fine.paid_rupiah + more)
    days = [on for on in (other_seizure, None if correction.rupiah is None else receipt.on) if on]
    return replace(fine, seized_rupiah=fine.seized_rupiah + more, seized_on=max(days, default=None))


def reject(case: Case, fine: Fine, correction: FineCorrection, by: str, now: datetime) -> Progress:
    """The record stands. Raises WrongState, FineCorrectorDecides."""
    _need_second(correction, by)
    fact = events.FineCorrectionRejected(sentence_id=case.sentence.id, fine_id=fine.id, correction_id=correction.id)
    return cases.conclude(case, case, lambda _: [fact], now)


def _need_second(correction: FineCorrection, by: str) -> None:
    if correction.state != "proposed":
        raise WrongState(state=correction.state, needed="proposed")
    if by in (correction.proposed_by, correction.receipt.recorded_by):
        raise errors.FineCorrectorDecides


def _need_owed(fine: Fine, correction: FineCorrection) -> None:
    """More than was recorded, and more than is left beside it."""
    more = (correction.rupiah or 0) - correction.receipt.rupiah
    if more > fine.rest:
        raise more_than_owed(fine, more)
