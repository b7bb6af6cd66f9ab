"""Use case of the institution: see what somebody may join. It tells of a person: the read is logged (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.training.queries import openings as queries
from services.training.store import participants as participant_store
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import reads


async def list_openings(
    conn: Connection,
    participant_id: UUID,
    language: str,
    after: UUID | None,
    limit: int,
    purpose: str,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """Raises NotFound, Forbidden, ParticipantErased."""
    participant = await participant_store.load(conn, participant_id)
    actor.require_organisation(participant.institution_id)
    await reads.log(conn, [participant.person_id], actor, purpose, now)
    return await queries.openings(conn, participant, language, after, limit, now)
