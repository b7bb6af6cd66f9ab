"""Balances, corrections, alarms and breaches as they are shown to the people of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.breach import standing
from services.community_service.events import BreachDecision, Misuse, Outcome, SentenceState
from services.community_service.rules import BOOK
from services.community_service.store.breaches import find_open_breach, load_failures
from services.community_service.store.sentences import sentence_of
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden, NotFound
from shared.postgres.pool import Connection, Row

_OFFICES = {"court_clerk": "court_code", "prosecutor": "prosecutor_code", "counsellor": "probation_office_code"}
_EVERYWHERE = frozenset({"coordinator", "auditor"})


class EntryView(BaseModel):
    """One entry of the ledger. A correction is two: the reversal of what was there, and the new credit."""

    session_id: UUID
    on: date
    minutes: int
    kind: str
    credited_at: datetime


class BalanceView(BaseModel):
    """In minutes. What remains is negative where more is served than a changed verdict asks; it is never rounded up to
    zero. `required_minutes` are the verdict's and those to repeat. `failures` are unjustified, signed off, and not used
    in a decision; `breach` is where that has led, or what they allow the counsellor to do now."""

    sentence_id: UUID
    state: SentenceState
    verdict_minutes: int
    repeat_minutes: int
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    failures: int
    breach: Literal["warning_due", "warned", "proposal_due", "proposed"] | None
    entries: list[EntryView]


class CorrectionView(BaseModel):
    """`minutes`: what it moved. `alarm_id`: the confirmed alarm it follows from."""

    id: UUID
    session_id: UUID
    sentence_id: UUID
    state: str
    outcome: Outcome
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    reason: str
    minutes: int | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    alarm_id: UUID | None


class AlarmView(BaseModel):
    """`measured` against `allowed`: minutes, metres, people or sessions, as the kind has it."""

    id: UUID
    kind: Misuse
    state: str
    sentence_id: UUID
    session_id: UUID
    site_id: UUID
    measured: int
    allowed: int
    raised_at: datetime
    finding: str | None
    note: str | None
    resolved_by: str | None
    resolved_at: datetime | None


class BreachView(BaseModel):
    """`evidence`: the failures that were laid before the prosecutor, as they stand now."""

    id: UUID
    sentence_id: UUID
    state: str
    warned_at: datetime
    proposed_at: datetime | None
    decided_at: datetime | None
    decision: BreachDecision | None
    repeat_minutes: int | None
    prison_days: int | None
    fine_rupiah: int | None
    ends_on: date | None
    evidence: list[UUID]


OPEN_MATTERS = (
    "(select count(*)::integer from alarms where sentence_id = sentences.id and state = 'open') as open_alarms,"
    " (select count(*)::integer from attendance_corrections"
    "  where sentence_id = sentences.id and state = 'proposed') as open_corrections"
)
_ALARM = (
    "select a.id, a.kind, a.state, a.sentence_id, a.session_id, a.site_id, a.measured, a.allowed, a.raised_at,"
    " a.finding, a.note, a.resolved_by, a.resolved_at from alarms as a"
)
_CORRECTION = (
    "select c.id, c.session_id, c.sentence_id, c.state, c.outcome, c.checked_in_at, c.checked_out_at, c.reason,"
    " c.minutes, c.proposed_by, c.proposed_at, c.decided_by, c.decided_at, c.alarm_id from attendance_corrections as c"
)
_BREACH = (
    "select b.id, b.sentence_id, b.state, b.warned_at, b.proposed_at, b.decided_at, b.decision, b.repeat_minutes,"
    " b.prison_days, b.fine_rupiah, b.ends_on,"
    " array(select session_id from breach_evidence where breach_id = b.id order by session_id) as evidence"
    " from breaches as b"
)


async def balance(conn: Connection, sentence_id: UUID, actor: Actor) -> BalanceView:
    """For the people of the case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    row = await conn.fetchrow("select * from sentences where id = $1", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    await need_case(conn, sentence_id, actor)
    failures, sentence = await load_failures(conn, sentence_id), sentence_of(row)
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
        breach=standing(sentence, open_breach, failures, BOOK.of(sentence.rules_from)),
        entries=[EntryView(**entry) for entry in entries],
    )


