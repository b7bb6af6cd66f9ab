"""Sessions and what happened at them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.attendance import Attendance, Compliance
from services.community_service.domain.sentences import Sentence
from services.community_service.store.constraints import refusing
from services.community_service.store.sentences import load_sentence
from shared.errors import NotFound
from shared.postgres.pool import Connection


async def load_attendance(conn: Connection, session_id: UUID) -> tuple[Sentence, Attendance]:
    """A session and its sentence, locked: what happens to a case happens one after the other. Raises NotFound."""
    sentence_id = await conn.fetchval("select sentence_id from sessions where id = $1", session_id)
    if sentence_id is None:
        raise NotFound(what="session", id=session_id)
    sentence = await load_sentence(conn, sentence_id)
    row = await conn.fetchrow(
        "select s.id as session_id, s.placement_id, s.site_id, s.starts_at, s.ends_at, s.state, s.checked_in_at,"
        " s.checked_in_by, s.checked_out_at, s.outcome, s.reason, s.recorded_by, s.signed_off_by, s.corrected_by,"
        " day.cap_minutes as day_cap_minutes from sessions_as_corrected as s"
        " join case_days as day using (sentence_id, on_date) where s.id = $1",
        session_id,
    )
    if row is None:
        # Cancelled while this one waited for the sentence.
        raise NotFound(what="session", id=session_id)
    return sentence, Attendance(**row)


async def save_attendance(conn: Connection, a: Attendance, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "update sessions set state = $2, checked_in_at = $3, checked_in_by = $4, checked_out_at = $5, outcome = $6,"
            " reason = $7, recorded_by = $8, signed_off_by = $9,"
            " recorded_at = case when $2 = 'recorded' then $10 else recorded_at end,"
            " signed_off_at = case when $2 = 'signed_off' then $10 else signed_off_at end where id = $1",
            *(a.session_id, a.state, a.checked_in_at, a.checked_in_by, a.checked_out_at, a.outcome, a.reason),
            *(a.recorded_by, a.signed_off_by, now),
        )


async def save_sign_off(conn: Connection, a: Attendance, now: datetime) -> None:
    """What was recorded stays as it is, whatever corrections say."""
    async with refusing():
        await conn.execute(
            "update sessions set state = $2, signed_off_by = $3, signed_off_at = $4 where id = $1",
            *(a.session_id, a.state, a.signed_off_by, now),
        )


async def save_compliance(conn: Connection, session_id: UUID, compliance: Compliance) -> None:
    await conn.execute(
        "update sessions set safety_gear = $2, work_quality = $3, behaviour = $4 where id = $1",
        *(session_id, compliance.safety_gear, compliance.work_quality, compliance.behaviour),
    )


async def save_arrival_place(conn: Connection, session_id: UUID, latitude: float, longitude: float) -> None:
    await conn.execute(
        "update sessions set checked_in_latitude = $2, checked_in_longitude = $3 where id = $1",
        *(session_id, latitude, longitude),
    )


async def save_departure_place(conn: Connection, session_id: UUID, latitude: float, longitude: float) -> None:
    await conn.execute(
        "update sessions set checked_out_latitude = $2, checked_out_longitude = $3 where id = $1",
        *(session_id, latitude, longitude),
    )


async def credited_on(conn: Connection, sentence_id: UUID, on: date) -> int:
    """Minutes credited to a sentence for a day."""
    minutes: int = await conn.fetchval(
        "select credited_minutes from case_days where sentence_id = $1 and on_date = $2", sentence_id, on
    )
    return minutes
