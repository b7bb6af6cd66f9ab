"""Sessions that wait for the second person, with what that person looks at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.attendance_odd import Odd, is_late, odd
from services.community_service.domain.geography import Point
from services.community_service.domain.sentences import OVER
from services.community_service.events import Misuse
from services.community_service.queries.attendance import SESSIONS, SessionView, session_view
from services.community_service.queries.field import EntryView, entries_of
from services.community_service.queries.participants import own_case
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection, Row


class OpenAlarm(BaseModel):
    id: UUID
    kind: Misuse


class UnsignedSession(SessionView):
    """Never offer an `own_record` for sign-off: to try it raises an alarm. What is `odd` asks for a look.

    `arrival_metres`, `departure_metres`: from the site to where it was recorded, where that is known. `has_reason`: the
    supervisor gave one; the supervision log of the case has it, and that read is logged. `entries` are from phones."""

    site: str
    verdict_number: str
    recorded_at: datetime
    arrival_metres: int | None
    departure_metres: int | None
    has_reason: bool
    open_alarms: list[OpenAlarm]
    odd: list[Odd]
    own_record: bool
    entries: list[EntryView]


_PAGE = """
    select x.id, x.recorded_at, x.site_id, c.verdict_number from sessions as x
    cross join lateral (select * from sentences where id = x.sentence_id limit 1) as c
    where x.state = 'recorded' and c.state <> all($1) and ($2 or {own})
    and ($4::uuid is null or x.site_id = $4)
    and ($5::date is null or x.on_date >= $5) and ($6::date is null or x.on_date <= $6)
    and ($7::uuid is null or (x.recorded_at, x.id) > (select recorded_at, id from sessions where id = $7))
    order by x.recorded_at, x.id limit $8
"""
"""`limit 1`: few sessions wait, so each looks its own sentence up."""
_WITH = f"""
    select v.*, w.recorded_at, site.name as site, site.latitude, site.longitude, w.verdict_number,
        at.checked_in_latitude, at.checked_in_longitude, at.checked_out_latitude, at.checked_out_longitude,
        at.reason is not null as has_reason,
        (select proposed_by from attendance_corrections where session_id = w.id and state = 'approved'
            order by decided_at desc, id desc limit 1) as corrected_by,
        exists (select from attendance_corrections where session_id = w.id and state = 'proposed') as proposed,
        array(select (a.id, a.kind) from alarms as a where a.session_id = w.id and a.state = 'open' order by a.id)
            as open_alarms
    from ({_PAGE}) as w join sessions as at on at.id = w.id join sites as site on site.id = w.site_id
    join lateral ({SESSIONS} where s.id = w.id) as v on true
    order by w.recorded_at, w.id
"""


async def unsigned_sessions(
    conn: Connection,
    actor: Actor,
    site_id: UUID | None,
    on_from: date | None,
    on_to: date | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """Of the counsellor's cases; coordinators see all. Those that wait longest come first."""
    rows = await conn.fetch(
        _WITH.replace("{own}", own_case("c", {"counsellor"}, "$3")),
        *(sorted(OVER), "coordinator" in actor.roles, actor.organisation, site_id, on_from, on_to, after, limit + 1),
    )
    sent = await entries_of(conn, [row["id"] for row in rows])
    return page([_view(row, sent.get(row["id"], []), actor) for row in rows], limit, lambda view: view.id)


def _view(row: Row, entries: list[EntryView], actor: Actor) -> UnsignedSession:
    site = Point(row["latitude"], row["longitude"])
    left_at = row["checked_out_at"] or row["ends_at"]
    sent_late = any(each.recorded_late and each.status == "recorded" for each in entries)
    return UnsignedSession(
        **session_view(row).model_dump(),
        **{name: row[name] for name in ("site", "verdict_number", "recorded_at", "has_reason")},
        arrival_metres=metres_between(site, row["checked_in_latitude"], row["checked_in_longitude"]),
        departure_metres=metres_between(site, row["checked_out_latitude"], row["checked_out_longitude"]),
        open_alarms=[OpenAlarm(id=id_, kind=kind) for id_, kind in row["open_alarms"]],
        odd=odd(
            alarm=bool(row["open_alarms"]),
            late=sent_late or is_late(row["recorded_at"], left_at),
            corrected=row["corrected"],
            proposed=row["proposed"],
        ),
        entries=entries,
        own_record=actor.subject in {row["checked_in_by"], row["recorded_by"], row["corrected_by"]},
    )


def metres_between(site: Point, latitude: float | None, longitude: float | None) -> int | None:
    """None where the place was not recorded."""
    if latitude is None or longitude is None:
        return None
    return int(site.metres_to(Point(latitude, longitude)))
