"""Placements and their sessions before they begin."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.outcomes import ATTENDED, may_be_credited
from services.community_service.domain.placements import Booked, Session
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import placements as errors
from services.community_service.store.availability import load_availability
from services.community_service.store.bounds import load_allowed
from services.community_service.store.constraints import refusing
from services.community_service.store.executions import load_determined
from shared.clock import local_day
from shared.postgres.pool import Connection


async def load_booked(conn: Connection, sentence: Sentence, days: Collection[date]) -> Booked:
    """What is scheduled before. Locks the person, so that placements in two cases of one person see each other."""
    await conn.execute("select from persons where person_id = $1 for no key update", sentence.person_id)
    rows = await conn.fetch(
        "select on_date, (sum(extract(epoch from ends_at - starts_at)) / 60)::integer as minutes from sessions"
        " where person_id = $1 and on_date = any($2::date[]) group by on_date",
        *(sentence.person_id, sorted(days)),
    )
    sessions = await conn.fetch(
        "select starts_at, ends_at, state, outcome from sessions where sentence_id = $1", sentence.id
    )
    pending = sum(
        minutes_between(each["starts_at"], each["ends_at"])
        for each in sessions
        if may_be_credited(each["state"], each["outcome"])
    )
    availability = await load_availability(conn, sentence.person_id)
    determined = await load_determined(conn, sentence.id)
    served = frozenset(
        local_day(each["starts_at"])
        for each in sessions
        if may_be_credited(each["state"], each["outcome"]) or each["outcome"] in ATTENDED
    )
    allowed = await load_allowed(conn, sentence.id)
    by_day = {row["on_date"]: row["minutes"] for row in rows}
    return Booked(by_day, pending, availability, determined, served, allowed)


async def add_placement(
    conn: Connection, placement_id: UUID, sentence_id: UUID, site_id: UUID, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into placements values ($1, $2, $3, $4, $5)", placement_id, sentence_id, site_id, by, now
    )


async def add_sessions(
    conn: Connection, sentence: Sentence, site_id: UUID, placement_id: UUID, sessions: Sequence[Session]
) -> None:
    """Takes a seat for each session. Raises SlotFull, TwoPlacesAtOnce, DailyCapExceeded, ChildDailyCapExceeded."""
    # The slots are locked in the order of their ids, so that two placements never deadlock.
    slots = sorted({session.slot.id for session in sessions})
    await conn.execute("select from site_slots where id = any($1) order by id for update", slots)
    for session in sessions:
        await _add_to_day(conn, sentence, session)
        await _add_session(conn, sentence, site_id, placement_id, session)


async def _add_to_day(conn: Connection, sentence: Sentence, session: Session) -> None:
    """Adds to the day's minutes. The cap of a day may differ from the sentence's, after a change of the verdict.

    Raises DailyCapExceeded, ChildDailyCapExceeded."""
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
        refusal = errors.ChildDailyCapExceeded if sentence.regime == "child" else errors.DailyCapExceeded
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
        raise errors.SlotFull(**figures)
    async with refusing(**figures):
        await conn.execute(
            "insert into sessions (id, placement_id, sentence_id, person_id, site_id, slot_id, slot_capacity, on_date,"
            " seat, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            *(plan.session_id, placement_id, sentence.id, sentence.person_id, site_id, slot.id, slot.capacity),
            *(plan.on, seat, plan.starts_at, plan.ends_at),
        )
