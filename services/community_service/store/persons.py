"""Reads of personal data, and declared relations. The table of relations is personal data itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service.domain.sentences import Sentence
from shared.ids import new_id
from shared.postgres.pool import Connection


async def log_read(
    conn: Connection, sentence: Sentence, reader: str, organisation: UUID | None, purpose: str, now: datetime
) -> None:
    await conn.execute(
        "insert into person_reads values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), sentence.id, sentence.person_id, reader, organisation, purpose, now),
    )


async def declare_relation(
    conn: Connection, subject: str, person_id: UUID, relation: str, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into declared_relations values ($1, $2, $3, $4, $5) on conflict (subject, person_id) do update"
        " set relation = excluded.relation, declared_by = excluded.declared_by, declared_at = excluded.declared_at",
        *(subject, person_id, relation, by, now),
    )
