"""Views of notices of termination."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import AgreementKind, TerminationGround
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class TerminationView(BaseModel):
    """`terminates_on` is the last day in force. Notices from before grounds were recorded name none."""

    agreement_id: UUID
    party_id: UUID
    given_on: date
    notice_days: int
    terminates_on: date
    ground: TerminationGround | None
    reason: str
    recorded_by: str
    recorded_at: datetime


async def termination(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> TerminationView:
    row = await conn.fetchrow(
        "select terminations.* from terminations join agreements on id = agreement_id"
        " where agreement_id = $1 and kind = $2",
        *(agreement_id, kind),
    )
    return TerminationView(**found(row, "notice of termination of agreement", agreement_id))
