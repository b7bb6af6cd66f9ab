"""What joint agreements and cooperation agreements (PKS) share: the fields of their facts, and their records."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements.events.topics import AgreementsEvent, AgreementsRecord

AgreementKind = Literal["joint", "cooperation"]
Scope = Literal["training", "equipment", "marketing", "community_service"]
TerminationGround = Literal[
    "period", "aim_reached", "agreement_of_parties", "change_of_law_or_policy", "object_lost", "judgment"
]
"""What ends an agreement by the law. Source: PP 28/2018 art. 9, 22 (rule A4)."""
LastDayReason = Literal["umbrella_notice", "addendum_signed", "addendum_dropped", "known"]
State = Literal["draft", "in_review", "approved", "signed", "in_force", "suspended", "expired", "terminated"]


class AgreementFact(AgreementsEvent):
    """Every fact of an agreement carries the whole state that others need, so a late joiner needs no other fact.

    `starts_on` and `ends_on` are the first and the last day in force, both included. `ends_on` is the last day as it is
    known now: of the period, of a notice of termination, of an addendum that is signed and to come, or of the umbrella,
    whichever is first. `period_ends_on` is the end of the period as it is written. `revision` is 1 as signed and one
    more with each addendum. `terminates_on` is the last day of the agreement's own notice of termination.

    In facts from before `period_ends_on` was added it is null, and `ends_on` is the end of the period: read
    `last_day`."""

    agreement_id: UUID
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State
    revision: int = 1
    terminates_on: date | None = None
    period_ends_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day in force, also in a fact from before `ends_on` was that day."""
        return min(self.ends_on, self.terminates_on or self.ends_on)


class TimedFact(AgreementsEvent):
    """A fact that happens on a day: `due_on` is that local day. `late` if it was recorded on a later day."""

    due_on: date | None = None
    late: bool = False


class ExpiringFact(TimedFact):
    """`days` counts from `due_on` to the last day."""

    days: int


class AmendedFact(TimedFact):
    """`addendum` is its number; the new terms hold from `due_on`."""

    addendum: int


class NoticeGivenFact(AgreementsEvent):
    """`notice_days` are counted from the day after `given_on`. Older notices name no `ground`."""

    given_on: date
    notice_days: int
    ground: TerminationGround | None = None


class LastDayChangedFact(AgreementsEvent):
    """`because` says what moved the last day: a notice of the umbrella, an addendum that was signed and ends the
    agreement earlier, or that such an addendum does not come. `known`: it is told once more, without a change."""

    because: LastDayReason


class Drafted(AgreementsRecord, type="agreements.record.drafted", key="agreement_id"):
    """A draft was entered or revised."""

    agreement_id: UUID
    kind: AgreementKind
    instrument: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    notice_days: int = 0


class Submitted(AgreementsRecord, type="agreements.record.submitted", key="agreement_id"):
    """A draft, or the addendum of this number, was sent to review."""

    agreement_id: UUID
    addendum: int | None = None


class Reviewed(AgreementsRecord, type="agreements.record.reviewed", key="agreement_id"):
    """A party approved the draft, or the addendum of this number, or asked for changes."""

    agreement_id: UUID
    party_id: UUID
    decision: Literal["approve", "request_changes"]
    addendum: int | None = None


class Signed(AgreementsRecord, type="agreements.record.signed", key="agreement_id"):
    """One party signed the agreement, or the addendum of this number. The signatory's name stands in the register."""

    agreement_id: UUID
    party_id: UUID
    number: str
    position: str
    authority: Literal["office", "power_of_attorney", "mayor"]
    signed_on: date
    place: str
    addendum: int | None = None
