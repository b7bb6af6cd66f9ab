"""Release: somebody leaves custody. Return: the same person is held again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain import stays
from services.training.domain.participants import Participant, need_held
from services.training.domain.stays import ReleaseKind, Stay
from services.training.errors import stays as errors
from shared.messaging.events import Event


def release(
    participant: Participant, stay: Stay, on: date, kind: ReleaseKind, today: date
) -> tuple[Participant, Stay, list[Event]]:
    """Raises NotHeld, DayToCome, DayBeforeStay."""
    need_held(participant)
    ended = stays.end(stay, on, kind, today)
    released = replace(participant, state="released")
    return released, ended, [stay_fact(events.ParticipantReleased, released, on)]


def come_back(
    participant: Participant, last: Stay, stay_id: UUID, register_number: str, on: date, today: date
) -> tuple[Participant, Stay, list[Event]]:
    """A new stay in the same institution. The expected release of the last one is over.

    Raises NotReleased, DayToCome, DayBeforeStay."""
    if participant.state != "released":
        raise errors.NotReleased
    stays.need_begin(on, last, today)
    back = replace(participant, state="held", register_number=register_number, expected_release=None)
    stay = Stay(stay_id, participant.id, participant.institution_id, register_number, on)
    return back, stay, [stay_fact(events.ParticipantReturned, back, on)]


def stay_fact(event: type[events.StayRecord], participant: Participant, on: date) -> Event:
    return event(
        participant_id=participant.id,
        institution_id=participant.institution_id,
        person_id=participant.person_id,
        on=on,
    )
