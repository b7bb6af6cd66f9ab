"""Cooperation agreements (PKS), as this service knows them from the events of the agreements service.

A programme, and a loan of equipment, need an agreement in force. The rule is A2; its source is PP 28/2018.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.agreements.events import Scope, State
from services.training.errors import neighbours as errors
from shared.errors import Refusal
from shared.periods import Period
from shared.texts import canonical

_WITHOUT: Mapping[Scope, type[Refusal]] = {
    "training": errors.AgreementWithoutTraining,
    "equipment": errors.AgreementWithoutEquipment,
}


@dataclass(frozen=True, slots=True)
class CooperationAgreement:
    """`period` is the one that was signed. `last_day` is the last day as known now: a notice of termination, or a
    signed addendum that shortens it, counts from the day it is known. `programmes` are those that it covers, by their
    title or their skill; where it names none, it covers all."""

    id: UUID
    agency_id: UUID
    institution_id: UUID
    scopes: frozenset[Scope]
    period: Period
    state: State
    last_day: date | None = None
    programmes: frozenset[str] = frozenset()

    @property
    def ends_on(self) -> date:
        return min(self.period.ends_on, self.last_day or self.period.ends_on)

    def covers(self, names: Collection[str]) -> bool:
        """Whether one of these names is covered. Capitals and spaces make no other name."""
        return not self.programmes or not {*map(_name, self.programmes)}.isdisjoint(map(_name, names))


def _name(text: str) -> str:
    return canonical(text).casefold()


def scope_gate(agreement: CooperationAgreement, scope: Scope, agency_id: UUID, institution_id: UUID) -> list[Refusal]:
    """Why these two may do nothing new of this scope under the agreement. Empty: it is in force, has the scope, and is
    between them (A2)."""
    broken: list[Refusal] = []
    if agreement.state != "in_force":
        broken.append(errors.AgreementNotInForce(state=agreement.state))
    if scope not in agreement.scopes:
        broken.append(_WITHOUT[scope](scopes=", ".join(sorted(agreement.scopes))))
    if (agreement.agency_id, agreement.institution_id) != (agency_id, institution_id):
        broken.append(errors.AgreementOfOthers(agency=agreement.agency_id, institution=agreement.institution_id))
    return broken


def gate(
    agreement: CooperationAgreement, agency_id: UUID, institution_id: UUID, period: Period, title: str, skill: str
) -> list[Refusal]:
    """Why this agency may not teach this in this institution in this period under the agreement. Empty: it may (A2)."""
    broken = scope_gate(agreement, "training", agency_id, institution_id)
    if not agreement.period.covers(period):
        broken.append(errors.ProgrammeOutsideAgreement(programme=period, agreement=agreement.period))
    elif period.ends_on > agreement.ends_on:
        broken.append(errors.ProgrammeAfterLastDay(ends_on=period.ends_on, last_day=agreement.ends_on))
    if not agreement.covers((title, skill)):
        broken.append(errors.ProgrammeNotCovered(title=title, programmes="; ".join(sorted(agreement.programmes))))
    return broken


def need_day(agreement: CooperationAgreement, day: date) -> None:
    """A new session lies within the agreement, as known now. Raises SessionAfterLastDay."""
    if day > agreement.ends_on:
        raise errors.SessionAfterLastDay(on=day, last_day=agreement.ends_on)


def marketing_gate(agreement: CooperationAgreement, institution_id: UUID, day: date) -> list[Refusal]:
    """Why goods of this institution may not be marketed under the agreement on a day. Empty: they may (A2)."""
    broken: list[Refusal] = []
    if agreement.state != "in_force":
        broken.append(errors.MarketingNotInForce(state=agreement.state))
    if "marketing" not in agreement.scopes:
        broken.append(errors.AgreementWithoutMarketing(scopes=", ".join(sorted(agreement.scopes))))
    if agreement.institution_id != institution_id:
        broken.append(errors.MarketingOfOthers(institution=agreement.institution_id))
    if not agreement.period.starts_on <= day <= agreement.ends_on:
        broken.append(errors.MarketingOutsideAgreement(on=day, last_day=agreement.ends_on))
    return broken
