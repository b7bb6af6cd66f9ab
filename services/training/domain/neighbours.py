"""Cooperation agreements (PKS), as this service knows them from the events of the agreements service.

A programme needs an agreement in force. The rule is A2; its source is PP 28/2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.agreements.events import Scope, State
from services.training.errors import neighbours as errors
from shared.errors import Refusal
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class CooperationAgreement:
    id: UUID
    agency_id: UUID
    institution_id: UUID
    scopes: frozenset[Scope]
    period: Period
    state: State


def gate(agreement: CooperationAgreement, agency_id: UUID, institution_id: UUID, period: Period) -> list[Refusal]:
    """Why this agency may not teach in this institution in this period under the agreement. Empty: it may (A2)."""
    broken: list[Refusal] = []
    if agreement.state != "in_force":
        broken.append(errors.AgreementNotInForce(state=agreement.state))
    if "training" not in agreement.scopes:
        broken.append(errors.AgreementWithoutTraining(scopes=", ".join(sorted(agreement.scopes))))
    if (agreement.agency_id, agreement.institution_id) != (agency_id, institution_id):
        broken.append(errors.AgreementOfOthers(agency=agreement.agency_id, institution=agreement.institution_id))
    if not agreement.period.covers(period):
        broken.append(errors.ProgrammeOutsideAgreement(programme=period, agreement=agreement.period))
    return broken
