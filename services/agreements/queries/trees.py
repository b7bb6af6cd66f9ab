"""The tree of an umbrella: its PKS with their states, and how their obligations stand."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements.events import Scope, State
from services.agreements.queries.conditions import Conditions, cursor_of
from shared.edge.paging import Page, page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class Branch(BaseModel):
    """A PKS with its last day in force; `obligations` counts them by state."""

    id: UUID
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    last_day: date
    state: State
    agency_id: UUID
    institution_id: UUID
    obligations: dict[str, int]


class Tree(BaseModel):
    """An umbrella; `states` counts all its PKS by state, `below` is a page of them."""

    id: UUID
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    last_day: date
    state: State
    states: dict[str, int]
    below: Page[Branch]


_COUNTS = """
    select coalesce(json_object_agg(standing, number), '{}') as counts from (
        select standing, count(*) as number from obligations where agreement_id = found.id group by standing
    ) as counted
"""


def statement(umbrella_id: UUID, state: str | None, after: str | None, limit: int) -> tuple[str, list[object]]:
    """A page of branches as SQL and its values."""
    where = Conditions("kind = 'cooperation'")
    where.add("joint_agreement_id = {}", umbrella_id)
    where.add("state = {}", state)
    where.after("last_day", after)
    branches = (
        "select id, title, scopes, starts_on, ends_on, last_day, state, agency_id, institution_id from agreements"
        f" where {where} order by last_day, id {where.limit(limit)}"
    )
    query = (
        f"select found.*, counts::text as obligations from ({branches}) as found, lateral ({_COUNTS}) as counted"
        " order by last_day, id"
    )
    return query, where.values


async def tree(conn: Connection, umbrella_id: UUID, state: str | None, after: str | None, limit: int) -> Tree:
    row = await conn.fetchrow(
        "select id, title, scopes, starts_on, ends_on, last_day, state from agreements"
        " where id = $1 and kind = 'joint'",
        umbrella_id,
    )
    fields = found(row, "joint agreement", umbrella_id)
    query, values = statement(umbrella_id, state, after, limit + 1)
    return Tree(**fields, states=await _states(conn, umbrella_id), below=_page(await conn.fetch(query, *values), limit))


def _page(rows: list[Any], limit: int) -> Page[Branch]:
    branches = [Branch(**{**row, "obligations": orjson.loads(row["obligations"])}) for row in rows]
    return Page[Branch](**page(branches, limit, lambda branch: cursor_of(branch.last_day, branch.id)))


async def _states(conn: Connection, umbrella_id: UUID) -> dict[str, int]:
    rows = await conn.fetch(
        "select state, count(*) as number from agreements where joint_agreement_id = $1 group by state order by state",
        umbrella_id,
    )
    return {row["state"]: row["number"] for row in rows}
