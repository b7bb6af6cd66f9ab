"""Monthly wages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.training.domain.wages import Worker
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Wage:
    id: UUID
    participant_id: UUID
    institution_id: UUID
    month: date
    work: str
    rupiah: int
    entry_id: UUID


async def booked(
    conn: Connection, institution_id: UUID, month: date, work: str, participants: Sequence[UUID]
) -> Mapping[UUID, int]:
    """The wages of the month for this work that are booked, by participant. The caller has locked the accounts."""
    rows = await conn.fetch(
        "select participant_id, rupiah from wages where institution_id = $1 and month = $2 and work = $3"
        " and participant_id = any($4) and not reversed",
        *(institution_id, month, work, list(participants)),
    )
    return {row["participant_id"]: row["rupiah"] for row in rows}


async def of_institution(conn: Connection, institution_id: UUID, participants: Sequence[UUID]) -> dict[UUID, Worker]:
    """Those who are or were in the register of the institution. An entry that was joined into another has left nobody.

    A first stay begins with the registration, which may be late: only who came from elsewhere has a day of coming."""
    rows = await conn.fetch(
        "select p.id, p.birth_date, here.came_on, here.left_on from participants as p cross join lateral ("
        " select min(s.from_on) filter (where exists (select from participant_stays as o"
        "   where o.participant_id = p.id and o.institution_id <> $1 and o.from_on <= s.from_on)) as came_on,"
        "  case when bool_and(s.to_on is not null and s.ended <> 'joined') then max(s.to_on) end as left_on"
        "  from participant_stays as s where s.participant_id = p.id and s.institution_id = $1) as here"
        " where p.id = any($2) and (p.institution_id = $1 or exists ("
        " select from ledger_accounts as a where a.participant_id = p.id and a.institution_id = $1))",
        *(institution_id, list(participants)),
    )
    return {row["id"]: Worker(row["birth_date"], row["came_on"], row["left_on"]) for row in rows}


async def add(conn: Connection, wages: Sequence[Wage], now: datetime) -> None:
    async with refusing():
        await conn.executemany(
            "insert into wages (id, participant_id, institution_id, month, work, rupiah, entry_id, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [(w.id, w.participant_id, w.institution_id, w.month, w.work, w.rupiah, w.entry_id, now) for w in wages],
        )


async def reverse(conn: Connection, entry_id: UUID) -> None:
    """The wage of a reversed entry, if it was one, may be booked anew."""
    await conn.execute("update wages set reversed = true where entry_id = $1", entry_id)
