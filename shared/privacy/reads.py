"""Who read whose personal data, when and for what. Every read is written down, each time, in the transaction that
reads: a header that would spare the answer does not spare the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from shared.edge.access import Actor
from shared.edge.paging import page
from shared.ids import new_id
from shared.postgres.pool import Connection

Purpose = Annotated[str, Query(min_length=3, max_length=200)]
"""The parameter `purpose` of a read: what for (UU 27/2022 art. 16, 20)."""

REVIEW = "review of who has read"
"""The purpose of a read of the log itself, where it is about one person."""


class ReadView(BaseModel):
    """One read: by whom, for which office, what for."""

    id: UUID
    person_id: UUID
    reader: str
    organisation_id: UUID | None
    purpose: str
    read_at: datetime


async def log(conn: Connection, persons: Iterable[UUID], actor: Actor, purpose: str, now: datetime) -> None:
    """One row for each person whose data the answer shows."""
    found = list(dict.fromkeys(persons))
    await conn.execute(
        "insert into person_reads (id, person_id, reader, organisation_id, purpose, read_at)"
        " select id, person_id, $3, $4, $5, $6 from unnest($1::uuid[], $2::uuid[]) as given (id, person_id)",
        *([new_id() for _ in found], found, actor.subject, actor.organisation, purpose[:200], now),
    )


async def reads_of(
    conn: Connection, condition: str, person_id: UUID, after: UUID | None, limit: int, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """A page of the reads of one person's data, newest first. `condition`: which rows are about the person `$1`.

    Who read whom is about the person too: this read is one itself, where it shows something."""
    rows = await conn.fetch(
        f"select id, person_id, reader, organisation_id, purpose, read_at from person_reads where ({condition})"
        " and ($2::uuid is null or id < $2) order by id desc limit $3",
        *(person_id, after, limit + 1),
    )
    if rows:
        await log(conn, [person_id], actor, REVIEW, now)
    return page([ReadView(**row) for row in rows], limit, lambda view: view.id)
