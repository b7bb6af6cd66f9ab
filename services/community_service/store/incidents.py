"""Accidents and complaints."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service.domain.incidents import Incident
from shared.errors import NotFound
from shared.postgres.pool import Connection


async def add_incident(conn: Connection, sentence_id: UUID, incident: Incident, text: str, now: datetime) -> None:
    await conn.execute(
        "insert into incidents (id, sentence_id, kind, happened_on, report, opened_by, opened_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        *(incident.id, sentence_id, incident.kind, incident.happened_on, text, incident.opened_by, now),
    )


async def sentence_of(conn: Connection, incident_id: UUID) -> UUID:
    """Raises NotFound."""
    sentence_id: UUID | None = await conn.fetchval("select sentence_id from incidents where id = $1", incident_id)
    if sentence_id is None:
        raise NotFound(what="incident", id=incident_id)
    return sentence_id


async def load_incident(conn: Connection, incident_id: UUID) -> Incident:
    """Its sentence is locked before: nobody else writes it meanwhile."""
    row = await conn.fetchrow(
        "select id, kind, happened_on, opened_by, answered_at, seen_at from incidents where id = $1", incident_id
    )
    assert row
    return Incident(**row)


async def save_answer(conn: Connection, incident_id: UUID, text: str, by: str, now: datetime) -> None:
    await conn.execute(
        "update incidents set answer = $2, answered_by = $3, answered_at = $4 where id = $1",
        *(incident_id, text, by, now),
    )


async def save_seen(conn: Connection, incident_id: UUID, by: str, now: datetime) -> None:
    await conn.execute("update incidents set seen_by = $2, seen_at = $3 where id = $1", incident_id, by, now)


async def supervises_case(conn: Connection, sentence_id: UUID, subject: str) -> bool:
    """Whether somebody supervises a site where this sentence is or was to be served."""
    found: bool = await conn.fetchval(
        "select exists (select from placements as p join site_supervisors as s using (site_id)"
        " where p.sentence_id = $1 and s.subject = $2)",
        *(sentence_id, subject),
    )
    return found
