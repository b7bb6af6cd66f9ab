"""How a programme changes after its opening: more or fewer places, other terms before its first session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.training import events
from services.training.domain.neighbours import CooperationAgreement
from services.training.domain.programmes import (
    PassRule,
    Programme,
    check_agreement,
    check_components,
    fact,
    period,
)
from services.training.domain.sessions import FIRST_MAKE_UP, Session
from services.training.errors import amendments as errors
from services.training.errors.programmes import ProgrammeClosed, ProgrammeSuspended
from shared.errors import refuse_all
from shared.messaging.events import Event

LATER = frozenset({"title", "ends_on"})
"""What may change once the first session has begun: nobody's way to the certificate becomes another one."""
_ENTRY = frozenset({"min_age", "max_age", "prior_skill", "prior_level", "risk_levels"})
_PERIOD = frozenset({"starts_on", "ends_on"})
_PASS_RULE = frozenset({"min_attendance", "min_score", "basis", "min_share", "components", "max_attempts"})


def change_capacity(programme: Programme, capacity: int) -> tuple[Programme, list[Event]]:
    """Raises the number of places, or lowers it down to those taken. Raises ProgrammeClosed, CapacityBelowTaken."""
    if programme.state == "closed":
        raise ProgrammeClosed
    if capacity < programme.taken:
        raise errors.CapacityBelowTaken(capacity=capacity, taken=programme.taken)
    if capacity == programme.capacity:
        return programme, []
    changed = replace(programme, capacity=capacity)
    return changed, [fact(events.ProgrammeAmended, changed)]


def amend(
    programme: Programme,
    changes: Mapping[str, Any],
    calendar: Sequence[Session],
    agreement: CooperationAgreement,
    now: datetime,
) -> tuple[Programme, list[Event]]:
    """`changes` by the names of the fields. The programme stays within its agreement, and the calendar within it.

    Raises ProgrammeClosed, ProgrammeSuspended, AmendedTooLate, AgesReversed, LevelWithoutSkill, CalendarOutside, what
    `gate` finds (A2).
    """
    if programme.state != "open":
        raise ProgrammeClosed if programme.state == "closed" else ProgrammeSuspended
    amended = _changed(programme, changes)
    if changes.get("prior_level") and not amended.entry.prior_skill:
        raise errors.LevelWithoutSkill
    if amended == programme:
        return programme, []
    late = sorted(changes.keys() - LATER)
    if late and any(session.starts_at <= now for session in calendar):
        raise errors.AmendedTooLate(fields=", ".join(late))
    if amended.entry.max_age < amended.entry.min_age:
        raise errors.AgesReversed(minimum=amended.entry.min_age, maximum=amended.entry.max_age)
    check_components(amended.pass_rule.components)
    refuse_all(check_agreement(amended, agreement))
    _check_calendar(amended, calendar)
    return amended, [fact(events.ProgrammeAmended, amended)]


def _changed(programme: Programme, changes: Mapping[str, Any]) -> Programme:
    entry, rule, days = (
        {name: value for name, value in changes.items() if name in names} for names in (_ENTRY, _PASS_RULE, _PERIOD)
    )
    known = {"starts_on": programme.period.starts_on, "ends_on": programme.period.ends_on}
    plain = {name: value for name, value in changes.items() if name not in _ENTRY | _PASS_RULE | _PERIOD}
    pass_rule: PassRule = replace(programme.pass_rule, **rule)
    if entry.get("prior_skill", programme.entry.prior_skill) is None:
        entry["prior_level"] = None  # the level goes with the skill that it is of
    return replace(
        programme,
        entry=replace(programme.entry, **entry),
        pass_rule=pass_rule,
        period=period(**(known | days)),
        **plain,
    )


def _check_calendar(programme: Programme, calendar: Sequence[Session]) -> None:
    for session in calendar:
        beyond = programme.sessions < session.number < FIRST_MAKE_UP
        if beyond or (not session.cancelled and session.day not in programme.period):
            raise errors.CalendarOutside(
                number=session.number, day=session.day, sessions=programme.sessions, programme=programme.period
            )
