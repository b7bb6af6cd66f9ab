"""One session with everything that is known of it: the record, what phones sent, corrections, alarms, the ledger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.attendance_odd import Odd, is_late, odd
from services.community_service.domain.cases import RUNNING, Cause
from services.community_service.domain.geography import Point
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sentences import OVER
from services.community_service.events import SentenceState
from services.community_service.queries.alarms import AlarmView, alarms_of_session
from services.community_service.queries.attendance import SessionView, session
from services.community_service.queries.attendance_unsigned import metres_between
from services.community_service.queries.cases_sections import acting_roles, sections_of
from services.community_service.queries.corrections import CorrectionView, corrections_of_session
from services.community_service.queries.field import EntryView, entries_of
from services.community_service.queries.ledger import EntryView as LedgerEntry
from services.community_service.queries.participants import own_case
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found


class SessionHead(BaseModel):
    """Which session it is, as people name it."""

    id: UUID
    sentence_id: UUID
    verdict_number: str
    site_id: UUID
    site_name: str
    starts_at: datetime
    ends_at: datetime


class Cancellation(BaseModel):
    """The reason in words stays in its table."""

    cause: Cause
    cancelled_at: datetime


class SessionPage(BaseModel):
    """`record` is null where the session was cancelled. `alarms`: who does not see alarms sees those that are open.

    Never offer the sign-off of an `own_record` to this reader. `signs`, `corrects`, `cancels`, `moves`, `settles`: what
    the reader may do with it now. Who is `involved` does not decide on a correction of it."""

    head: SessionHead
    sentence_state: SentenceState
    acting: list[str]
    record: SessionView | None = None
    cancelled: Cancellation | None = None
    recorded_at: datetime | None = None
    arrival_metres: int | None = None
    departure_metres: int | None = None
    has_reason: bool = False
    odd: list[Odd] = []
    entries: list[EntryView] = []
    corrections: list[CorrectionView] = []
    alarms: list[AlarmView] = []
    ledger: list[LedgerEntry] = []
    own_record: bool = False
    involved: bool = False
    signs: bool = False
    corrects: bool = False
    cancels: bool = False
    moves: bool = False
    settles: bool = False


_HEAD = """
    select x.id, x.sentence_id, c.verdict_number, x.site_id, t.name as site_name, x.starts_at, x.ends_at,
        c.state as sentence_state, t.latitude, t.longitude, {more}
    from {table} as x join sentences as c on c.id = x.sentence_id join sites as t on t.id = x.site_id where x.id = $1
"""
_HELD = _HEAD.format(
    table="sessions",
    more="x.recorded_at, x.checked_in_latitude, x.checked_in_longitude, x.checked_out_latitude,"
    " x.checked_out_longitude, x.reason is not null as has_reason,"
    " (select corrected_by from sessions_as_corrected where id = x.id) as corrected_by",
)
_CANCELLED = _HEAD.format(table="cancelled_sessions", more="x.cause, x.cancelled_at")
_LEDGER = """
    select session_id, on_date as on, minutes, kind, credited_at from credits where session_id = $1
    order by credited_at, id
"""


async def session_page(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> SessionPage:
    """For the offices of the case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    held = await conn.fetchrow(_HELD, session_id)
    if held is None:
        return await _cancelled(conn, session_id, actor)
    roles = await acting_roles(conn, held["sentence_id"], actor)
    record, sections = await session(conn, session_id), sections_of(roles)
    entries = (await entries_of(conn, [session_id])).get(session_id, [])
    corrections, alarms = await corrections_of_session(conn, session_id), await alarms_of_session(conn, session_id)
    proposed = any(each.state == "proposed" for each in corrections)
    site = Point(held["latitude"], held["longitude"])
    return SessionPage(
        head=_head(held),
        sentence_state=held["sentence_state"],
        acting=sorted(roles),
        record=record,
        recorded_at=held["recorded_at"],
        arrival_metres=metres_between(site, held["checked_in_latitude"], held["checked_in_longitude"]),
        departure_metres=metres_between(site, held["checked_out_latitude"], held["checked_out_longitude"]),
        has_reason=held["has_reason"],
        odd=_odd(record, held["recorded_at"], entries, alarms, proposed=proposed),
        entries=entries,
        corrections=corrections if "corrections" in sections else [],
        alarms=alarms if "alarms" in sections else [each for each in alarms if each.state == "open"],
        ledger=[LedgerEntry(**row) for row in await conn.fetch(_LEDGER, session_id)],
        **_hands(record, held["corrected_by"], actor.subject),
        **_acts(record, held, roles, now, proposed=proposed),
    )


def _hands(record: SessionView, corrected_by: str | None, subject: str) -> dict[str, bool]:
    recorders = {record.checked_in_by, record.recorded_by, corrected_by}
    return {"own_record": subject in recorders, "involved": subject in recorders | {record.signed_off_by}}


def _acts(record: SessionView, held: Row, roles: Collection[str], now: datetime, *, proposed: bool) -> dict[str, bool]:
    works = bool({"counsellor", "coordinator"} & set(roles))
    over, coming = held["sentence_state"] in OVER, record.state == "scheduled" and record.starts_at > now
    return {
        "signs": works and record.state == "recorded" and not over,
        "corrects": works and record.state in ("recorded", "signed_off") and not over and not proposed,
        "cancels": works and coming,
        "moves": "counsellor" in roles and coming and held["sentence_state"] in RUNNING,
        "settles": "coordinator" in roles
        and record.state in ("scheduled", "checked_in")
        and record.ends_at <= now
        and held["sentence_state"] in RUNNING,
    }


def _odd(
    record: SessionView,
    recorded_at: datetime | None,
    entries: Collection[EntryView],
    alarms: Collection[AlarmView],
    *,
    proposed: bool,
) -> list[Odd]:
    if recorded_at is None:
        return []
    sent_late = any(each.recorded_late and each.status == "recorded" for each in entries)
    return odd(
        alarm=any(each.state == "open" for each in alarms),
        late=sent_late or is_late(recorded_at, record.checked_out_at or record.ends_at),
        corrected=record.corrected,
        proposed=proposed,
    )


async def _cancelled(conn: Connection, session_id: UUID, actor: Actor) -> SessionPage:
    row = await conn.fetchrow(_CANCELLED, session_id)
    found(row, "session", session_id)
    assert row is not None
    return SessionPage(
        head=_head(row),
        sentence_state=row["sentence_state"],
        acting=sorted(await acting_roles(conn, row["sentence_id"], actor)),
        cancelled=Cancellation(cause=row["cause"], cancelled_at=row["cancelled_at"]),
    )


def _head(row: Row) -> SessionHead:
    return SessionHead(**{name: row[name] for name in SessionHead.model_fields})


async def session_heads(conn: Connection, session_ids: Collection[UUID], actor: Actor) -> dict[UUID, SessionHead]:
    """Of the counsellor's cases; coordinators and auditors see all."""
    rows = await conn.fetch(
        "select x.id, x.sentence_id, c.verdict_number, x.site_id, t.name as site_name, x.starts_at, x.ends_at"
        " from sessions as x join sentences as c on c.id = x.sentence_id join sites as t on t.id = x.site_id"
        f" where x.id = any($1) and ($2 or {own_case('c', {'counsellor'}, '$3')})",
        *(list(session_ids), bool(actor.roles & EVERYWHERE), actor.organisation),
    )
    return {row["id"]: _head(row) for row in rows}
