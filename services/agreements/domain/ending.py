"""How an agreement comes to its end: notices before it expires, termination with notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.agreements import errors
from services.agreements.domain.agreement import Agreement, Change, Due, fact, move, need
from shared.messaging.events import Event

NOTICES = (90, 30, 7)
"""Days before the last day on which the parties are told."""


def give_notice(agreement: Agreement, days: int, today: date) -> Change:
    """A party terminates with notice: in force to the end of the `days`-th day after today."""
    need(agreement, "in_force", "suspended")
    if agreement.terminates_on:
        raise errors.NoticeAlreadyGiven(terminates_on=agreement.terminates_on)
    if days < agreement.notice_days:
        raise errors.NoticeTooShort(days=days, least=agreement.notice_days)
    terminates_on = today + timedelta(days=days)
    if terminates_on >= agreement.period.ends_on:
        raise errors.NoticeTooLate(days=days, terminates_on=terminates_on, ends_on=agreement.period.ends_on)
    given = replace(agreement, terminates_on=terminates_on)
    return given, [fact(given, "notice-given", given_on=today, notice_days=days)]


def terminate(agreement: Agreement, due: Due) -> Change:
    """The notice has run out, or its umbrella was terminated."""
    need(agreement, "signed", "in_force", "suspended")
    return move(replace(agreement, suspended_by_umbrella=False), "terminated", "terminated", due)


def expiring(agreement: Agreement, days: int, due: Due) -> list[Event]:
    """The notice that so many days are left."""
    need(agreement, "in_force", "suspended")
    return [fact(agreement, "expiring", due, days=days)]
