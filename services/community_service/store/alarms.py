"""Alarms, and the sessions that are checked again when something becomes known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.community_service.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection


async def session_of(conn: Connection, alarm_id: UUID) -> UUID:
    """Raises NotFound."""
    session_id: UUID | None = await conn.fetchval("select session_id from alarms where id = $1", alarm_id)
    if session_id is None:
        raise NotFound(what="alarm", id=alarm_id)
    return session_id


async def save_resolution(
    conn: Connection, alarm_id: UUID, finding: str, note: str, by: str, involved: Collection[str], now: datetime
) -> None:
    """Raises InvolvedInTheCase."""
    async with refusing():
        await conn.execute(
            "update alarms set state = 'resolved', finding = $2, note = $3, resolved_by = $4, resolved_at = $5,"
            " involved = $6 where id = $1",
            *(alarm_id, finding, note, by, now, sorted(involved)),
        )


async def sessions_handled_by(conn: Connection, subject: str, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Sentence and session of what someone has recorded or signed for a person, cases in the order of their ids."""
    rows = await conn.fetch(
        "select sentence_id, id from sessions where person_id = $1"
        " and $2 in (checked_in_by, recorded_by, signed_off_by) order by sentence_id, id",
        *(person_id, subject),
    )
    return [(row["sentence_id"], row["id"]) for row in rows]


async def last_sessions_at(conn: Connection, site_id: UUID) -> list[tuple[UUID, UUID]]:
    """Sentence and last attended session of each running case at a site, in the order of the sentences' ids."""
    rows = await conn.fetch(
        "select distinct on (s.sentence_id) s.sentence_id, s.id from sessions as s"
        " join sentences as c on c.id = s.sentence_id where s.site_id = $1 and s.checked_in_at is not null"
        " and c.state in ('assigned', 'active') order by s.sentence_id, s.starts_at desc",
        site_id,
    )
    return [(row["sentence_id"], row["id"]) for row in rows]
