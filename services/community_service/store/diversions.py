"""Failures of diversions."""

from __future__ import annotations

from services.community_service.domain.diversions import Failure
from shared.postgres.pool import Connection


async def add_failure(conn: Connection, failure: Failure) -> None:
    await conn.execute(
        "insert into diversion_failures (sentence_id, reason, reported_by, reported_at) values ($1, $2, $3, $4)",
        *(failure.sentence_id, failure.reason, failure.by, failure.at),
    )
