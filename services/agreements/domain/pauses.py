"""Pauses: suspension (penangguhan) and resumption (pemberlakuan kembali), from today or from a later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.agreements import events
from services.agreements.domain.agreements import Agreement, move, require_state
from services.agreements.domain.results import Result
from services.agreements.errors import pauses as errors
from services.agreements.events import PauseStep


def suspend(agreement: Agreement, *, by_umbrella: bool = False) -> Result[Agreement]:
    """In force → suspended. A PKS that its umbrella suspended may be suspended on its own account too.

    It then stays suspended when its umbrella resumes. Raises WrongState."""
    if by_umbrella or not agreement.suspended_by_umbrella:
        require_state(agreement, "in_force")
    own_plan = agreement.suspends_on if by_umbrella else None
    suspended = replace(agreement, suspended_by_umbrella=by_umbrella, suspends_on=own_plan)
    return move(suspended, "suspended", "suspended")


def resume(agreement: Agreement) -> Result[Agreement]:
    """Suspended → in force. The umbrella of a PKS is in force: the caller has checked it. Raises WrongState."""
    require_state(agreement, "suspended")
    return move(replace(agreement, suspended_by_umbrella=False, resumes_on=None), "in_force", "resumed")


def check_day(agreement: Agreement, from_on: date, today: date) -> None:
    """A pause begins today or later, and while the agreement lasts. Raises PauseInPast, PauseAfterEnd."""
    if from_on < today:
        raise errors.PauseInPast(from_on=from_on, today=today)
    if from_on > agreement.last_day:
        raise errors.PauseAfterEnd(from_on=from_on, last_day=agreement.last_day)


def plan(agreement: Agreement, step: PauseStep, from_on: date) -> Result[Agreement]:
    """A pause from a later day. A later plan for the same step replaces it. Raises WrongState."""
    planned = events.PausePlanned(agreement_id=agreement.id, step=step, from_on=from_on)
    require_state(agreement, "in_force", "suspended")
    if step == "suspension":
        return Result(replace(agreement, suspends_on=from_on), [planned])
    return Result(replace(agreement, resumes_on=from_on), [planned])
