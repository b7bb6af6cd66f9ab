"""Use case of the treasurer: book the wages of a month for one work, with an answer per line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.training.commands.fields import Number, Rupiah, Word
from services.training.commands.ledger_homes import follow
from services.training.domain import wages
from services.training.domain.ledger import Account, Entry, transfer
from services.training.domain.wages import Line
from services.training.errors.wages import WageLineRepeated, WageLineUnreadable
from services.training.queries.wages import WageAnswer, WagesView
from services.training.rules import RULES
from services.training.store import ledger as ledger_store
from services.training.store import wages as store
from services.training.store.wages import Wage
from shared.clock import local_day
from shared.edge.access import Actor
from shared.edge.lines import or_broken
from shared.errors import Refusal
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

Month = Annotated[str, StringConstraints(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]
"""A month: `2026-03`."""


def first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


class WageLine(BaseModel):
    participant_id: UUID
    rupiah: Rupiah


Readable = Annotated[WageLine, or_broken(WageLine, "participant_id")]


class BookWages(BaseModel):
    """One line per person. A refused line does not keep the others from being booked."""

    month: Month
    work: Word
    document_number: Number
    lines: Annotated[list[Readable], Field(min_length=1, max_length=500)]


async def book_wages(
    conn: Connection, institution_id: UUID, cmd: BookWages, language: str, actor: Actor, now: datetime
) -> WagesView:
    """The answer to a refused line is in `language`. The same list again books nothing twice."""
    actor.require_organisation(institution_id)
    month, today = first_of(cmd.month), local_day(now)
    wages.need_month(month, today)
    wanted: dict[UUID, int] = {}
    for line in cmd.lines:
        if isinstance(line, WageLine):
            wanted.setdefault(line.participant_id, line.rupiah)
    workers = await store.of_institution(conn, institution_id, list(wanted))
    held = [Account(institution_id, "wage", id_) for id_ in workers]
    await ledger_store.lock(conn, [Account(institution_id, "wage_cost"), *held], now)
    booked = await store.booked(conn, institution_id, month, cmd.work, list(wanted))
    lines = wages.judge(wanted, workers, booked, month, RULES.on(today))
    new = [line for line in lines if not line.unchanged and line.refusal is None]
    await _book(conn, institution_id, cmd, new, actor, now)
    return WagesView(month=cmd.month, work=cmd.work, answers=_answers(cmd, lines, language))


async def _book(
    conn: Connection, institution_id: UUID, cmd: BookWages, lines: Sequence[Line], actor: Actor, now: datetime
) -> None:
    if not lines:
        return
    cost, month = Account(institution_id, "wage_cost"), first_of(cmd.month)
    entries = [
        Entry(
            "wage",
            institution_id,
            min(wages.last_day(month), local_day(now)),
            transfer(cost, Account(institution_id, "wage", line.participant_id), line.rupiah),
            category=cmd.work,
            document=cmd.document_number,
        )
        for line in lines
    ]
    facts = await ledger_store.post(conn, entries, actor.subject, now)
    made = [
        Wage(new_id(), line.participant_id, institution_id, month, cmd.work, line.rupiah, entry.id)
        for line, entry in zip(lines, entries, strict=True)
    ]
    await store.add(conn, made, now)
    credited = [Account(institution_id, "wage", line.participant_id) for line in lines]
    facts += await follow(conn, credited, actor.subject, now)
    await journal.append(conn, facts, actor=actor.subject, now=now)


def _answers(cmd: BookWages, lines: Sequence[Line], language: str) -> list[WageAnswer]:
    """In the order of the lines. The first line of a participant counts, a second one is refused."""
    left = {line.participant_id: line for line in lines}
    answers = []
    for given in cmd.lines:
        if not isinstance(given, WageLine):
            answers.append(_refused(given.name, WageLineUnreadable(why=given.why), language))
        elif (line := left.pop(given.participant_id, None)) is None:
            answers.append(_refused(str(given.participant_id), WageLineRepeated(), language))
        elif line.refusal:
            answers.append(_refused(str(line.participant_id), line.refusal, language))
        else:
            result = "unchanged" if line.unchanged else "booked"
            answers.append(WageAnswer(participant_id=str(line.participant_id), result=result))
    return answers


def _refused(participant_id: str | None, refusal: Refusal, language: str) -> WageAnswer:
    detail = refusal.message(language)
    return WageAnswer(participant_id=participant_id, result="refused", slug=refusal.slug, detail=detail)
