"""Suspensions, resumptions and the notice of termination, read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.queries.common import found_or_refuse
from shared.postgres.pool import Connection


class PauseView(BaseModel):
    """A suspension or resumption on the agreement's own account, with its reason."""

    step: str
    from_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime


class TerminationView(BaseModel):
    """`terminates_on` is the last day in force."""

    agreement_id: UUID
    party_id: UUID
    given_on: date
    notice_days: int
    terminates_on: date
    reason: str
    recorded_by: str
    recorded_at: datetime


async def pauses(conn: Connection, kind: str, agreement_id: UUID) -> list[PauseView]:
    found = await conn.fetchrow("select from agreements where id = $1 and kind = $2", agreement_id, kind)
    found_or_refuse(found, f"{kind} agreement", agreement_id)
    rows = await conn.fetch(
        "select step, from_on, reason, recorded_by, recorded_at from pauses where agreement_id = $1"
        " order by recorded_at",
        agreement_id,
    )
    return [PauseView(**row) for row in rows]


async def termination(conn: Connection, kind: str, agreement_id: UUID) -> TerminationView:
    row = await conn.fetchrow(
        "select terminations.* from terminations join agreements on id = agreement_id"
        " where agreement_id = $1 and kind = $2",
        *(agreement_id, kind),
    )
    return TerminationView(**found_or_refuse(row, "notice of termination of agreement", agreement_id))
