"""Corrections of payments and seizures, which stand beside the record."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.fines_corrections import FineCorrection, Recorded
from services.community_service.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection

_RECEIPT = (
    "select r.id, r.kind, r.received_on, r.rupiah, coalesce(p.recorded_by, s.recorded_by) as recorded_by,"
    " r.never_came_in from fine_receipts_as_corrected as r left join fine_payments as p on p.id = r.id"
    " left join fine_seizures as s on s.id = r.id where r.fine_id = $1 and r.id = $2"
)


async def load_receipt(conn: Connection, fine_id: UUID, receipt_id: UUID) -> Recorded:
    """Raises NotFound."""
    row = await conn.fetchrow(_RECEIPT, fine_id, receipt_id)
    if row is None:
        raise NotFound(what="payment or seizure", id=receipt_id)
    return Recorded(row["id"], row["kind"], row["received_on"], row["rupiah"], row["recorded_by"], row["never_came_in"])


async def fine_of_correction(conn: Connection, correction_id: UUID) -> UUID:
    """Raises NotFound."""
    fine_id: UUID | None = await conn.fetchval("select fine_id from fine_corrections where id = $1", correction_id)
    if fine_id is None:
        raise NotFound(what="correction", id=correction_id)
    return fine_id


async def load_correction(conn: Connection, correction_id: UUID) -> FineCorrection:
    """One correction. The sentence is locked before: nobody else writes it meanwhile."""
    row = await conn.fetchrow(
        "select fine_id, coalesce(payment_id, seizure_id) as receipt_id, rupiah, proposed_by, state"
        " from fine_corrections where id = $1",
        correction_id,
    )
    assert row
    receipt = await load_receipt(conn, row["fine_id"], row["receipt_id"])
    return FineCorrection(correction_id, receipt, row["rupiah"], row["proposed_by"], row["state"])


async def other_seizure(conn: Connection, fine_id: UUID, receipt_id: UUID) -> date | None:
    """The day of the latest seizure beside this one."""
    on: date | None = await conn.fetchval(
        "select max(received_on) from fine_receipts_as_corrected where fine_id = $1 and kind = 'seizure'"
        " and id <> $2 and not never_came_in",
        *(fine_id, receipt_id),
    )
    return on


async def add(
    conn: Connection, fine_id: UUID, sentence_id: UUID, correction: FineCorrection, reason: str, now: datetime
) -> None:
    """Raises FineCorrectionOpen."""
    receipt = correction.receipt
    async with refusing():
        await conn.execute(
            "insert into fine_corrections (id, fine_id, sentence_id, payment_id, seizure_id, rupiah, reason,"
            " proposed_by, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            *(correction.id, fine_id, sentence_id, receipt.id if receipt.kind == "payment" else None),
            *(receipt.id if receipt.kind == "seizure" else None, correction.rupiah, reason),
            *(correction.proposed_by, now),
        )


async def save_decision(conn: Connection, correction_id: UUID, state: str, by: str, now: datetime) -> None:
    """Raises FineCorrectorDecides."""
    async with refusing():
        await conn.execute(
            "update fine_corrections set state = $2, decided_by = $3, decided_at = $4 where id = $1",
            *(correction_id, state, by, now),
        )
