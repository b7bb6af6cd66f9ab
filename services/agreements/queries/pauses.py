"""Views of suspensions and resumptions."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import AgreementKind
from services.agreements.queries.agreements import require_agreement
from shared.postgres.pool import Connection


class PauseView(BaseModel):
    """A suspension or resumption on the agreement's own account, with its reason."""

    step: str
    from_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime


async def pauses(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> list[PauseView]:
    """Every pause in the order of its recording. Raises NotFound."""
    await require_agreement(conn, kind, agreement_id)
    rows = await conn.fetch(
        "select step, from_on, reason, recorded_by, recorded_at from pauses where agreement_id = $1"
        " order by recorded_at",
        agreement_id,
    )
    return [PauseView(**row) for row in rows]
