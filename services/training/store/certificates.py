"""Certificates."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.training.domain.certificates import Certificate
from shared.postgres.pool import Connection


async def next_count(conn: Connection) -> int:
    """A new, higher count each time. A refused completion leaves a gap."""
    return int(await conn.fetchval("select nextval('certificate_numbers')"))


async def add(conn: Connection, c: Certificate) -> None:
    await conn.execute(
        "insert into certificates values ($1, $2, $3, $4, $5)",
        *(c.id, c.enrolment_id, c.number, c.code, c.issued_on),
    )


async def certified_among(conn: Connection, enrolment_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the enrolments whose certificate stands."""
    rows = await conn.fetch(
        "select c.enrolment_id from certificates as c where c.enrolment_id = any($1)"
        " and coalesce(to_jsonb(c) ->> 'standing', 'valid') = 'valid'",
        enrolment_ids,
    )
    return {row["enrolment_id"] for row in rows}
