"""Where the accounts of a participant are: in the institution that the register names, or with the entry of the same
person that this one was joined into.

The caller has locked the accounts of the participant: a move that is under way has ended, or has not begun.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.postgres.pool import Connection

Place = tuple[UUID, UUID]
"""A participant and an institution."""


async def home_of(conn: Connection, participant_id: UUID) -> Place:
    """Where what comes in for the participant belongs now."""
    row = await conn.fetchrow(
        "select p.id, p.institution_id from participants as p"
        " where p.id = coalesce((select to_participant_id from ledger_homes where participant_id = $1), $1)",
        participant_id,
    )
    assert row
    return row["id"], row["institution_id"]


async def places_of(conn: Connection, participant_id: UUID) -> list[Place]:
    """Where the participant has accounts."""
    rows = await conn.fetch(
        "select distinct institution_id from ledger_accounts where participant_id = $1 order by institution_id",
        participant_id,
    )
    return [(participant_id, row["institution_id"]) for row in rows]


async def join(conn: Connection, gone: UUID, stays: UUID, now: datetime) -> None:
    """What belongs to `gone`, or went there before, belongs to `stays` from now on."""
    await conn.execute("update ledger_homes set to_participant_id = $2 where to_participant_id = $1", gone, stays)
    await conn.execute(
        "insert into ledger_homes (participant_id, to_participant_id, since) values ($1, $2, $3)"
        " on conflict (participant_id) do update set to_participant_id = excluded.to_participant_id",
        *(gone, stays, now),
    )
