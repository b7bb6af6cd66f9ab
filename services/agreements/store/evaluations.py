"""Yearly evaluations of a PKS: write statements. An evaluation is never changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

import orjson

from services.agreements.domain.evaluations import Evaluation
from services.agreements.store.constraints import refusing
from shared.clock import local_day
from shared.postgres.pool import Connection


async def add_evaluation(conn: Connection, e: Evaluation, filer: str, now: datetime) -> None:
    lines = orjson.dumps([asdict(line) for line in e.lines], default=str).decode()
    async with refusing(year=e.year):
        await conn.execute(
            "insert into evaluations (id, agreement_id, year, starts_on, ends_on, findings, rating, recommendation,"
            " obligations, filed_by, filer, filed_on, filed_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            *(e.id, e.agreement_id, e.year, e.period.starts_on, e.period.ends_on, e.findings, e.rating),
            *(e.recommendation, lines, e.filed_by, filer, local_day(now), now),
        )


async def umbrella_parties(conn: Connection, agreement_id: UUID) -> list[UUID]:
    """The parties of the umbrella of a PKS."""
    rows = await conn.fetch(
        "select p.organisation_id from agreement_parties as p join agreements as pks on pks.joint_agreement_id ="
        " p.agreement_id where pks.id = $1",
        agreement_id,
    )
    return [row["organisation_id"] for row in rows]
