"""Participants: inmates (warga binaan) in the register of an institution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.training import events
from services.training.errors import participants as errors
from shared.messaging.events import Event

RiskLevel = Literal["minimum", "medium", "maximum", "super_maximum"]
IdentifiedBy = Literal["nik", "register_number"]
ParticipantState = Literal["held", "released", "joined"]

INSTITUTIONS = frozenset({"prison", "remand_centre", "child_institution", "probation_office"})
_AGES = (12, 110)


@dataclass(frozen=True, slots=True)
class Participant:
    """`person_id` was made from the NIK where one was given, else from the register number with its institution."""

    id: UUID
    person_id: UUID
    identified_by: IdentifiedBy
    institution_id: UUID
    register_number: str
    name: str
    birth_date: date
    expected_release: date | None
    risk_level: RiskLevel
    state: ParticipantState = "held"


def need_held(participant: Participant) -> None:
    """Raises NotHeld."""
    if participant.state != "held":
        raise errors.NotHeld(state=participant.state)


def age_on(birth_date: date, day: date) -> int:
    """Completed years. In common years, a person born on 29 February has the birthday on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def register(participant: Participant, institution_kind: str | None, today: date) -> list[Event]:
    """Registers a participant. Nobody under 12 is held (UU 11/2012). Raises NotAnInstitution, BirthDateUnlikely."""
    if institution_kind not in INSTITUTIONS:
        raise errors.NotAnInstitution(id=participant.institution_id)
    need_likely_age(participant.birth_date, today)
    return record(participant)


def need_likely_age(birth_date: date, today: date) -> None:
    """Raises BirthDateUnlikely."""
    age, (minimum, maximum) = age_on(birth_date, today), _AGES
    if not minimum <= age <= maximum:
        raise errors.BirthDateUnlikely(age=age, minimum=minimum, maximum=maximum)


def record(participant: Participant) -> list[Event]:
    recorded = events.ParticipantRecorded(
        participant_id=participant.id,
        institution_id=participant.institution_id,
        person_id=participant.person_id,
    )
    return [recorded]
