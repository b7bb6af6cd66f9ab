"""Officials of a programme: who teaches it, and who accompanies its children (pendamping). They come and go.

Who may record: each trainer of the agency, as long as no instructor is named with an account. Where one is, only the
accounts of those who are on duty: on the day of the session, or today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.programmes import Programme
from services.training.errors import officials as errors
from services.training.errors.programmes import ProgrammeClosed
from services.training.events import Duty
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Official:
    """`account` is the subject of the person's token, where they have one. The last day is included."""

    id: UUID
    programme_id: UUID
    duty: Duty
    name: str
    account: str | None
    office: str | None
    starts_on: date
    ends_on: date | None = None

    def on_duty(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def name_official(programme: Programme, official: Official) -> list[Event]:
    """Raises ProgrammeClosed, DutyOutsideProgramme, CompanionWithoutOffice."""
    if programme.state == "closed":
        raise ProgrammeClosed
    if official.starts_on not in programme.period:
        raise errors.DutyOutsideProgramme(day=official.starts_on, programme=programme.period)
    if official.duty == "companion" and official.office is None:
        raise errors.CompanionWithoutOffice
    named = events.OfficialNamed(
        programme_id=programme.id, official_id=official.id, duty=official.duty, starts_on=official.starts_on
    )
    return [named]


def end_duty(official: Official, ends_on: date) -> tuple[Official, list[Event]]:
    """Raises DutyEnded, DutyReversed."""
    if official.ends_on is not None:
        raise errors.DutyEnded(ends_on=official.ends_on)
    if ends_on < official.starts_on:
        raise errors.DutyReversed(starts_on=official.starts_on, ends_on=ends_on)
    ended = events.OfficialEnded(
        programme_id=official.programme_id, official_id=official.id, duty=official.duty, ends_on=ends_on
    )
    return replace(official, ends_on=ends_on), [ended]


def need_instructor(officials: Sequence[Official], account: str, *days: date) -> None:
    """The account may record on one of these days. Raises NotTheInstructor."""
    named = [each for each in officials if each.duty == "instructor" and each.account is not None]
    on_duty = [each.account for each in named for day in days if each.on_duty(day)]
    if on_duty and account not in on_duty:
        raise errors.NotTheInstructor


def need_companion(officials: Sequence[Official], day: date) -> None:
    """Children are accompanied on this day (C3). Raises CompanionMissing."""
    if not any(each.duty == "companion" and each.on_duty(day) for each in officials):
        raise errors.CompanionMissing(day=day)
