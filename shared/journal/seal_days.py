"""The journal day by day: how many facts, its seal, and what the last finished verification says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from shared.clock import LOCAL_ZONE, local_day
from shared.edge.spans import Span
from shared.journal import runs
from shared.journal.runs import RunView
from shared.postgres.pool import Connection, Row

MOST_DAYS = 92

State = Literal["fits", "differs", "sealed", "lost", "open", "none"]
"""`fits`: sealed, and the last verification found nothing against it. `differs`: it found something, or the seal is
missing among the others. `sealed`: sealed and not verified since. `lost`: a restore lost facts of this seal, as the
journal states. `open`: the seal is still to come. `none`: the day has no seal, and none is due."""


class SealDay(BaseModel):
    """A local day. `facts` are those that occurred on it; `heads` are the streams that its seal covers."""

    day: date
    state: State
    facts: int
    seal: int | None
    heads: int | None
    position: int | None
    root: str | None
    hash: str | None
    sealed_at: datetime | None
    reasons: list[str]


class SealCalendar(BaseModel):
    """Days, the earliest first. `verified_by`: the verification that the states speak of, with its end."""

    days: list[SealDay]
    verified_by: UUID | None
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all days. `due`: the first day whose seal is still to come; None where no seal is made."""

    seals: Mapping[date, Row]
    facts: Mapping[date, int]
    run: RunView | None
    first_sealed: date | None
    due: date | None
    today: date

    def state(self, day: date) -> State:
        seal = self.seals.get(day)
        if self.reasons(day):
            return "differs"
        if seal is None:
            return "open" if self.due and self.due <= day <= self.today else "none"
        if seal["stated_at"] is not None:
            return "lost"
        return "fits" if self._verified(day) else "sealed"

    def reasons(self, day: date) -> list[str]:
        found = self.run.findings if self.run else None
        said = [flaw.reason for flaw in found.seal_flaws if flaw.day == day] if found else []
        if self.run and day in self.run.broken_days:
            said.append("facts of this day do not fit their chains")
        if day not in self.seals and self.first_sealed and self.due and self.first_sealed < day < self.due:
            said.append("the seal is missing")
        return said

    def _verified(self, day: date) -> bool:
        """From the first seal that differs on, a verification says nothing of those that follow."""
        found = self.run.findings if self.run else None
        if found is None or found.sealed_day is None or day > found.sealed_day:
            return False
        return all(day < flaw.day for flaw in found.seal_flaws)


async def calendar(conn: Connection, days: Span, today: date, *, sealed: bool) -> SealCalendar:
    """`sealed`: whether this journal is sealed at all."""
    rows = await conn.fetch(
        "select day, number, position, heads, root, hash, sealed_at, stated_at from seals where day between $1 and $2",
        *(days.first, days.last),
    )
    run = await runs.last_finished(conn)
    first, due = await _ends(conn) if sealed else (None, None)
    known = _Known({row["day"]: row for row in rows}, await _facts(conn, days), run, first, due, today)
    return SealCalendar(
        days=[_day(known, day) for day in days],
        verified_by=run.id if run else None,
        verified_at=run.ended_at if run else None,
    )


async def first_day(conn: Connection) -> date | None:
    """The local day of the first fact."""
    at = await conn.fetchval("select occurred_at from journal order by position limit 1")
    return local_day(at) if at else None


async def _ends(conn: Connection) -> tuple[date | None, date | None]:
    """The first day that is sealed, and the first one that will be: the day of the first fact where none is yet."""
    row = await conn.fetchrow(
        "select min(day) as first, max(day) as last, (select occurred_at from journal order by position limit 1) as at"
        " from seals"
    )
    assert row is not None
    if row["last"]:
        return row["first"], row["last"] + timedelta(days=1)
    return None, local_day(row["at"]) if row["at"] else None


def _day(known: _Known, day: date) -> SealDay:
    seal = known.seals.get(day)
    said: dict[str, Any] = dict.fromkeys(("seal", "heads", "position", "root", "hash", "sealed_at"))
    if seal:
        said = {name: seal[name] for name in ("heads", "position", "sealed_at")}
        said |= {"seal": seal["number"], "root": seal["root"].hex(), "hash": seal["hash"].hex()}
    return SealDay(day=day, state=known.state(day), facts=known.facts.get(day, 0), reasons=known.reasons(day), **said)


async def _facts(conn: Connection, days: Span) -> dict[date, int]:
    rows = await conn.fetch(
        "select (occurred_at at time zone $3)::date as day, count(*) as facts from journal"
        " where occurred_at >= $1 and occurred_at < $2 group by 1",
        *(days.begins, days.ends, LOCAL_ZONE.key),
    )
    return {row["day"]: row["facts"] for row in rows}
