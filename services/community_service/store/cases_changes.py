"""What an act has changed in a case, written in one statement.

Each part is a common table expression of its own: it touches one table, and no table is touched by two parts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from services.community_service.domain.cases import Case, Ordered
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sessions import Attendance
from services.community_service.store.constraints import refusing
from shared.ids import new_id
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that writes to one table, and its values from $1 on."""

    name: str
    sql: str
    values: tuple[Any, ...]


async def save_changes(conn: Connection, before: Case, after: Case, by: str, now: datetime) -> bool:
    """Writes what differs. False where an alarm has been raised by another case meanwhile: nothing may be saved then.

    Raises what the constraints stand for: SecondPersonNeeded, WrongState, SlotFull.
    """
    parts = [*_parts(before, after, by, now)]
    if not parts:
        return True
    texts, values = list[str](), list[Any]()
    for part in parts:
        texts.append(f"{part.name} as ({_shifted(part.sql, len(values))} returning 1)")
        values += part.values
    alarms = "(select count(*) from raised)" if after.raised else "0"
    async with refusing():
        raised = await conn.fetchval(f"with {', '.join(texts)} select {alarms}", *values)
    return bool(raised == len(after.raised))


@cache
def _shifted(sql: str, by: int) -> str:
    """With its parameters numbered from `by` + 1 on."""
    return re.sub(r"[$]([0-9]+)", lambda number: f"${int(number[1]) + by}", sql)


def _parts(before: Case, after: Case, by: str, now: datetime) -> Iterator[Part]:
    if _terms(before) != _terms(after):
        yield _sentence(after)
    if (session := _moved(before, after)) is not None:
        yield _session(session, now)
    if days := _days(before, after):
        yield _case_days(after.sentence, days)
    if after.entries:
        yield _credits(after, now)
    if after.raised:
        yield _alarms(after)
    if after.cancelled:
        yield from _cancellations(after, by, now)


def _terms(case: Case) -> tuple[object, ...]:
    return case.sentence, case.replaced, case.ordered


def _moved(before: Case, after: Case) -> Attendance | None:
    """The session at hand where its state is another one now. A correction changes no state: it stands beside."""
    old = {each.session_id: each.state for each in before.sessions}
    return next((each for each in after.sessions if each.state != old[each.session_id]), None)


def _sentence(after: Case) -> Part:
    s, ordered = after.sentence, after.ordered or Ordered()
    return Part(
        "sentence",
        "update sentences set starts_on = $2, ends_on = $3, required_minutes = $4, daily_cap_minutes = $5, regime = $6,"
        " rules_from = $7, replaced_prison_days = $8, replaced_fine_rupiah = $9, repeat_minutes = $10, state = $11,"
        " review = $12, credited_minutes = $13, ordered_repeat_minutes = $14, ordered_prison_days = $15,"
        " ordered_fine_rupiah = $16, detained_days = $17, ordered_place = $18, ordered_work = $19, days_per_week = $20,"
        " days_per_month = $21 where id = $1",
        (
            *(s.id, s.period.starts_on, s.period.ends_on, s.required_minutes, s.daily_cap_minutes, s.regime),
            *(s.rules_from, after.replaced.prison_days, after.replaced.fine_rupiah, s.repeat_minutes, s.state),
            *(s.review, s.credited_minutes, ordered.repeat_minutes, ordered.prison_days, ordered.fine_rupiah),
            *(ordered.detained_days, s.bound.place, s.bound.work, s.bound.days_per_week, s.bound.days_per_month),
        ),
    )


def _session(s: Attendance, now: datetime) -> Part:
    """A sign-off leaves the record as it is: the case shows it with its corrections, which stand beside it."""
    if s.state == "signed_off":
        return Part(
            "session",
            "update sessions set state = $2, signed_off_by = $3, signed_off_at = $4 where id = $1",
            (s.session_id, s.state, s.signed_off_by, now),
        )
    arrival, departure = s.arrival, s.departure
    return Part(
        "session",
        "update sessions set state = $2, checked_in_at = $3, checked_in_by = $4, checked_out_at = $5, outcome = $6,"
        " reason = $7, recorded_by = $8, recorded_at = $9, safety_gear = $10, work_quality = $11, behaviour = $12,"
        " checked_in_latitude = $13, checked_in_longitude = $14, checked_out_latitude = $15,"
        " checked_out_longitude = $16, accompanied_by = $17 where id = $1",
        (
            *(s.session_id, s.state, s.checked_in_at, s.checked_in_by, s.checked_out_at, s.outcome, s.reason),
            *(s.recorded_by, now if s.state == "recorded" else None),
            *(s.compliance.safety_gear, s.compliance.work_quality, s.compliance.behaviour),
            *((arrival.latitude, arrival.longitude) if arrival else (None, None)),
            *((departure.latitude, departure.longitude) if departure else (None, None)),
            s.compliance.accompanied_by,
        ),
    )


