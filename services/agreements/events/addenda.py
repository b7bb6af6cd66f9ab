"""Records of addenda (adendum) before they take effect. The published fact is `…amended` of their agreement."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.agreements.events.agreements import Scope
from services.agreements.events.topics import AgreementsRecord


class AddendumRecord(AgreementsRecord):
    agreement_id: UUID
    addendum: int


class AddendumDrafted(AddendumRecord, type="agreements.record.addendum-drafted", key="agreement_id"):
    """An addendum was entered or revised, with the terms that shall hold."""

    effective_on: date
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: list[str]
    programmes: list[str]


class AddendumSigned(AddendumRecord, type="agreements.record.addendum-signed", key="agreement_id"):
    """Every party has signed the addendum."""

    effective_on: date


class AddendumWithdrawn(AddendumRecord, type="agreements.record.addendum-withdrawn", key="agreement_id"):
    """An addendum was withdrawn before it took effect; the next one takes its number."""


class AddendumHeld(AddendumRecord, type="agreements.record.addendum-held", key="agreement_id"):
    """A signed addendum did not take effect on its day, because it no longer fits; the register has the reason."""


class AddendumLapsed(AddendumRecord, type="agreements.record.addendum-lapsed", key="agreement_id"):
    """The agreement ended before the addendum took effect."""
