"""Records of what a cooperation agreement (PKS) needs before its signature."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.agreements.events.topics import AgreementsRecord


class CouncilConsented(AgreementsRecord, type="agreements.record.council-consented", key="agreement_id"):
    """The consent of the regional council (DPRD) to a PKS that burdens the budget was recorded, by number and date."""

    agreement_id: UUID
    number: str
    consented_on: date
