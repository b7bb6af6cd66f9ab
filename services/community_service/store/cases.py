"""Cases, loaded whole: one statement locks, one reads. And who has done something in a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.community_service.domain.cases import Alarm, Case, Correction, Ordered, Replaced
from services.community_service.domain.geography import Point
from services.community_service.domain.outcomes import ATTENDED
from services.community_service.domain.sessions import Attendance, Compliance, Presence, Surroundings
from services.community_service.domain.sites import Details
from services.community_service.store.sentences import sentence_of
from services.community_service.store.supervisors import on_day
from shared.errors import NotFound
from shared.holidays import Calendar, Decreed, calendar_of
from shared.postgres.pool import Connection, Row

# Two statements: the second one must see what was written while the first one waited for its locks.
_LOCK = """
with held as materialized (select * from sentences where id = {which} for update),
person as materialized (
    select person_id from persons where person_id = (select person_id from held) for no key update
)
select held.* from held join person using (person_id)
"""
_LOCK_OF_SENTENCE = _LOCK.format(which="$1")
_LOCK_OF_SESSION = _LOCK.format(which="(select sentence_id from sessions where id = $1)")

_SESSION = (
    *("session_id", "placement_id", "site_id", "starts_at", "ends_at", "slot_id", "state", "checked_in_at"),
    *("checked_in_by", "checked_out_at", "outcome", "reason", "recorded_by", "signed_off_by", "corrected_by"),
)
_READ = """
select
    array(select s from (
        select s.id, s.placement_id, s.site_id, s.starts_at, s.ends_at, s.slot_id, s.state, s.checked_in_at,
            s.checked_in_by, s.checked_out_at, s.outcome, s.reason, s.recorded_by, s.signed_off_by, s.corrected_by,
            s.safety_gear, s.work_quality, s.behaviour, s.checked_in_latitude, s.checked_in_longitude,
            s.checked_out_latitude, s.checked_out_longitude, own.accompanied_by, coalesce(ledger.minutes, 0)
        from sessions_as_corrected as s
        join sessions as own on own.id = s.id
        left join (
            select session_id, sum(minutes)::integer as minutes from credits where sentence_id = $1 group by session_id
        ) as ledger on ledger.session_id = s.id
        where s.sentence_id = $1 order by s.starts_at) as s) as sessions,
    array(select (on_date, cap_minutes) from case_days where sentence_id = $1) as caps,
    array(select (id, kind, session_id, site_id, cause, measured, allowed, raised_at, state)
        from alarms where sentence_id = $1 order by id) as alarms,
    array(select (id, session_id, outcome, checked_in_at, checked_out_at, proposed_by, state, decided_at, minutes)
        from attendance_corrections where sentence_id = $1 order by id) as corrections,
    array(select (code, organisation_id) from organisations where code = any($2)) as offices,
    array(select (on_date, kind, name, decree_number, decreed_on, decree_issuer, recorded_at) from calendar_days
        where on_date in (select on_date from sessions where sentence_id = $1) order by on_date, revision) as calendar,
    site.works_on_holidays, site.works_on_joint_leave,
    (select reason from site_closed_days where site_id = site.id and on_date = at.on_date) as closed_day,
    site.latitude, site.longitude, site.declaration_withdrawn_at is not null as commercial, at.slot_capacity,
    array(select s.subject from site_supervisors as s where s.site_id = site.id and {on_the_day}) as supervisors,
    array(select subject from declared_relations where person_id = at.person_id) as relatives,
    (select count(*)::integer from sessions as other where other.slot_id = at.slot_id and other.on_date = at.on_date
        and other.id <> at.id and other.state = 'signed_off' and other.outcome = any($4)
        and other.starts_at < at.ends_at and other.ends_at > at.starts_at) as others_in_slot,
    array(select (alarm.kind, alarm.cause) from sessions as other join alarms as alarm on alarm.session_id = other.id
        where other.slot_id = at.slot_id and other.on_date = at.on_date and alarm.sentence_id <> $1) as causes,
    array(select (sentence_id, id, site_id, checked_in_at, coalesce(checked_out_at, ends_at))
        from sessions_as_corrected where person_id = at.person_id and id <> at.id
        and on_date between at.on_date - 1 and at.on_date + 1
        and checked_in_at is not null order by id) as elsewhere