def _days(before: Case, after: Case) -> Mapping[date, tuple[int | None, int, int]]:
    """By day: its cap, the minutes credited to it, the minutes of its cancelled sessions."""
    credited, freed = Counter[date](), Counter[date]()
    for entry in after.entries:
        credited[entry.on] += entry.minutes
    for each in after.cancelled:
        freed[each.session.on] += each.session.scheduled_minutes
    caps = {on: cap for on, cap in after.caps.items() if before.caps.get(on) != cap}
    return {on: (after.caps.get(on), credited[on], freed[on]) for on in {*caps, *credited, *freed}}


def _case_days(sentence: Sentence, days: Mapping[date, tuple[int | None, int, int]]) -> Part:
    return Part(
        "days",
        "update case_days as day set cap_minutes = coalesce(change.cap, day.cap_minutes),"
        " credited_minutes = day.credited_minutes + change.credited,"
        " scheduled_minutes = day.scheduled_minutes - change.freed"
        " from unnest($2::date[], $3::integer[], $4::integer[], $5::integer[])"
        " as change (on_date, cap, credited, freed)"
        " where day.sentence_id = $1 and day.on_date = change.on_date",
        (sentence.id, list(days), *(list(column) for column in zip(*days.values(), strict=True))),
    )


def _credits(after: Case, now: datetime) -> Part:
    entries = after.entries
    return Part(
        "entries",
        "insert into credits (id, session_id, sentence_id, on_date, minutes, credited_at, kind)"
        " select id, session_id, $1, on_date, minutes, $2, kind"
        " from unnest($3::uuid[], $4::uuid[], $5::date[], $6::integer[], $7::text[])"
        " as entry (id, session_id, on_date, minutes, kind)",
        (
            *(after.sentence.id, now, [new_id() for _ in entries], [e.session_id for e in entries]),
            *([e.on for e in entries], [e.minutes for e in entries], [e.kind for e in entries]),
        ),
    )


def _alarms(after: Case) -> Part:
    raised = after.raised
    return Part(
        "raised",
        "insert into alarms (id, kind, sentence_id, session_id, site_id, cause, measured, allowed, raised_at)"
        " select id, kind, $1, session_id, site_id, cause, measured, allowed, raised_at"
        " from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::integer[], $8::integer[],"
        " $9::timestamptz[]) as alarm (id, kind, session_id, site_id, cause, measured, allowed, raised_at)"
        " on conflict on constraint alarms_once do nothing",
        (
            *(after.sentence.id, [a.id for a in raised], [a.kind for a in raised], [a.session_id for a in raised]),
            *([a.site_id for a in raised], [a.cause for a in raised], [a.measured for a in raised]),
            *([a.allowed for a in raised], [a.raised_at for a in raised]),
        ),
    )


def _cancellations(after: Case, by: str, now: datetime) -> Iterator[Part]:
    """The seats and the person's time are free again; what was scheduled is stored apart."""
    cancelled = after.cancelled
    sessions = [each.session for each in cancelled]
    yield Part(
        "cancelled",
        "insert into cancelled_sessions (id, placement_id, sentence_id, site_id, starts_at, ends_at, cause, reason,"
        " cancelled_by, cancelled_at) select id, placement_id, $1, site_id, starts_at, ends_at, cause, reason, $2, $3"
        " from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::timestamptz[], $9::text[],"
        " $10::text[]) as session (id, placement_id, site_id, starts_at, ends_at, cause, reason)",
        (
            *(after.sentence.id, by, now, [s.session_id for s in sessions], [s.placement_id for s in sessions]),
            *([s.site_id for s in sessions], [s.starts_at for s in sessions], [s.ends_at for s in sessions]),
            *([each.cause for each in cancelled], [each.reason for each in cancelled]),
        ),
    )
    yield Part("freed", "delete from sessions where id = any($1)", ([s.session_id for s in sessions],))
