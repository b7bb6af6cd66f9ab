"""A private body that teaches (lembaga pelatihan): it is accredited for the whole programme (C3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.programmes import Programme
from services.training.errors import training_bodies as errors
from services.training.errors.programmes import ProgrammeClosed
from shared.messaging.events import Event
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class TrainingBody:
    """`withdrawn_on` is the last day of an accreditation that its issuer took back."""

    id: UUID
    programme_id: UUID
    name: str
    accreditation_number: str
    issuer: str
    accredited: Period
    withdrawn_on: date | None = None

    @property
    def last_day(self) -> date:
        return min(self.accredited.ends_on, self.withdrawn_on or self.accredited.ends_on)


def record_body(programme: Programme, body: TrainingBody) -> list[Event]:
    """A body, or its renewed accreditation. Raises ProgrammeClosed, what `need_accredited` raises."""
    if programme.state == "closed":
        raise ProgrammeClosed
    need_accredited(programme, body)
    return [_fact(body, "accredited")]


def need_accredited(programme: Programme, body: TrainingBody | None) -> None:
    """The accreditation covers the programme as it is. Raises AccreditationTooShort."""
    if body and not Period(body.accredited.starts_on, body.last_day).covers(programme.period):
        raise errors.AccreditationTooShort(
            number=body.accreditation_number,
            valid_from=body.accredited.starts_on,
            last_day=body.last_day,
            programme=programme.period,
        )


def need_accredited_on(body: TrainingBody | None, day: date) -> None:
    """A new session lies within the accreditation, as known now. Raises SessionAfterAccreditation."""
    if body and day > body.last_day:
        raise errors.SessionAfterAccreditation(on=day, last_day=body.last_day)


def withdraw_accreditation(body: TrainingBody, last_day: date) -> tuple[TrainingBody, list[Event]]:
    """Raises AccreditationWithdrawn, LastDayOutside."""
    if body.withdrawn_on is not None:
        raise errors.AccreditationWithdrawn(last_day=body.withdrawn_on)
    if last_day not in body.accredited:
        raise errors.LastDayOutside(last_day=last_day, accredited=body.accredited)
    return replace(body, withdrawn_on=last_day), [_fact(body, "withdrawn")]


def leave(programme: Programme, body: TrainingBody) -> list[Event]:
    """The agency teaches itself from now on. Raises ProgrammeClosed."""
    if programme.state == "closed":
        raise ProgrammeClosed
    return [_fact(body, "left")]


def _fact(body: TrainingBody, standing: events.BodyStanding) -> Event:
    return events.TrainingBodyRecorded(programme_id=body.programme_id, training_body_id=body.id, standing=standing)
