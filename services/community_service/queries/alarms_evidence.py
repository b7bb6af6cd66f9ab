"""Why an alarm was raised, on one page: who, when, where, and how the sessions around it went.

Subjects, no names. What belongs to another case of the person is shown without its ids to those who may not see it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.geography import Point
from services.community_service.domain.outcomes import ATTENDED
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.events import SiteState
from services.community_service.queries.alarms import AlarmView, alarms, own_alarm
from services.community_service.queries.alarms_strips import SiteDayStrip, StripSession, case_strip, site_strip
from services.community_service.queries.attendance import SESSIONS, SessionView, session_view
from services.community_service.queries.corrections import CorrectionView, corrections
from services.community_service.queries.participants import own_case
from services.community_service.store.supervisors import on_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

Did = Literal["checked_in", "recorded", "signed_off", "raised"]
_MOST = 50


class Hand(BaseModel):
    """Somebody who did something with the session. `raised`: by whose act the alarm came up; for `signed_alone` it is
    who tried. `related`: declared as a relative of the person of the case."""

    did: Did
    subject: str
    at: datetime | None
    related: bool


class NotedPlace(BaseModel):
    """Where the supervisor was. `metres` from the site, by the great circle."""

    latitude: float
    longitude: float
    metres: int


class EvidenceSite(BaseModel):
    """`supervisors` of the session's day. `not_commercial_until`: when its declaration was withdrawn."""

    id: UUID
    name: str
    latitude: float
    longitude: float
    state: SiteState
    not_commercial_until: datetime | None
    supervisors: list[str]


class Elsewhere(BaseModel):
    """Where else the same person was on that day. The ids are null in a case that the reader may not see."""

    session_id: UUID | None
    sentence_id: UUID | None
    site: str
    site_metres: int
    since: datetime
    until: datetime
    overlap_minutes: int


class AlarmEvidence(BaseModel):
    """`may_resolve`: the alarm is open and the reader has had no hand in the case. `slot_people`: signed off as present
    in the slot at that time, of `slot_capacity`."""

    alarm: AlarmView
    may_resolve: bool
    session: SessionView
    recorded_at: datetime | None
    signed_off_at: datetime | None
    arrival: NotedPlace | None
    departure: NotedPlace | None
    slot_capacity: int
    slot_people: int
    site: EvidenceSite
    hands: list[Hand]
    elsewhere: list[Elsewhere]
    corrections: list[CorrectionView]
    other_alarms: list[AlarmView]
    case_strip: list[StripSession]
    site_strip: list[SiteDayStrip]


_AROUND = f"""
    select at.recorded_at, at.signed_off_at, at.slot_capacity, at.person_id, at.on_date, at.starts_at,
        at.checked_in_latitude, at.checked_in_longitude, at.checked_out_latitude, at.checked_out_longitude,
        site.id as site_id, site.name, site.latitude, site.longitude, site.state as site_state,
        site.declaration_withdrawn_at,
        array(select s.subject from site_supervisors as s
            where s.site_id = site.id and {on_day("s", "at.on_date")} order by s.subject) as supervisors,
        (select count(distinct other.person_id)::integer from sessions as other
            where other.slot_id = at.slot_id and other.on_date = at.on_date and other.state = 'signed_off'
            and other.outcome = any($2) and other.starts_at < at.ends_at and other.ends_at > at.starts_at
        ) as slot_people,
        array(select r.subject from declared_relations as r where r.person_id = at.person_id) as relatives,
        (select j.actor from journal as j where j.key = at.sentence_id::text
            and j.type = 'community-service.misuse.suspected' and j.data ->> 'alarm_id' = $3 limit 1) as raised_by,
        exists (select from case_involved as i where i.sentence_id = at.sentence_id and i.subject = $4) as involved
    from sessions as at join sites as site on site.id = at.site_id where at.id = $1
"""


