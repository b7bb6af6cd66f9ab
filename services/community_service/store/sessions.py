"""Placements, sessions and what happened at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.attendance import Attendance, Compliance
from services.community_service.domain.placement import Booked, Session
from services.community_service.domain.sentence import Sentence
from services.community_service.errors import work as errors
from services.community_service.store.availability import load_availability
from services.community_service.store.refusing import refusing
from services.community_service.store.sentences import load_sentence
from shared.errors import NotFound
from shared.postgres.pool import Connection


async def load_booked(conn: Connection, sentence: Sentence, days: Collection[date]) -> Booked:
    """What is scheduled before. Holds the person still, so that two placements in two cases see each other."""
    await conn.execute("select from persons where person_id = $1 for no key update", sentence.person_id)
    rows = await conn.fetch(
        "select on_date, (sum(extract(epoch from ends_at - starts_at)) / 60)::integer as minutes from sessions"
        " where person_id = $1 and on_date = any($2::date[]) group by on_date",
        *(sentence.person_id, sorted(days)),
    )
    pending = await conn.fetchval(
        "select (coalesce(sum(extract(epoch from ends_at - starts_at)), 0) / 60)::integer from sessions"
        " where sentence_id = $1 and state <> 'signed_off' and (outcome is null or outcome = 'attended_complied')",
        sentence.id,
    )
    availability = await load_availability(conn, sentence.person_id)
    return Booked({row["on_date"]: row["minutes"] for row in rows}, pending, availability)


async def add_placement(
    conn: Connection, placement_id: UUID, sentence_id: UUID, site_id: UUID, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into placements values ($1, $2, $3, $4, $5)", placement_id, sentence_id, site_id, by, now
    )


async def add_sessions(
    conn: Connection, sentence: Sentence, site_id: UUID, placement_id: UUID, sessions: Sequence[Session]
) -> None:
    """Takes a seat for each session. Raises NoSeat, TwoPlacesAtOnce."""
    # The slots are locked in the order of their ids, so that two placements never deadlock.
    slots = sorted({session.slot.id for session in sessions})
    await conn.execute("select from site_slots where id = any($1) order by id for update", slots)
    for session in sessions:
        await _add_to_day(conn, sentence, session)
        await _add_session(conn, sentence, site_id, placement_id, session)


async def _add_to_day(conn: Connection, sentence: Sentence, session: Session) -> None:
    """Raises DayFull, ChildDayFull where an earlier verdict's cap holds for that day still."""
    day, minutes = (sentence.id, session.plan.on), session.plan.minutes
    added = await conn.fetchval(
        "insert into case_days (sentence_id, on_date, cap_minutes, scheduled_minutes) values ($1, $2, $3, $4)"
        " on conflict (sentence_id, on_date) do update"
        " set scheduled_minutes = case_days.scheduled_minutes + excluded.scheduled_minutes"
        " where case_days.scheduled_minutes + excluded.scheduled_minutes <= case_days.cap_minutes returning true",
        *(*day, sentence.daily_cap_minutes, minutes),
    )
    if not added:
        row = await conn.fetchrow("select * from case_days where sentence_id = $1 and on_date = $2", *day)
        assert row
        refusal = errors.ChildDayFull if sentence.regime == "child" else errors.DayFull
        raise refusal(on=session.plan.on, minutes=row["scheduled_minutes"] + minutes, cap=row["cap_minutes"])


async def _add_session(
    conn: Connection, sentence: Sentence, site_id: UUID, placement_id: UUID, session: Session
) -> None:
    plan, slot = session.plan, session.slot
    figures = {"on": plan.on, "starts": slot.starts, "ends": slot.ends, "capacity": slot.capacity}
    seat = await conn.fetchval(
        "select min(seat) from generate_series(1, $3) as seat where not exists"
        " (select from sessions where slot_id = $1 and on_date = $2 and sessions.seat = seat.seat)",
        *(slot.id, plan.on, slot.capacity),
    )
    if seat is None:
        raise errors.NoSeat(**figures)
    async with refusing(**figures):
        await conn.execute(
            "insert into sessions (id, placement_id, sentence_id, person_id, site_id, slot_id, slot_capacity, on_date,"
            " seat, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            *(plan.session_id, placement_id, sentence.id, sentence.person_id, site_id, slot.id, slot.capacity),
            *(plan.on, seat, plan.starts_at, plan.ends_at),
        )


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
