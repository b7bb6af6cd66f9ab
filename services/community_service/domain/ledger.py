"""The ledger: entries that only ever come on top. Their sum is the balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

Kind = Literal["sign_off", "reversal", "correction", "restoration"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Minutes that a session adds to the balance. A reversal takes all that it had; then a correction credits anew."""

    session_id: UUID
    on: date
    minutes: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Served:
    """A signed-off session: what it is worth before any cap, what it was credited, and the cap of its day."""

    session_id: UUID
    on: date
    worth_minutes: int
    credited_minutes: int
    day_cap_minutes: int


def restore(remaining: int, served: Sequence[Served]) -> list[Entry]:
    """Gives back what a cap had cut and what has room now, the earliest day first: nobody loses a minute served."""
    of_day: Counter[date] = Counter()
    for each in served:
        of_day[each.on] += each.credited_minutes
    entries = []
    for each in sorted(served, key=lambda s: (s.on, s.session_id)):
        cut = each.worth_minutes - each.credited_minutes
        minutes = min(cut, each.day_cap_minutes - of_day[each.on], remaining)
        if minutes > 0:
            entries.append(Entry(each.session_id, each.on, minutes, "restoration"))
            of_day[each.on] += minutes
            remaining -= minutes
    return entries
