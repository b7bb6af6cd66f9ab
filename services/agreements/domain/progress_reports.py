"""Progress reports (laporan kemajuan) of an obligation, their corrections, and the confirmation (rule A3).

Reports go on while the PKS is suspended and after it has ended: what was begun is finished.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.agreements import events
from services.agreements.domain import obligations
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation
from services.agreements.domain.results import Result
from services.agreements.errors import progress_reports as errors


def report(pks: Pks, obligation: Obligation, report_id: UUID, quantity: int, today: date) -> Result[Obligation]:
    """The party that owes it reports progress, in units of the obligation. Raises NotYetInForce, ObligationSettled."""
    _require_open(pks, obligation)
    reported = obligations.with_progress(obligation, obligation.done + quantity, today)
    fact = events.ObligationReported(**obligations.fields(pks, reported), report_id=report_id, reported=quantity)
    return Result(reported, [fact])


def correct(
    pks: Pks, obligation: Obligation, report_id: UUID, corrects: UUID, instead_of: int, quantity: int, today: date
) -> Result[Obligation]:
    """A new report takes the place of a wrong one; both stay in the register.

    `corrects` is the wrong report, `instead_of` the quantity it stated. Raises NotYetInForce, ObligationSettled."""
    _require_open(pks, obligation)
    corrected = obligations.with_progress(obligation, obligation.done - instead_of + quantity, today)
    fact = events.ObligationCorrected(
        **obligations.fields(pks, corrected),
        report_id=report_id,
        corrects=corrects,
        reported=quantity,
        instead_of=instead_of,
    )
    return Result(corrected, [fact])


def confirm(pks: Pks, obligation: Obligation, by: UUID, today: date) -> Result[Obligation]:
    """The other party confirms that it has what was owed. Raises ConfirmedByDebtor, NotDelivered."""
    _require_open(pks, obligation)
    if by == obligation.owed_by:
        raise errors.ConfirmedByDebtor
    if obligation.delivered_on is None:
        raise errors.NotDelivered(done=obligation.done, quantity=obligation.quantity, unit=obligation.unit)
    fulfilled = replace(obligation, state="fulfilled", confirmed_by=by, confirmed_on=today, pending=None)
    days_late = max(0, (obligation.delivered_on - obligation.due_on).days)
    return Result(fulfilled, [events.ObligationFulfilled(**obligations.fields(pks, fulfilled), days_late=days_late)])


def _require_open(pks: Pks, obligation: Obligation) -> None:
    obligations.require_begun(pks)
    obligations.require_state(obligation, "open", "overdue")
