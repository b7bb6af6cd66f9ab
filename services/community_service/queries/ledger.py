"""The balance of a sentence, with the ledger."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.breaches_steps import Standing, standing
from services.community_service.domain.cases import Case
from services.community_service.events import SentenceState
from services.community_service.queries.participants import need_participant
from services.community_service.store.breaches import find_open_breach, load_failures
from services.community_service.store.sentences import sentence_of
from shared.edge.access import Actor
from shared.errors import NotFound
from shared.postgres.pool import Connection


class EntryView(BaseModel):
    """One entry of the ledger. A correction is two: the reversal of what was there, and the new credit."""

    session_id: UUID
    on: date
    minutes: int
    kind: str
    credited_at: datetime


class BalanceView(BaseModel):
    """All durations are in minutes.

    What remains is negative when more is served than a changed verdict asks for. It is never rounded up to zero.
    `required_minutes` are those of the verdict and those to repeat. `failures` are unjustified, signed off, and not
    used in a decision. `breach` is the state of the open breach, or the step that the counsellor may take now.
    """

    sentence_id: UUID
    state: SentenceState
    verdict_minutes: int
    repeat_minutes: int
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    failures: int
    breach: Standing | None
    entries: list[EntryView]


async def balance(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> BalanceView:
    """For the offices of the case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    row = await conn.fetchrow("select * from sentences where id = $1", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    await need_participant(conn, sentence_id, actor)
    sentence = sentence_of(row)
    failures = await load_failures(conn, sentence_id)
    open_breach = await find_open_breach(conn, sentence_id)
    entries = await conn.fetch(
        "select session_id, on_date as on, minutes, kind, credited_at from credits where sentence_id = $1"
        " order by credited_at, id",
        sentence_id,
    )
    return BalanceView(
        sentence_id=sentence_id,
        state=sentence.state,
        verdict_minutes=sentence.required_minutes - sentence.repeat_minutes,
        repeat_minutes=sentence.repeat_minutes,
        required_minutes=sentence.required_minutes,
        credited_minutes=sentence.credited_minutes,
        remaining_minutes=sentence.remaining_minutes,
        failures=len(failures),
        breach=standing(Case(sentence), open_breach, failures, now),
        entries=[EntryView(**entry) for entry in entries],
    )
