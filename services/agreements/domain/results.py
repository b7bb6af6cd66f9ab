"""What a rule returns, and the timing of a fact that is due on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from shared.messaging.events import Event

T = TypeVar("T")


class Result(NamedTuple, Generic[T]):
    """The result of a rule: `after` is the new value, `facts` tell what happened, in order."""

    after: T
    facts: list[Event]


@dataclass(frozen=True, slots=True)
class Timing:
    """The local day on which something was due. `late` if it is recorded on a later day, as after an outage."""

    due_on: date
    late: bool = False

    @classmethod
    def of(cls, due_on: date, today: date) -> Timing:
        return cls(due_on, late=today > due_on)