async def alarm_evidence(conn: Connection, alarm_id: UUID, actor: Actor) -> AlarmEvidence:
    """For the offices of the alarm's case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    alarm = await own_alarm(conn, alarm_id, actor)
    row = await conn.fetchrow(_AROUND, alarm.session_id, ATTENDED, str(alarm_id), actor.subject)
    found(row, "session", alarm.session_id)
    stands = await conn.fetchrow(f"{SESSIONS} where s.id = $1", alarm.session_id)
    assert row
    assert stands
    site = Point(row["latitude"], row["longitude"])
    others = (await alarms(conn, actor, alarm.sentence_id, None, None, None, _MOST))["items"]
    proposed = (await corrections(conn, actor, alarm.sentence_id, None, None, _MOST))["items"]
    return AlarmEvidence(
        alarm=alarm,
        may_resolve=alarm.state == "open" and not row["involved"],
        session=session_view(stands),
        recorded_at=row["recorded_at"],
        signed_off_at=row["signed_off_at"],
        arrival=_place(site, row["checked_in_latitude"], row["checked_in_longitude"]),
        departure=_place(site, row["checked_out_latitude"], row["checked_out_longitude"]),
        slot_capacity=row["slot_capacity"],
        slot_people=row["slot_people"],
        site=_site(row),
        hands=_hands(row, stands, alarm),
        elsewhere=await _elsewhere(conn, row, stands, actor),
        corrections=[each for each in proposed if each.session_id == alarm.session_id],
        other_alarms=[each for each in others if each.id != alarm_id],
        case_strip=await case_strip(conn, alarm.sentence_id, stands),
        site_strip=await site_strip(conn, alarm.site_id, row["on_date"]),
    )


def _site(row: Row) -> EvidenceSite:
    return EvidenceSite(
        **{name: row[name] for name in ("name", "latitude", "longitude", "supervisors")},
        id=row["site_id"],
        state=row["site_state"],
        not_commercial_until=row["declaration_withdrawn_at"],
    )


def _hands(row: Row, session: Row, alarm: AlarmView) -> list[Hand]:
    did: tuple[tuple[Did, str | None, datetime | None], ...] = (
        ("checked_in", session["checked_in_by"], session["checked_in_at"]),
        ("recorded", session["recorded_by"], row["recorded_at"]),
        ("signed_off", session["signed_off_by"], row["signed_off_at"]),
        ("raised", row["raised_by"], alarm.raised_at),
    )
    return [
        Hand(did=what, subject=subject, at=at, related=subject in row["relatives"])
        for what, subject, at in did
        if subject is not None
    ]


def _place(site: Point, latitude: float | None, longitude: float | None) -> NotedPlace | None:
    if latitude is None or longitude is None:
        return None
    metres = int(site.metres_to(Point(latitude, longitude)))
    return NotedPlace(latitude=latitude, longitude=longitude, metres=metres)


async def _elsewhere(conn: Connection, row: Row, session: Row, actor: Actor) -> list[Elsewhere]:
    rows = await conn.fetch(
        "select s.id, s.sentence_id, site.name, site.latitude, site.longitude, s.checked_in_at as since,"
        f" coalesce(s.checked_out_at, s.ends_at) as until, $3 or {own_case('c', actor.roles, '$4')} as seen"
        " from sessions_as_corrected as s join sites as site on site.id = s.site_id"
        " join sentences as c on c.id = s.sentence_id"
        " where s.person_id = $1 and s.id <> $5 and s.checked_in_at is not null and (s.on_date = $2"
        "  or s.on_date between $2 - 1 and $2 + 1 and s.checked_in_at < $7"
        "   and coalesce(s.checked_out_at, s.ends_at) > $8)"
        " order by s.checked_in_at, s.id limit $6",
        *(row["person_id"], row["on_date"], bool(actor.roles & EVERYWHERE), actor.organisation, session["id"], _MOST),
        *(session["checked_out_at"] or session["ends_at"], session["checked_in_at"]),
    )
    here = Point(row["latitude"], row["longitude"])
    return [
        Elsewhere(
            session_id=each["id"] if each["seen"] else None,
            sentence_id=each["sentence_id"] if each["seen"] else None,
            site=each["name"],
            site_metres=int(here.metres_to(Point(each["latitude"], each["longitude"]))),
            since=each["since"],
            until=each["until"],
            overlap_minutes=_overlap(session, each),
        )
        for each in rows
    ]


def _overlap(session: Row, other: Row) -> int:
    if session["checked_in_at"] is None:
        return 0
    until = session["checked_out_at"] or session["ends_at"]
    return minutes_between(max(session["checked_in_at"], other["since"]), min(until, other["until"]))
