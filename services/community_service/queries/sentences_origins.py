"""What a page of a case shows of its beginning: an override of its verdict, the failure of its diversion."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from shared.postgres.pool import Connection


class OverrideView(BaseModel):
    """The verdict breaks these rules, and its prosecutor has it carried out. The reason is with what was returned."""

    returned_verdict_id: UUID
    rules: list[str]
    overridden_by: str
    overridden_at: datetime
    document_number: str
    document_date: date


class DiversionFailureView(BaseModel):
    """The counsellor has reported that the diversion is not carried out."""

    reason: str
    reported_by: str
    reported_at: datetime


async def override(conn: Connection, override_id: UUID | None) -> OverrideView | None:
    if override_id is None:
        return None
    row = await conn.fetchrow(
        "select id as returned_verdict_id, overridden_by, settled_at as overridden_at, document_number, document_date,"
        " array(select rule ->> 'slug' from jsonb_array_elements(broken) as rule) as rules"
        " from returned_verdicts where id = $1",
        override_id,
    )
    assert row
    return OverrideView(**row)


async def diversion_failure(conn: Connection, sentence_id: UUID) -> DiversionFailureView | None:
    row = await conn.fetchrow(
        "select reason, reported_by, reported_at from diversion_failures where sentence_id = $1", sentence_id
    )
    return DiversionFailureView(**row) if row else None
