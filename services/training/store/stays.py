"""Where somebody was held, and under which numbers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.participants import Participant
from services.training.domain.stays import Stay
from services.training.errors.participants import RegisterNumberTaken
from shared.postgres.pool import Connection

_COLUMNS = (
    "id, participant_id, institution_id, register_number, from_on, to_on, ended, reason,"
    " confirmed_at is not null as confirmed"
)


async def add(conn: Connection, s: Stay, by: str, now: datetime) -> None:
    """With its number, which the institution gives once."""
    await conn.execute(
        "insert into participant_stays (id, participant_id, institution_id, register_number, from_on, recorded_by,"
        " recorded_at, confirmed_by, confirmed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(s.id, s.participant_id, s.institution_id, s.register_number, s.from_on, by, now),
        *((by, now) if s.confirmed else (None, None)),
    )


async def save(conn: Connection, s: Stay, by: str, now: datetime) -> None:
    await conn.execute(
        "update participant_stays set register_number = $2, to_on = $3, ended = $4, reason = $5,"
        " confirmed_by = case when $6 then coalesce(confirmed_by, $7) end,"
        " confirmed_at = case when $6 then coalesce(confirmed_at, $8) end where id = $1",
        *(s.id, s.register_number, s.to_on, s.ended, s.reason, s.confirmed, by, now),
    )


async def last(conn: Connection, participant_id: UUID) -> Stay:
    """The stay that runs, or else the last one. The caller has locked the participant, who has one unless erased."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from participant_stays where participant_id = $1"
        " order by to_on desc nulls first, from_on desc, id desc limit 1",
        participant_id,
    )
    assert row
    return Stay(**row)


async def give_number(conn: Connection, p: Participant, by: str, now: datetime, reason: str | None = None) -> None:
    """Keeps the number that the participant has from now on, beside those before. One's own may come back.

    Raises RegisterNumberTaken."""
    await conn.execute(
        "update register_numbers set replaced_at = $2, reason = coalesce($3, reason)"
        " where participant_id = $1 and replaced_at is null",
        *(p.id, now, reason),
    )
    given = "insert into register_numbers as n (institution_id, register_number, participant_id, given_at, given_by)"
    own = "on conflict (institution_id, register_number) do update set replaced_at = null where n.participant_id = $3"
    kept = await conn.fetchval(
        f"{given} values ($1, $2, $3, $4, $5) {own} returning true",
        *(p.institution_id, p.register_number, p.id, now, by),
    )
    if not kept:
        raise RegisterNumberTaken
