"""When a PKS was in force: what the alarms of its obligations are dated by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from services.agreements.domain.agreement import Period
from services.agreements.events import State
from shared.clock import local_day, midnight

Verb = Literal["activated", "suspended", "resumed", "expired", "terminated"]
_BEGINS, _ENDS = frozenset({"activated", "resumed"}), frozenset({"expired", "terminated"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    verb: Verb
    at: datetime


Life = Sequence[Step]
"""The steps of a PKS since it came into force, oldest first."""


@dataclass(frozen=True, slots=True)
class Pks:
    """What its obligations and evaluations need of a cooperation agreement."""

    id: UUID
    agency_id: UUID
    institution_id: UUID
    period: Period
    state: State

    def other(self, party: UUID) -> UUID:
        return self.institution_id if party == self.agency_id else self.agency_id

    @property
    def parties(self) -> Mapping[str, UUID]:
        return {"agency": self.agency_id, "institution": self.institution_id}


def alarm_at(due_on: date, life: Life) -> datetime | None:
    """When what was due on a day is overdue: local midnight after it, or later, when the PKS is in force (again).

    None while the PKS has not been in force since then: it rests, or it ended before.
    """
    due, began = midnight(due_on + _DAY), None
    for step in life:
        if step.verb in _BEGINS:
            began = began or step.at
        elif began is not None and due <= step.at:
            return max(due, began)
        else:
            began = None
    return None if began is None else max(due, began)


def ended_on(life: Life) -> date | None:
    """The last day of a PKS that has ended; None while it has not."""
    if not life or life[-1].verb not in _ENDS:
        return None
    return local_day(life[-1].at - timedelta(microseconds=1))
