"""Where somebody is held, from which day to which: one stay after the other, in one institution or in several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.training.domain.participants import Participant
from services.training.errors import stays as errors

ReleaseKind = Literal[
    "end_of_term",
    "parole",
    "leave_before_release",
    "conditional_leave",
    "acquitted",
    "pardoned",
    "died",
    "other",
]
"""Why somebody is released (UU 22/2022 art. 10; the list is configuration)."""
Ended = ReleaseKind | Literal["transferred", "joined"]


@dataclass(frozen=True, slots=True)
class Stay:
    """`to_on` is the day of leaving, on which the next stay may begin; None while the person is held here.

    `confirmed` by the institution. Whoever sends somebody there records the stay before that."""

    id: UUID
    participant_id: UUID
    institution_id: UUID
    register_number: str
    from_on: date
    to_on: date | None = None
    ended: Ended | None = None
    reason: str | None = None
    confirmed: bool = True


def first(id_: UUID, participant: Participant, on: date) -> Stay:
    """The stay that begins with the registration."""
    return Stay(id_, participant.id, participant.institution_id, participant.register_number, on)


def end(stay: Stay, on: date, ended: Ended, today: date, reason: str | None = None) -> Stay:
    """Raises DayToCome, DayBeforeStay."""
    if on > today:
        raise errors.DayToCome(on=on)
    if on < stay.from_on:
        raise errors.DayBeforeStay(on=on, from_on=stay.from_on)
    return replace(stay, to_on=on, ended=ended, reason=reason)


def need_begin(on: date, last: Stay, today: date) -> None:
    """A new stay begins on the day of leaving or later. Raises DayToCome, DayBeforeStay."""
    if on > today:
        raise errors.DayToCome(on=on)
    if last.to_on and on < last.to_on:
        raise errors.DayBeforeStay(on=on, from_on=last.to_on)
