"""Lapses, and ends of guidance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from services.community_service import events
from services.community_service.domain.endings import GuidanceEnd, Lapse, Past
from services.community_service.domain.sentences import Sentence
from shared.ids import new_id
from shared.messaging.events import Event
from shared.postgres.pool import Connection


async def load_verdict_date(conn: Connection, sentence_id: UUID) -> date:
    """Of a sentence that is locked already."""
    day: date = await conn.fetchval("select verdict_date from sentences where id = $1", sentence_id)
    return day


async def find_lapse(conn: Connection, sentence_id: UUID) -> Lapse | None:
    row = await conn.fetchrow(
        "select ground, document_number, document_date, lapsed_on from lapses where sentence_id = $1", sentence_id
    )
    return Lapse(**row) if row else None


async def add_lapse(conn: Connection, sentence_id: UUID, lapse: Lapse, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into lapses (sentence_id, ground, document_number, document_date, lapsed_on, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        *(sentence_id, lapse.ground, lapse.document_number, lapse.document_date, lapse.lapsed_on, by, now),
    )


_ENDED_BY: Mapping[str, type[Event]] = {
    "completed": events.SentenceCompleted,
    "revoked": events.SentenceRevoked,
    "closed": events.BreachDecided,
    "lapsed": events.SentenceLapsed,
}
"""By which fact a sentence came into the state in which it is over."""


async def load_past(conn: Connection, sentence: Sentence) -> Past:
    """What has been said of the ends of a sentence, which is locked already."""
    row = await conn.fetchrow(
        "select ground, document_number, document_date, ended_on, recorded_at from guidance_ends"
        " where sentence_id = $1 order by recorded_at desc, id desc limit 1",
        sentence.id,
    )
    fact = _ENDED_BY.get(sentence.state)
    since = await conn.fetchval(
        "select max(occurred_at) from journal where key = $1 and type = $2",
        *(str(sentence.id), fact.type if fact else None),
    )
    return Past(
        await find_lapse(conn, sentence.id),
        GuidanceEnd(row["ground"], row["document_number"], row["document_date"], row["ended_on"]) if row else None,
        since,
        reopened=bool(row and since and since > row["recorded_at"]),
    )


async def add_guidance_end(conn: Connection, sentence_id: UUID, end: GuidanceEnd, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into guidance_ends (id, sentence_id, ground, document_number, document_date, ended_on, recorded_by,"
        " recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new_id(), sentence_id, end.ground, end.document_number, end.document_date, end.ended_on, by, now),
    )
