"""Progress reports of an obligation: write statements. Reports are never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection


async def reported_quantity(conn: Connection, obligation_id: UUID, report_id: UUID) -> int:
    """The quantity that a progress report of this obligation states. Raises NotFound."""
    quantity: int | None = await conn.fetchval(
        "select quantity from progress_reports where id = $1 and obligation_id = $2", report_id, obligation_id
    )
    if quantity is None:
        raise NotFound(what="progress report", id=report_id)
    return quantity


async def add_progress_report(
    conn: Connection,
    report_id: UUID,
    obligation_id: UUID,
    corrects: UUID | None,
    quantity: int,
    note: str,
    evidence: str | None,
    document_id: UUID | None,
    reported_by: UUID,
    reporter: str,
    now: datetime,
) -> None:
    async with refusing(report=corrects):
        await conn.execute(
            "insert into progress_reports values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(report_id, obligation_id, corrects, quantity, note, evidence, document_id, reported_by, reporter, now),
        )
