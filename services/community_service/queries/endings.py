"""How a sentence has ended, and its guidance."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import GuidanceGround, LapseGround
from shared.postgres.pool import Connection


class LapseView(BaseModel):
    ground: LapseGround
    document_number: str
    document_date: date
    lapsed_on: date


class GuidanceEndView(BaseModel):
    ground: GuidanceGround
    document_number: str
    document_date: date
    ended_on: date


async def lapse(conn: Connection, sentence_id: UUID) -> LapseView | None:
    row = await conn.fetchrow("select * from lapses where sentence_id = $1", sentence_id)
    return LapseView(**row) if row else None


async def guidance_end(conn: Connection, sentence_id: UUID) -> GuidanceEndView | None:
    """The latest one. One that a reopened sentence has outlived stays on record."""
    row = await conn.fetchrow(
        "select * from guidance_ends where sentence_id = $1 order by recorded_at desc, id desc limit 1", sentence_id
    )
    return GuidanceEndView(**row) if row else None
