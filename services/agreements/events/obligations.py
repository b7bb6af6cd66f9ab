"""Facts of the obligations in the work plan (rencana kerja) of a cooperation agreement (PKS)."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events.topics import AgreementsEvent, AgreementsRecord

ObligationState = Literal["proposed", "open", "overdue", "fulfilled", "cancelled", "lapsed"]


class ObligationFields(BaseModel):
    """An obligation of a PKS, whole; what it is about stands in the register.

    `quantity` and `done` are whole numbers of `unit`; `delivered_on` is the day on which the sum reached it."""

    obligation_id: UUID
    agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    owed_by: UUID
    owed_to: UUID
    quantity: int
    unit: str
    done: int
    due_on: date
    delivered_on: date | None
    state: ObligationState


class ObligationFact(ObligationFields, AgreementsEvent):
    pass


class ObligationAgreed(
    ObligationFact, type="agreements.obligation.agreed", key="obligation_id", detail="/agreements/obligations/{}"
):
    """Obligation agreed.

    When its cooperation agreement comes into force with it, and when both parties agree to a new one, to another
    quantity or due date, or to cancel it: the obligation as it is from now on. What it is about stands in the
    register."""


class ObligationFulfilled(
    ObligationFact, type="agreements.obligation.fulfilled", key="obligation_id", detail="/agreements/obligations/{}"
):
    """Obligation fulfilled.

    When what was reported reaches the quantity and the other party confirms it; `days_late` counts from the due date
    to the delivery."""

    days_late: int


class ObligationOverdue(
    ObligationFact, type="agreements.obligation.overdue", key="obligation_id", detail="/agreements/obligations/{}"
):
    """Obligation overdue.

    Once per due date, at local midnight after it, while the cooperation agreement is in force and the other party has
    not confirmed fulfilment; `late` where it was raised on a later day than it is dated."""

    awaits: Literal["delivery", "confirmation"]
    late: bool


class ObligationRecord(ObligationFields, AgreementsRecord):
    pass


class ObligationPlanned(ObligationRecord, type="agreements.record.obligation-planned", key="obligation_id"):
    """A draft's work plan has an obligation, or one of them was revised."""


class ObligationCancelled(ObligationRecord, type="agreements.record.obligation-cancelled", key="obligation_id"):
    """A draft's work plan no longer has an obligation."""


class ObligationProposed(AgreementsRecord, type="agreements.record.obligation-proposed", key="obligation_id"):
    """A party proposed a new obligation, another quantity or due date, or to cancel."""

    obligation_id: UUID
    agreement_id: UUID
    kind: Literal["add", "change", "cancel"]
    proposed_by: UUID
    quantity: int | None
    due_on: date | None


class ObligationAnswered(ObligationRecord, type="agreements.record.obligation-answered", key="obligation_id"):
    """A proposal was accepted, declined or withdrawn; the obligation as it is from now on."""

    answer: Literal["accept", "decline", "withdraw"]
    answered_by: UUID


class ObligationReported(ObligationRecord, type="agreements.record.obligation-reported", key="obligation_id"):
    """Progress was reported by the party that owes it. Note and evidence stand in the register."""

    report_id: UUID
    reported: int


class ObligationCorrected(ObligationRecord, type="agreements.record.obligation-corrected", key="obligation_id"):
    """A progress report was corrected by another that takes its place."""

    report_id: UUID
    corrects: UUID
    reported: int
    instead_of: int


class ObligationLapsed(ObligationRecord, type="agreements.record.obligation-lapsed", key="obligation_id"):
    """The cooperation agreement ended before the obligation was due."""
