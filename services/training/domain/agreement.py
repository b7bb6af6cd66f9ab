"""The gate: training needs a cooperation agreement (PKS) in force. What we know of one comes from its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.agreements.events import Scope, State
from services.training import errors
from shared.errors import Refusal


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise errors.PeriodReversed(starts_on=self.starts_on, ends_on=self.ends_on)

    def covers(self, other: Period) -> bool:
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


@dataclass(frozen=True, slots=True)
class CooperationAgreement:
    id: UUID
    agency_id: UUID
    institution_id: UUID
    scopes: frozenset[Scope]
    period: Period
    state: State


def gate(agreement: CooperationAgreement, agency_id: UUID, institution_id: UUID, period: Period) -> list[Refusal]:
    """What keeps training by this agency in this institution from running under the agreement. PP 28/2018 (rule A2)."""
    broken: list[Refusal] = []
    if agreement.state != "in_force":
        broken.append(errors.AgreementNotInForce(state=agreement.state))
    if "training" not in agreement.scopes:
        broken.append(errors.AgreementWithoutTraining(scopes=", ".join(sorted(agreement.scopes))))
    if (agreement.agency_id, agreement.institution_id) != (agency_id, institution_id):
        broken.append(errors.AgreementOfOthers(agency=agreement.agency_id, institution=agreement.institution_id))
    if not agreement.period.covers(period):
        broken.append(errors.OutsideAgreement(programme=period, agreement=agreement.period))
    return broken