from (values (1)) as one
left join sessions as at on at.id = $3
left join sites as site on site.id = at.site_id
""".replace("{on_the_day}", on_day("s", "at.on_date"))


async def load(conn: Connection, session_id: UUID) -> Case:
    """The case of a session, with the session at hand; locked. Raises NotFound.

    Locks the sentence, then the person, so that two cases of one person are checked one after the other.
    """
    row = await conn.fetchrow(_LOCK_OF_SESSION, session_id)
    case = await _read(conn, row, session_id) if row else None
    # A session that was cancelled while this one waited for the sentence is gone.
    if case is None or all(each.session_id != session_id for each in case.sessions):
        raise NotFound(what="session", id=session_id)
    return case


async def load_by_sentence(conn: Connection, sentence_id: UUID) -> Case:
    """The case of a sentence, with no session at hand; locked as `load` does. Raises NotFound."""
    row = await conn.fetchrow(_LOCK_OF_SENTENCE, sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    return await _read(conn, row, None)


async def look(conn: Connection, sentence_id: UUID) -> Case:
    """The same as it is, not locked: for who reads. Raises NotFound."""
    row = await conn.fetchrow("select * from sentences where id = $1", sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    return await _read(conn, row, None)


async def lock_sentences(conn: Connection, sentence_ids: Iterable[UUID]) -> None:
    """Locks several sentences in the order of their ids, before their cases are loaded one by one."""
    await conn.execute("select from sentences where id = any($1) order by id for update", list(sentence_ids))


async def _read(conn: Connection, locked: Row, session_id: UUID | None) -> Case:
    sentence = sentence_of(locked)
    codes = [sentence.court_code, sentence.prosecutor_code, sentence.probation_office_code]
    row = await conn.fetchrow(_READ, sentence.id, codes, session_id, ATTENDED)
    assert row
    sessions = tuple(map(_session, row["sessions"]))
    calendar = calendar_of(row["calendar"])
    at_hand = next((each for each in sessions if each.session_id == session_id), None)
    return Case(
        sentence=sentence,
        sessions=sessions,
        at_hand=session_id,
        surroundings=_surroundings(row, at_hand, calendar) if at_hand else None,
        caps=dict(map(tuple, row["caps"])),
        alarms=tuple(Alarm(*each) for each in row["alarms"]),
        corrections=tuple(Correction(*each) for each in row["corrections"]),
        replaced=Replaced(locked["replaced_prison_days"], locked["replaced_fine_rupiah"]),
        ordered=_ordered(locked),
        offices=frozenset(map(tuple, row["offices"])),
        calendar=calendar,
    )


def _ordered(row: Row) -> Ordered | None:
    kinds = (row["ordered_repeat_minutes"], row["ordered_prison_days"], row["ordered_fine_rupiah"])
    return None if all(kind is None for kind in kinds) else Ordered(*kinds, row["detained_days"] or 0)


def _session(row: Any) -> Attendance:
    *common, gear, quality, behaviour, in_latitude, in_longitude, out_latitude, out_longitude, accompanied, credited = (
        row
    )
    return Attendance(
        **dict(zip(_SESSION, common, strict=True)),
        compliance=Compliance(gear, quality, behaviour, accompanied),
        arrival=_point(in_latitude, in_longitude),
        departure=_point(out_latitude, out_longitude),
        credited_minutes=credited,
    )


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)


def _surroundings(row: Row, session: Attendance, calendar: Calendar) -> Surroundings:
    return Surroundings(
        site=Point(row["latitude"], row["longitude"]),
        supervisors=frozenset(row["supervisors"]),
        commercial=row["commercial"],
        slot_capacity=row["slot_capacity"],
        others_in_slot=row["others_in_slot"],
        relatives=frozenset(row["relatives"]),
        causes=frozenset(map(tuple, row["causes"])),
        closed=_closed(row, calendar.latest(session.on, session.starts_at)),
        elsewhere=tuple(Presence(*each) for each in row["elsewhere"]),
    )


def _closed(row: Row, said: Decreed | None) -> str | None:
    site = Details(row["works_on_holidays"], row["works_on_joint_leave"])
    if row["closed_day"] is not None:
        return str(row["closed_day"])
    return said.day.name if said and site.closes_for(said.day.kind) else None


async def organisation_ids(conn: Connection, *codes: str) -> set[UUID]:
    """The ids behind codes, as far as the register has told us."""
    rows = await conn.fetch("select organisation_id from organisations where code = any($1)", list(codes))
    return {row["organisation_id"] for row in rows}


async def load_involved(conn: Connection, sentence_id: UUID) -> set[str]:
    """Who has done something in a case, is related to its person, or supervises one of its sites."""
    rows = await conn.fetch("select subject from case_involved where sentence_id = $1", sentence_id)
    return {row["subject"] for row in rows}
