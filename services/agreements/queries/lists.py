"""Agreements by party, scope, state and the days until they end: pages in the order in which they end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import Scope, State
from services.agreements.queries.conditions import Conditions, cursor_of
from shared.edge.paging import page
from shared.postgres.pool import Connection

_COLUMNS = "id, kind, title, scopes, starts_on, ends_on, state, joint_agreement_id, agency_id, institution_id"

# Written out, not as parameters: how rare a kind or scope is decides which index is read.
_KIND: Mapping[str, str] = {"joint": "kind = 'joint'", "cooperation": "kind = 'cooperation'"}
_SCOPE: Mapping[Scope, str] = {
    "training": "scopes @> array['training']",
    "equipment": "scopes @> array['equipment']",
    "marketing": "scopes @> array['marketing']",
    "community_service": "scopes @> array['community_service']",
}


class AgreementSummary(BaseModel):
    id: UUID
    kind: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State
    joint_agreement_id: UUID | None
    agency_id: UUID | None
    institution_id: UUID | None


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """What is asked of the list. `ending_by` leaves agreements that last longer out, and those that have ended."""

    kind: Literal["joint", "cooperation"]
    state: State | None = None
    party: UUID | None = None
    scope: Scope | None = None
    under: UUID | None = None
    ending_from: date | None = None
    ending_by: date | None = None


def ending_within(days: int | None, today: date) -> dict[str, date]:
    """The part of a filter that says "ending within so many days"."""
    return {} if days is None else {"ending_from": today, "ending_by": today + timedelta(days=days)}


def statement(asked: AgreementFilter, after: str | None, limit: int) -> tuple[str, list[object]]:
    """The list as SQL and its values; `after` is the cursor of the page before."""
    where = Conditions()
    if asked.kind == "joint" or not (asked.under or asked.party):
        where.add(_KIND[asked.kind])  # only a PKS has an umbrella, an agency and an institution
    where.add("state = {}", asked.state)
    where.add("joint_agreement_id = {}", asked.under)
    if asked.scope:
        where.add(_SCOPE[asked.scope])
    where.add("ends_on >= {}", asked.ending_from)
    where.add("ends_on <= {}", asked.ending_by)
    if asked.ending_by and not asked.state:
        where.add("state in ('signed', 'in_force', 'suspended')")
    where.after("ends_on", after)
    if asked.party is None:
        return _ordered(where, str(where), limit), where.values
    if asked.kind == "joint":
        where.add(
            "exists (select from agreement_parties where agreement_id = agreements.id and organisation_id = {})",
            asked.party,
        )
        return _ordered(where, str(where), limit), where.values
    return _of_either(where, asked.party, limit), where.values


def _ordered(where: Conditions, clauses: str, limit: int) -> str:
    return f"select {_COLUMNS} from agreements where {clauses} order by ends_on, id {where.limit(limit)}"


def _of_either(where: Conditions, party: UUID, limit: int) -> str:
    """A party of a PKS is its agency or its institution: two indexes, each in order, merged."""
    who, many = where.value(party), where.limit(limit)
    sides = [
        f"(select {_COLUMNS} from agreements where {side} = {who} and {where} order by ends_on, id {many})"
        for side in ("agency_id", "institution_id")
    ]
    return f"select * from ({' union all '.join(sides)}) as either order by ends_on, id {many}"


async def agreements(conn: Connection, asked: AgreementFilter, after: str | None, limit: int) -> dict[str, Any]:
    """A page of agreements, the one that ends first at the top."""
    query, values = statement(asked, after, limit + 1)
    rows = await conn.fetch(query, *values)
    return page([AgreementSummary(**row) for row in rows], limit, lambda view: cursor_of(view.ends_on, view.id))
