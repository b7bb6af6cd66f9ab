"""Sites, with their agreement, accreditations and details."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.community_service.domain.placements import Place
from services.community_service.domain.sites import Accreditation, Details, Gate, Site, Slot
from services.community_service.store.holidays import load_calendar
from services.community_service.store.supervisors import add_supervisors
from shared.clock import local_day
from shared.errors import NotFound
from shared.periods import Period
from shared.postgres.pool import Connection, Row


async def load_details(conn: Connection, site_ids: Sequence[UUID]) -> dict[UUID, Details]:
    """Details by site. Ids without a site are left out."""
    sites = await conn.fetch(
        "select id, works_on_holidays, works_on_joint_leave, opened_at from sites where id = any($1)", site_ids
    )
    calendar = await load_calendar(conn)
    closed = await conn.fetch("select site_id, on_date, reason from site_closed_days where site_id = any($1)", site_ids)
    skills = await conn.fetch("select site_id, skill, required from site_skills where site_id = any($1)", site_ids)
    days: dict[UUID, dict[date, str]] = defaultdict(dict)
    for row in closed:
        days[row["site_id"]][row["on_date"]] = row["reason"]
    of: dict[bool, dict[UUID, set[str]]] = {True: defaultdict(set), False: defaultdict(set)}
    for row in skills:
        of[row["required"]][row["site_id"]].add(row["skill"])
    return {
        row["id"]: Details(
            works_on_holidays=row["works_on_holidays"],
            works_on_joint_leave=row["works_on_joint_leave"],
            closed_days=days[row["id"]],
            skills_required=frozenset(of[True][row["id"]]),
            skills_helpful=frozenset(of[False][row["id"]]),
            calendar=calendar,
            opened_on=local_day(row["opened_at"]),
        )
        for row in sites
    }


async def save_details(conn: Connection, site_id: UUID, details: Details) -> None:
    """Replaces the details that were saved before. The forecasts of whoever has sessions there are made again."""
    await conn.execute(
        "update sites set works_on_holidays = $2, works_on_joint_leave = $3 where id = $1",
        *(site_id, details.works_on_holidays, details.works_on_joint_leave),
    )
    await conn.execute(
        "update forecasts set due_on = date '2000-01-01' where due_on > date '2000-01-01' and sentence_id in ("
        " select sentence_id from sessions where site_id = $1 and state = 'scheduled')",
        site_id,
    )
    await conn.execute("delete from site_closed_days where site_id = $1", site_id)
    await conn.executemany(
        "insert into site_closed_days values ($1, $2, $3)",
        [(site_id, on, reason) for on, reason in sorted(details.closed_days.items())],
    )
    await conn.execute("delete from site_skills where site_id = $1", site_id)
    skills = [(skill, True) for skill in details.skills_required] + [(s, False) for s in details.skills_helpful]
    await conn.executemany("insert into site_skills values ($1, $2, $3)", [(site_id, *each) for each in sorted(skills)])


class Entered(Protocol):
    """What is entered of a site beside its rules. Coordinates in WGS 84 degrees."""

    address: str
    latitude: float
    longitude: float
    supervisors: frozenset[str]


async def add_site(conn: Connection, s: Site, entered: Entered, now: datetime) -> None:
    await conn.execute(
        "insert into sites (id, agreement_id, agency_id, host_organisation_id, name, address, latitude, longitude,"
        " activities, child_friendly, non_commercial, state, opened_at, place_kind)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11, $12, $13)",
        *(s.id, s.agreement_id, s.agency_id, s.host_organisation_id, s.name, entered.address, entered.latitude),
        *(entered.longitude, list(s.activities), s.child_friendly, s.state, now, s.place_kind),
    )
    await conn.executemany(
        "insert into site_slots (id, site_id, weekday, starts, ends, capacity) values ($1, $2, $3, $4, $5, $6)",
        [(slot.id, s.id, slot.weekday, slot.starts, slot.ends, slot.capacity) for slot in s.slots],
    )
    await add_supervisors(conn, s.id, entered.supervisors, local_day(now))


async def save_site(conn: Connection, s: Site) -> None:
    await conn.execute(
        "update sites set state = $2, suspended_by = $3, declaration_withdrawn_at = $4, place_kind = $5 where id = $1",
        *(s.id, s.state, s.suspended_by, s.declaration_withdrawn_at, s.place_kind),
    )


async def load_gate(conn: Connection, agreement_id: UUID) -> Gate:
    """What is known of an agreement, locked against changes. Raises NotFound."""
    row = await conn.fetchrow(f"select {GATE} from agreements as a where agreement_id = $1 for share", agreement_id)
    if row is None:
        raise NotFound(what="cooperation agreement", id=agreement_id)
    return gate_of(row)


GATE = (
    "a.agreement_id as gate_id, a.state as gate_state, a.scopes as gate_scopes, a.agency_id as gate_agency,"
    " a.starts_on as gate_from, a.ends_on as gate_until, a.last_day as gate_last_day, a.sites as gate_sites"
)
"""SQL: the columns of `gate_of`, of a row `a` of `agreements`."""


def gate_of(row: Row) -> Gate:
    return Gate(
        row["gate_id"],
        row["gate_state"],
        frozenset(row["gate_scopes"]),
        row["gate_agency"],
        Period(row["gate_from"], row["gate_until"]),
        row["gate_last_day"],
        frozenset(row["gate_sites"]),
    )


async def load_gate_of(conn: Connection, site_id: UUID) -> Gate:
    """The gate of a site. It is locked before the site, as in `follow_agreement`, so that the two never deadlock.

    Raises NotFound."""
    agreement_id = await conn.fetchval("select agreement_id from sites where id = $1", site_id)
    if agreement_id is None:
        raise NotFound(what="site", id=site_id)
    return await load_gate(conn, agreement_id)


async def load_accreditations(conn: Connection, host_organisation_id: UUID | None) -> Sequence[Accreditation]:
    rows = await conn.fetch(
        "select valid_from, valid_until from accreditations"
        " where organisation_id = $1 and kind = 'child_friendly_school'",
        host_organisation_id,
    )
    return [Accreditation(**row) for row in rows]


async def load_place(conn: Connection, site_id: UUID) -> Place:
    """A site for new sessions, locked against changes together with its agreement. Raises NotFound."""
    gate = await load_gate_of(conn, site_id)
    row = await conn.fetchrow("select * from sites where id = $1 for share", site_id)
    assert row
    details = (await load_details(conn, [site_id]))[site_id]
    return Place(await _site(conn, row), gate, await load_accreditations(conn, row["host_organisation_id"]), details)


async def load_site(conn: Connection, site_id: UUID) -> Site:
    """One site, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from sites where id = $1 for update", site_id)
    if row is None:
        raise NotFound(what="site", id=site_id)
    return await _site(conn, row)


async def load_sites_under(conn: Connection, agreement_id: UUID) -> list[Site]:
    """The sites of an agreement that are not closed, locked in the order of their ids, so that two never deadlock."""
    rows = await conn.fetch(
        "select * from sites where agreement_id = $1 and state <> 'closed' order by id for update", agreement_id
    )
    return [await _site(conn, row) for row in rows]


async def _site(conn: Connection, row: Row) -> Site:
    slots = await conn.fetch(
        "select id, weekday, starts, ends, capacity from site_slots where site_id = $1 order by weekday, starts",
        row["id"],
    )
    return site_of(row, slots)


def site_of(row: Row, slots: Sequence[Row]) -> Site:
    return Site(
        id=row["id"],
        agreement_id=row["agreement_id"],
        agency_id=row["agency_id"],
        host_organisation_id=row["host_organisation_id"],
        name=row["name"],
        activities=tuple(row["activities"]),
        child_friendly=row["child_friendly"],
        slots=tuple(Slot(s["id"], s["weekday"], s["starts"], s["ends"], s["capacity"]) for s in slots),
        place_kind=row["place_kind"],
        state=row["state"],
        suspended_by=row["suspended_by"],
        declaration_withdrawn_at=row["declaration_withdrawn_at"],
    )
