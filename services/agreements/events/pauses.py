"""Records of planned suspensions and resumptions."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements.events.topics import AgreementsRecord

PauseStep = Literal["suspension", "resumption"]


class PausePlanned(AgreementsRecord, type="agreements.record.pause-planned", key="agreement_id"):
    """A suspension or resumption was recorded that begins on a later day. Its reason stands in the register."""

    agreement_id: UUID
    step: PauseStep
    from_on: date
