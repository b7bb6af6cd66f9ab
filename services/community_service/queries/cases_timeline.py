"""The timeline of a case in words, from the journal: its own facts, its reports, and changes that were dismissed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.community_service.queries.cases_sections import Section, acting_roles, sections_of
from services.community_service.queries.cases_timeline_sentences import in_words
from services.community_service.queries.cases_timeline_texts import TEXTS, Told
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.languages import Language
from shared.postgres.pool import Connection, Row

Order = Literal["oldest", "newest"]


class TimelineEntry(BaseModel):
    """One fact in words. `position` is the cursor. `who`: the role that did it, several where the act is open to them;
    nobody's name. `mine`: the caller did it. `about`: the id of the session, breach, fine, alarm, incident, visit,
    report or change that it is about."""

    position: int
    at: datetime
    kind: str
    texts: dict[Language, str]
    who: list[str]
    mine: bool
    about: UUID | None


# Materialized: the facts are found by their few keys, however long the journal is.
_FACTS = """
    with own as (
        select $1::text as key
        union all select id::text from reports where subject_id = $1::uuid
        union all select id::text from verdict_changes where sentence_id = $1::uuid and state = 'dismissed'
    ),
    facts as materialized (
        select j.position, j.occurred_at, j.type, j.actor, j.data,
            coalesce(j.internal ->> 'site_id', j.data ->> 'site_id') as site_id
        from own join journal as j on j.key = own.key where j.type <> all($2::text[])
    )
    select position, occurred_at, type, actor, data::text, (select name from sites where id = site_id::uuid) as site
    from facts where {0} order by position {1} limit $4
"""
_OLDEST = _FACTS.format("position > $3", "")
_NEWEST = _FACTS.format("($3 = 0 or position < $3)", "desc")


async def own_timeline(
    conn: Connection, sentence_id: UUID, actor: Actor, order: Order, after: int, limit: int
) -> dict[str, Any]:
    """A page of what the caller's roles see of the case, in the order of the journal. Raises NotFound, Forbidden."""
    sections = sections_of(await acting_roles(conn, sentence_id, actor))
    entries = await timeline(conn, sentence_id, actor, sections, order, after, limit + 1)
    return page(entries, limit, lambda entry: entry.position)


async def timeline(
    conn: Connection,
    sentence_id: UUID,
    actor: Actor,
    sections: frozenset[Section],
    order: Order,
    after: int,
    limit: int,
) -> list[TimelineEntry]:
    hidden = [f"{_PREFIX}{name}" for name, told in TEXTS.items() if told.section and told.section not in sections]
    query = _OLDEST if order == "oldest" else _NEWEST
    rows = await conn.fetch(query, str(sentence_id), hidden, after, limit)
    return [_entry(row, actor) for row in rows]


_PREFIX = "community-service."


def _entry(row: Row, actor: Actor) -> TimelineEntry:
    kind, data = row["type"].removeprefix(_PREFIX), orjson.loads(row["data"])
    told = TEXTS.get(kind)
    return TimelineEntry(
        position=row["position"],
        at=row["occurred_at"],
        kind=kind,
        texts=in_words(kind, data, row["site"]),
        who=_who(told, row["actor"]),
        mine=row["actor"] == actor.subject,
        about=data.get(told.about) if told and told.about else None,
    )


def _who(told: Told | None, actor: str) -> list[str]:
    """A message of the intake topic came from a court, whatever the act is."""
    if told is None or actor.startswith("system:"):
        return ["system"]
    if actor.startswith("event:") and told.who != ("system",):
        return ["court"]
    return list(told.who)
