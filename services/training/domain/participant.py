"""Participants (warga binaan): a person in an institution's register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.training import errors, events
from shared.messaging.events import Event

RiskLevel = Literal["minimum", "medium", "maximum", "super_maximum"]
IdentifiedBy = Literal["nik", "register_number"]

INSTITUTIONS = frozenset({"prison", "remand_centre", "child_institution", "probation_office"})
_AGES = (12, 110)


@dataclass(frozen=True, slots=True)
class Participant:
    """`person_id` was made from the NIK where one was given, else from the register number."""

    id: UUID
    person_id: UUID
    identified_by: IdentifiedBy
    institution_id: UUID
    register_number: str
    name: str
    birth_date: date
    expected_release: date | None
    risk_level: RiskLevel


def age_on(birth_date: date, day: date) -> int:
    """Completed years. Who was born on 29 February has a birthday on 1 March where there is none."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def register(participant: Participant, institution_kind: str | None, today: date) -> list[Event]:
    """A new entry. Nobody under 12 is held (UU 11/2012)."""
    if institution_kind not in INSTITUTIONS:
        raise errors.NotAnInstitution(id=participant.institution_id)
    age, (minimum, maximum) = age_on(participant.birth_date, today), _AGES
    if not minimum <= age <= maximum:
        raise errors.BirthDateUnlikely(age=age, minimum=minimum, maximum=maximum)
    return recorded(participant)


def recorded(participant: Participant) -> list[Event]:
    said = events.ParticipantRecorded(
        participant_id=participant.id,
        institution_id=participant.institution_id,
        person_id=participant.person_id,
    )
    return [said]