async def correction(conn: Connection, correction_id: UUID) -> CorrectionView:
    return CorrectionView(**_found(await conn.fetchrow(f"{_CORRECTION} where c.id = $1", correction_id), correction_id))


async def alarm(conn: Connection, alarm_id: UUID) -> AlarmView:
    return AlarmView(**_found(await conn.fetchrow(f"{_ALARM} where a.id = $1", alarm_id), alarm_id, "alarm"))


async def breach(conn: Connection, breach_id: UUID) -> BreachView:
    return BreachView(**_found(await conn.fetchrow(f"{_BREACH} where b.id = $1", breach_id), breach_id, "breach"))


async def own_breach(conn: Connection, breach_id: UUID, actor: Actor) -> BreachView:
    view = await breach(conn, breach_id)
    await need_case(conn, view.sentence_id, actor)
    return view


async def own_alarm(conn: Connection, alarm_id: UUID, actor: Actor) -> AlarmView:
    view = await alarm(conn, alarm_id)
    await need_case(conn, view.sentence_id, actor)
    return view


async def corrections(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await _mine(conn, _CORRECTION, "c", actor, case, state, after, limit)
    return page([CorrectionView(**row) for row in rows], limit, lambda view: view.id)


async def alarms(
    conn: Connection,
    actor: Actor,
    case: UUID | None,
    state: str | None,
    kind: str | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    only = "" if kind is None else " and a.kind = $7"
    rows = await _mine(conn, _ALARM, "a", actor, case, state, after, limit, only, *([] if kind is None else [kind]))
    return page([AlarmView(**row) for row in rows], limit, lambda view: view.id)


async def breaches(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await _mine(conn, _BREACH, "b", actor, case, state, after, limit)
    return page([BreachView(**row) for row in rows], limit, lambda view: view.id)


async def _mine(
    conn: Connection,
    select: str,
    of: str,
    actor: Actor,
    case: UUID | None,
    state: str | None,
    after: UUID | None,
    limit: int,
    only: str = "",
    *more: object,
) -> Sequence[Row]:
    """A page of what belongs to the caller's cases, the oldest first."""
    return await conn.fetch(
        f"{select} join sentences as s on s.id = {of}.sentence_id where ($1::text is null or {of}.state = $1)"
        f" and ($2::uuid is null or {of}.id > $2) and ($3 or exists (select from organisations as own"
        f"  where own.organisation_id = $4 and own.code = any(array[{_codes(actor)}]::text[])))"
        f" and ($6::uuid is null or s.id = $6){only}"
        f" order by {of}.id limit $5",
        *(state, after, bool(actor.roles & _EVERYWHERE), actor.organisation, limit + 1, case, *more),
    )


def _codes(actor: Actor) -> str:
    """The columns of the offices that the caller's roles stand for."""
    return ", ".join(f"s.{column}" for role, column in _OFFICES.items() if role in actor.roles)


async def need_case(conn: Connection, sentence_id: UUID, actor: Actor) -> None:
    """Raises Forbidden unless the caller is of the case."""
    if actor.roles & _EVERYWHERE:
        return
    mine = await conn.fetchval(
        "select exists (select from sentences as s join organisations as own on own.organisation_id = $2"
        f" where s.id = $1 and own.code = any(array[{_codes(actor)}]::text[]))",
        *(sentence_id, actor.organisation),
    )
    if not mine:
        raise Forbidden(why="this is for another organisation / ini milik instansi lain")


def _found(row: Row | None, wanted: UUID, what: str = "correction") -> dict[str, Any]:
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
