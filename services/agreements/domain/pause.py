"""Suspension and resumption, from today or from a later day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from services.agreements import errors, events
from services.agreements.domain.agreement import Agreement, Change, move, need

Step = Literal["suspension", "resumption"]


def suspend(agreement: Agreement, *, by_umbrella: bool = False) -> Change:
    """In force → suspended. One suspended by its umbrella may be so on its own account too: it then stays suspended."""
    if by_umbrella or not agreement.suspended_by_umbrella:
        need(agreement, "in_force")
    own_plan = agreement.suspends_on if by_umbrella else None
    suspended = replace(agreement, suspended_by_umbrella=by_umbrella, suspends_on=own_plan)
    return move(suspended, "suspended", "suspended")


def resume(agreement: Agreement) -> Change:
    """Suspended → in force. The caller has seen that the umbrella, if any, is in force."""
    need(agreement, "suspended")
    return move(replace(agreement, suspended_by_umbrella=False, resumes_on=None), "in_force", "resumed")


def check_day(agreement: Agreement, from_on: date, today: date) -> None:
    """A pause begins today or later, and while the agreement lasts."""
    if from_on < today:
        raise errors.PauseInPast(from_on=from_on, today=today)
    if from_on > agreement.last_day:
        raise errors.PauseAfterEnd(from_on=from_on, last_day=agreement.last_day)


def plan(agreement: Agreement, step: Step, from_on: date) -> Change:
    """From a later day; a later plan for the same step takes its place."""
    planned = events.PausePlanned(agreement_id=agreement.id, step=step, from_on=from_on)
    need(agreement, "in_force", "suspended")
    if step == "suspension":
        return replace(agreement, suspends_on=from_on), [planned]
    return replace(agreement, resumes_on=from_on), [planned]
