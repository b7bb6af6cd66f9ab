"""What the misuse rules look at, and the alarms they raise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from services.community_service.domain.alarms import Alarm, Presence, Raised, Sighting, Suspicion, Visit, suspicions
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.geography import Point
from services.community_service.domain.outcomes import ATTENDED
from services.community_service.domain.sentences import Sentence
from services.community_service.rules import BOOK
from services.community_service.store.constraints import refusing
from shared.errors import NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection, Row


async def look(conn: Connection, sentence: Sentence, attendance: Attendance, now: datetime) -> list[Raised]:
    """What the rules find in a session as it stands now and have not found before."""
    sighting = await load_sighting(conn, attendance.session_id)
    found = suspicions(sighting, BOOK.of(sentence.rules_from).misuse)
    return await raise_alarms(conn, sentence.id, attendance, found, now)


async def raise_alarms(
    conn: Connection, sentence_id: UUID, attendance: Attendance, found: Iterable[Suspicion], now: datetime
) -> list[Raised]:
    raised = []
    for suspicion in found:
        each = Raised(new_id(), attendance.session_id, attendance.site_id, suspicion)
        if await add_alarm(conn, sentence_id, each, now):
            raised.append(each)
    return raised


async def load_sighting(conn: Connection, session_id: UUID) -> Sighting:
    """A session with what else is known of its person, slot and site. Its sentence is locked before; the person is held
    still, so that two cases of one person see each other."""
    await conn.execute(
        "select from persons where person_id = (select person_id from sessions where id = $1) for no key update",
        session_id,
    )
    row = await conn.fetchrow(
        "select s.*, site.latitude, site.longitude, site.declaration_withdrawn_at is not null as commercial,"
        " (select count(*)::integer from sessions as other where other.slot_id = s.slot_id"
        "  and other.on_date = s.on_date and other.state = 'signed_off' and other.outcome = any($2)"
        "  and other.starts_at < s.ends_at and other.ends_at > s.starts_at) as signed_in_slot"
        " from sessions_as_corrected as s join sites as site on site.id = s.site_id where s.id = $1",
        *(session_id, ATTENDED),
    )
    assert row
    return Sighting(
        sentence_id=row["sentence_id"],
        session_id=session_id,
        slot_id=row["slot_id"],
        on=row["on_date"],
        site_id=row["site_id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        checked_in_at=row["checked_in_at"],
        checked_out_at=row["checked_out_at"],
        arrival=_point(row["checked_in_latitude"], row["checked_in_longitude"]),
        departure=_point(row["checked_out_latitude"], row["checked_out_longitude"]),
        site=Point(row["latitude"], row["longitude"]),
        recorded_by=frozenset(filter(None, (row["checked_in_by"], row["recorded_by"], row["corrected_by"]))),
        signed_off_by=row["signed_off_by"],
        relatives=await _relatives(conn, row["person_id"]),
        elsewhere=await _elsewhere(conn, row),
        signed_in_slot=row["signed_in_slot"],
        slot_capacity=row["slot_capacity"],
        attendances=await _attendances(conn, row["sentence_id"]),
        commercial=row["commercial"],
    )


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)


async def _relatives(conn: Connection, person_id: UUID) -> frozenset[str]:
    rows = await conn.fetch("select subject from declared_relations where person_id = $1", person_id)
    return frozenset(row["subject"] for row in rows)


async def _elsewhere(conn: Connection, row: Row) -> list[Presence]:
    rows = await conn.fetch(
        "select sentence_id, id as session_id, site_id, checked_in_at as since,"
        " coalesce(checked_out_at, ends_at) as until from sessions_as_corrected"
        " where person_id = $1 and on_date = $2 and id <> $3 and checked_in_at is not null order by id",
        *(row["person_id"], row["on_date"], row["id"]),
    )
    return [Presence(**each) for each in rows]


async def _attendances(conn: Connection, sentence_id: UUID) -> list[Visit]:
    rows = await conn.fetch(
        "select id as session_id, checked_in_at as since, checked_out_at as until from sessions_as_corrected"
        " where sentence_id = $1 and state = 'signed_off' and checked_out_at is not null"
        " order by starts_at desc limit 400",
        sentence_id,
    )
    return [Visit(**row) for row in rows]


async def add_alarm(conn: Connection, sentence_id: UUID, raised: Raised, now: datetime) -> bool:
    """False when this cause has its alarm already."""
    s = raised.suspicion
    return bool(
        await conn.fetchval(
            "insert into alarms (id, kind, sentence_id, session_id, site_id, cause, measured, allowed, raised_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint alarms_once do nothing"
            " returning true",
            *(raised.alarm_id, s.kind, sentence_id, raised.session_id, raised.site_id, s.cause, s.measured, s.allowed),
            now,
        )
    )


async def open_alarms(conn: Connection, sentence_id: UUID) -> int:
    count: int = await conn.fetchval(
        "select count(*)::integer from alarms where sentence_id = $1 and state = 'open'", sentence_id
    )
    return count


async def sentence_of_alarm(conn: Connection, alarm_id: UUID) -> UUID:
    """Raises NotFound."""
    sentence_id: UUID | None = await conn.fetchval("select sentence_id from alarms where id = $1", alarm_id)
    if sentence_id is None:
        raise NotFound(what="alarm", id=alarm_id)
    return sentence_id


async def load_alarm(conn: Connection, alarm_id: UUID) -> Alarm:
    """One alarm, locked; its sentence is locked before."""
    row = await conn.fetchrow(
        "select id, kind, session_id, site_id, state, raised_at from alarms where id = $1 for update", alarm_id
    )
    assert row
    return Alarm(**row)


async def resolve(
    conn: Connection, alarm_id: UUID, finding: str, note: str, by: str, hands: Collection[str], now: datetime
) -> None:
    """Raises Involved."""
    async with refusing():
        await conn.execute(
            "update alarms set state = 'resolved', finding = $2, note = $3, resolved_by = $4, resolved_at = $5,"
            " involved = $6 where id = $1",
            *(alarm_id, finding, note, by, now, sorted(hands)),
        )


async def sessions_handled_by(conn: Connection, subject: str, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Sentence and session of what someone has recorded or signed for a person, cases in the order of their ids."""
    rows = await conn.fetch(
        "select sentence_id, id from sessions where person_id = $1"
        " and $2 in (checked_in_by, recorded_by, signed_off_by) order by sentence_id, id",
        *(person_id, subject),
    )
    return [(row["sentence_id"], row["id"]) for row in rows]


async def last_sessions_at(conn: Connection, site_id: UUID) -> list[tuple[UUID, UUID]]:
    """Sentence and last attended session of each running case at a site, in the order of the sentences' ids."""
    rows = await conn.fetch(
        "select distinct on (s.sentence_id) s.sentence_id, s.id from sessions as s"
        " join sentences as c on c.id = s.sentence_id where s.site_id = $1 and s.checked_in_at is not null"
        " and c.state in ('assigned', 'active') order by s.sentence_id, s.starts_at desc",
        site_id,
    )
    return [(row["sentence_id"], row["id"]) for row in rows]
