"""Where the accounts of a participant are: in the institution, or gone with the person.

The caller has locked the accounts of the participant: a move that is under way has ended, or has not begun.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.postgres.pool import Connection

Place = tuple[UUID, UUID]
"""A participant and an institution."""


async def home_of(conn: Connection, participant_id: UUID, institution_id: UUID) -> Place:
    """Where what comes in for the participant in this institution belongs now."""
    row = await conn.fetchrow(
        "select coalesce(h.to_participant_id, p.id) as participant_id,"
        " coalesce(h.to_institution_id, p.institution_id) as institution_id"
        " from participants as p left join ledger_homes as h on h.participant_id = p.id and h.institution_id = $2"
        " where p.id = $1",
        *(participant_id, institution_id),
    )
    return (row["participant_id"], row["institution_id"]) if row else (participant_id, institution_id)


async def places_of(conn: Connection, person_id: UUID) -> list[Place]:
    """Everywhere the person is or was: in the register, or with accounts."""
    rows = await conn.fetch(
        "select id as participant_id, institution_id from participants where person_id = $1"
        " union select a.participant_id, a.institution_id from ledger_accounts as a"
        " join participants as p on p.id = a.participant_id where p.person_id = $1 order by 1, 2",
        person_id,
    )
    return [(row["participant_id"], row["institution_id"]) for row in rows]


async def move(conn: Connection, places: list[Place], to: Place, now: datetime) -> None:
    """From now on everything of these places belongs to another one."""
    await conn.execute(
        "delete from ledger_homes where participant_id = $1 and institution_id = $2",
        *to,
    )
    await conn.execute(
        "insert into ledger_homes (participant_id, institution_id, to_participant_id, to_institution_id, since)"
        " select given.*, $3, $4, $5 from unnest($1::uuid[], $2::uuid[]) as given"
        " on conflict (participant_id, institution_id) do update set to_participant_id = excluded.to_participant_id,"
        " to_institution_id = excluded.to_institution_id, since = excluded.since",
        *([place[0] for place in places], [place[1] for place in places], *to, now),
    )
