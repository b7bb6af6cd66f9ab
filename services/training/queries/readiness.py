"""What the institution, coordinators and auditors read of readiness for release."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.readiness import BY_SYSTEM, missing
from services.training.rules import RULES, Readiness
from services.training.store.readiness import CONFIRMED
from shared.clock import LOCAL_ZONE
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden
from shared.postgres.pool import Connection
from shared.postgres.rows import found

_LAST = UUID(int=2**128 - 1)
_BEFORE_ALL = date.min, _LAST
"""Cursors: the last id of all, and the place before the first release."""


class ReadinessStanding(BaseModel):
    """What is confirmed and what is missing, without evidence."""

    participant_id: UUID
    ready: bool
    confirmed: list[str]
    missing: list[str]


class WithdrawnConfirmation(BaseModel):
    confirmed_by: str
    confirmed_at: datetime
    evidence: str
    withdrawn_by: str
    withdrawn_at: datetime
    reason: str


class ReadinessItem(BaseModel):
    """One item of the checklist, with who confirmed it, when and on what; a certificate confirms for the system."""

    item: str
    required: bool
    confirmed: bool
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    evidence: str | None = None
    withdrawn: list[WithdrawnConfirmation] = []


class ReadinessView(BaseModel):
    """`reached_at`: when nothing was missing for the first time. `days_left` until the expected release."""

    participant_id: UUID
    institution_id: UUID
    expected_release: date | None
    days_left: int | None
    ready: bool
    missing: list[str]
    reached_at: datetime | None
    items: list[ReadinessItem]


class ReleaseView(BaseModel):
    """Somebody who is released soon. A coordinator gets no name and no register number. `optional` is not confirmed
    either, but not required."""

    participant_id: UUID
    institution_id: UUID
    name: str | None
    register_number: str | None
    expected_release: date
    days_left: int
    ready: bool
    missing: list[str]
    optional: list[str]


async def standing(conn: Connection, participant_id: UUID, rules: Readiness) -> ReadinessStanding:
    confirmed = await conn.fetchval(f"select {CONFIRMED} from participants as p where p.id = $1", participant_id)
    gaps = missing(rules, confirmed)
    return ReadinessStanding(
        participant_id=participant_id,
        ready=not gaps,
        confirmed=[item for item in rules.items if item in confirmed],
        missing=gaps,
    )


async def person_of(conn: Connection, participant_id: UUID) -> UUID:
    person: UUID = await conn.fetchval("select person_id from participants where id = $1", participant_id)
    return person


async def checklist_for(conn: Connection, actor: Actor, participant_id: UUID, today: date) -> ReadinessView:
    """One checklist, for the staff of the institution and for auditors. Raises NotFound, Forbidden."""
    columns = await conn.fetchrow(
        f"select p.id, p.institution_id, p.expected_release, {CONFIRMED} as confirmed, r.reached_at"
        " from participants as p left join readiness_reached as r on r.participant_id = p.id where p.id = $1",
        participant_id,
    )
    row = found(columns, "participant", participant_id)
    if "auditor" not in actor.roles:
        actor.require_organisation(row["institution_id"])
    rules = RULES.on(today).readiness
    gaps = missing(rules, row["confirmed"])
    return ReadinessView(
        participant_id=participant_id,
        institution_id=row["institution_id"],
        expected_release=row["expected_release"],
        days_left=(row["expected_release"] - today).days if row["expected_release"] else None,
        ready=not gaps,
        missing=gaps,
        reached_at=row["reached_at"],
        items=await _items(conn, participant_id, rules),
    )


async def _items(conn: Connection, participant_id: UUID, rules: Readiness) -> list[ReadinessItem]:
    rows = [
        *await conn.fetch(
            "select r.* from readiness_confirmations as r where r.participant_id = $1 order by r.id", participant_id
        ),
        *await conn.fetch(
            f"select '{BY_SYSTEM}' as item, 'system' as confirmed_by,"
            " c.issued_on::timestamp at time zone $2 as confirmed_at,"
            " c.number as evidence, null as withdrawn_at from participants as p"
            " join enrolments as e on e.person_id = p.person_id and e.state = 'completed'"
            " join certificates as c on c.enrolment_id = e.id and c.standing = 'valid'"
            " where p.id = $1 order by c.id limit 1",
            *(participant_id, LOCAL_ZONE.key),
        ),
    ]
    items = {item: ReadinessItem(item=item, required=item in rules.required, confirmed=False) for item in rules.items}
    for row in rows:
        if (item := items.get(row["item"])) is None:
            continue
        if row["withdrawn_at"]:
            item.withdrawn.append(WithdrawnConfirmation(**row))
        else:
            item.confirmed, item.confirmed_by, item.confirmed_at = True, row["confirmed_by"], row["confirmed_at"]
            item.evidence = row["evidence"]
    return list(items.values())


def releases_query(*, of_one: bool) -> str:
    """SQL: after the day $1 and the id $2, up to the day $3, at most $4, of the institution $5: an index for each."""
    place = "p.institution_id = $5" if of_one else "$5::uuid is null"
    return (
        "select p.id, p.person_id, p.institution_id, p.name, p.register_number, p.expected_release,"
        f" {CONFIRMED} as confirmed from participants as p where {place}"
        " and p.state = 'held' and (p.expected_release, p.id) > ($1, $2::uuid) and p.expected_release <= $3"
        " order by p.expected_release, p.id limit $4"
    )


async def releases_for(
    conn: Connection,
    actor: Actor,
    institution: UUID | None,
    within_days: int | None,
    today: date,
    after: tuple[date, UUID] | None,
    limit: int,
) -> tuple[dict[str, Any], list[UUID]]:
    """A page of who is released from today on, the first one first, and the persons on it.

    Staff see their own institution only; coordinators and auditors every institution."""
    rules = RULES.on(today).readiness
    if not actor.roles & {"auditor", "coordinator"}:
        actor.require_organisation(institution or actor.organisation)
        institution = actor.organisation
        if institution is None:
            raise Forbidden(why="an institution is missing / lembaga tidak disebut")
    until = today + timedelta(days=rules.within_days if within_days is None else within_days)
    rows = await conn.fetch(
        releases_query(of_one=institution is not None),
        *(*max(after or _BEFORE_ALL, (today - timedelta(days=1), _LAST)), until, limit + 1, institution),
    )
    staff_of = actor.organisation if "institution_staff" in actor.roles else None
    sees_all = "auditor" in actor.roles
    views = [_release(dict(row), rules, today, named=sees_all or row["institution_id"] == staff_of) for row in rows]
    shown = page(views, limit, lambda view: f"{view.expected_release}_{view.participant_id}")
    return shown, [row["person_id"] for row in rows[:limit]]


def _release(row: dict[str, Any], rules: Readiness, today: date, *, named: bool) -> ReleaseView:
    gaps = missing(rules, row["confirmed"])
    return ReleaseView(
        participant_id=row["id"],
        institution_id=row["institution_id"],
        name=row["name"] if named else None,
        register_number=row["register_number"] if named else None,
        expected_release=row["expected_release"],
        days_left=(row["expected_release"] - today).days,
        ready=not gaps,
        missing=gaps,
        optional=[item for item in rules.optional if item not in row["confirmed"]],
    )
