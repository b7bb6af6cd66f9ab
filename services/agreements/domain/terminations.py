"""Termination (pengakhiran): a party gives notice, and the agreement ends when the notice has run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from services.agreements.domain.agreements import Agreement, fact, move, require_state
from services.agreements.domain.results import Result, Timing
from services.agreements.errors import terminations as errors
from services.agreements.events import TerminationGround

Ground = TerminationGround | Literal["change_of_office_holder"]
"""What people name as the ground. One of them ends no agreement."""


def give_termination_notice(agreement: Agreement, days: int, ground: Ground, today: date) -> Result[Agreement]:
    """A party gives notice of termination. The last day in force is the `days`-th day after today.

    Source: PP 28/2018 art. 9, 22 (rule A4). Raises OfficeHolderChanged, WrongState, NoticeAlreadyGiven, NoticeTooShort,
    NoticeTooLate."""
    if ground == "change_of_office_holder":
        raise errors.OfficeHolderChanged
    require_state(agreement, "in_force", "suspended")
    if agreement.terminates_on:
        raise errors.NoticeAlreadyGiven(terminates_on=agreement.terminates_on)
    if days < agreement.notice_days:
        raise errors.NoticeTooShort(days=days, least=agreement.notice_days)
    terminates_on = today + timedelta(days=days)
    if terminates_on >= agreement.last_day:
        raise errors.NoticeTooLate(days=days, terminates_on=terminates_on, ends_on=agreement.last_day)
    given = replace(agreement, terminates_on=terminates_on)
    return Result(given, [fact(given, "notice-given", given_on=today, notice_days=days, ground=ground)])


def terminate(agreement: Agreement, timing: Timing) -> Result[Agreement]:
    """Its notice has run out, or its umbrella was terminated. Raises WrongState."""
    require_state(agreement, "signed", "in_force", "suspended")
    return move(replace(agreement, suspended_by_umbrella=False), "terminated", "terminated", timing)
