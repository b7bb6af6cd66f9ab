"""Verifications that are stored: who asked, how far each has come, what it found. For journals of any size.

`verifying.py` does the work. One is under way at a time; one whose process ended in the middle is marked as broken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, TypeAdapter

from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Refusal
from shared.ids import new_id
from shared.journal.chain import Flaw
from shared.journal.lost import Loss
from shared.journal.verification import Findings, SealFlaw
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

State = Literal["waiting", "running", "finished", "broken_off"]


class RunUnderWay(Refusal, indonesian="Verifikasi sedang berjalan sejak {since}. Tunggu sampai selesai."):
    """A verification is under way since {since}. Wait until it has ended."""


class VerificationView(BaseModel):
    """`fits`: nothing differs. Facts above `sealed_position` are chained, and not yet sealed.

    `losses`: what restores of the database lost, as the journal states it."""

    fits: bool
    facts: int
    streams: int
    seals: int
    sealed_position: int
    sealed_day: date | None
    broken_chains: int
    flaws: list[Flaw]
    seal_flaws: list[SealFlaw]
    losses: list[Loss]


class RunView(BaseModel):
    """A verification that somebody asked for. `percent`: how much of the journal, as it was then, has been read.

    `findings` are there when it is finished. `broken_days`: days with facts that do not fit."""

    id: UUID
    state: State
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    facts: int
    percent: int
    fits: bool | None
    broken_days: list[date]
    findings: VerificationView | None

    @property
    def is_under_way(self) -> bool:
        return self.state in ("waiting", "running")


def view(found: Findings) -> VerificationView:
    return VerificationView.model_validate(found, from_attributes=True)


_KEPT = ("id", "state", "asked_by", "asked_at", "started_at", "ended_at", "facts", "broken_days")
_RUNS = f"select {', '.join(_KEPT)}, position, last_position, findings::text from verification_runs"
_FINDINGS = TypeAdapter(VerificationView)


def _run(row: Row | dict[str, Any]) -> RunView:
    findings = _FINDINGS.validate_json(row["findings"]) if row["findings"] else None
    read, last = row["position"], row["last_position"]
    return RunView(
        **{name: row[name] for name in _KEPT},
        percent=100 if findings else min(99, 100 * read // last) if last else 0,
        fits=findings.fits if findings else None,
        findings=findings,
    )


async def ask(conn: Connection, actor: Actor, now: datetime) -> RunView:
    """A verification of the whole journal, to be begun within seconds. Raises RunUnderWay."""
    id_ = new_id()
    made = await conn.fetchval(
        "insert into verification_runs (id, asked_by, asked_at) values ($1, $2, $3) on conflict do nothing"
        " returning true",
        *(id_, actor.subject, now),
    )
    if not made:
        since = await conn.fetchval("select asked_at from verification_runs where state in ('waiting', 'running')")
        raise RunUnderWay(since=(since or now).isoformat(timespec="seconds"))
    return await run(conn, id_)


async def ask_or_join(conn: Connection, actor: Actor, now: datetime) -> RunView:
    """As `ask`; where one is under way already, that one."""
    try:
        return await ask(conn, actor, now)
    except RunUnderWay:
        row = await conn.fetchrow(f"{_RUNS} order by id desc limit 1")
        assert row is not None
        return _run(row)


async def run(conn: Connection, run_id: UUID) -> RunView:
    """Raises NotFound."""
    return _run(found(await conn.fetchrow(f"{_RUNS} where id = $1", run_id), "verification", run_id))


async def runs(conn: Connection, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of verifications, newest first."""
    rows = await conn.fetch(f"{_RUNS} where $1::uuid is null or id < $1 order by id desc limit $2", after, limit + 1)
    return page([_run(row) for row in rows], limit, lambda run: run.id)


async def last_finished(conn: Connection) -> RunView | None:
    row = await conn.fetchrow(f"{_RUNS} where state = 'finished' order by id desc limit 1")
    return _run(row) if row else None


async def begin(conn: Connection, now: datetime) -> UUID | None:
    """The one that waits begins. Returns its id, None where none waits."""
    id_: UUID | None = await conn.fetchval(
        "update verification_runs set state = 'running', started_at = $1,"
        " last_position = coalesce((select max(position) from journal), 0) where state = 'waiting' returning id",
        now,
    )
    return id_


async def advance(conn: Connection, run_id: UUID, facts: int, position: int) -> None:
    await conn.execute("update verification_runs set facts = $2, position = $3 where id = $1", run_id, facts, position)


async def finish(conn: Connection, run_id: UUID, found: Findings, now: datetime) -> None:
    findings, days = view(found).model_dump_json(), found.broken_days
    await conn.execute(
        "update verification_runs set state = 'finished', ended_at = $2, facts = $3, findings = $4::json,"
        " broken_days = $5 where id = $1",
        *(run_id, now, found.facts, findings, days),
    )


async def break_off(conn: Connection, now: datetime) -> Sequence[UUID]:
    """What is said to run, and does not any more. For whoever holds the lock of the one that runs."""
    rows = await conn.fetch(
        "update verification_runs set state = 'broken_off', ended_at = $1 where state = 'running' returning id", now
    )
    return [row["id"] for row in rows]
