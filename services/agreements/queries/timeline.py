"""The timeline of an agreement, from the journal: its own facts and those of its obligations and evaluations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements import events
from services.agreements.events import AgreementKind
from services.agreements.queries.agreements import require_agreement
from services.agreements.queries.timeline_texts import CODES, TEXTS
from shared.edge.paging import page
from shared.messaging.events import by_type
from shared.postgres.pool import Connection, Row


class Entry(BaseModel):
    """One fact. `position` is the cursor, `data` the fact itself, `about` the text of the obligation it belongs to."""

    position: int
    at: datetime
    type: str
    text: str
    about: str | None
    actor: str
    key: UUID
    version: int
    data: dict[str, Any]


# Materialized: the facts are found by their few keys, however long the journal is.
_FACTS = """
    with own as (
        select id::text as key, null as what from agreements where id = $1
        union all select id::text, what from obligations where agreement_id = $1
        union all select id::text, null from evaluations where agreement_id = $1
    ),
    facts as materialized (
        select position, occurred_at, type, what, actor, own.key, version, data
        from own join journal on journal.key = own.key
    )
    select position, occurred_at, type, what, actor, key, version, data::text from facts
    where position > $2 order by position limit $3
"""


def statement(agreement_id: UUID, after: int, limit: int) -> tuple[str, list[object]]:
    """A page of facts as SQL and its values."""
    return _FACTS, [agreement_id, after, limit]


async def timeline(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, language: str, after: int, limit: int
) -> dict[str, Any]:
    """A page of facts in the order in which they were written; `language` is `id` or `en`."""
    await require_agreement(conn, kind, agreement_id)
    query, values = statement(agreement_id, after, limit + 1)
    rows = await conn.fetch(query, *values)
    facts = [orjson.loads(row["data"]) for row in rows]
    names = await _names(conn, facts)
    entries = [_entry(row, data, names, language) for row, data in zip(rows, facts, strict=True)]
    return page(entries, limit, lambda entry: entry.position)


async def _names(conn: Connection, facts: list[dict[str, Any]]) -> Mapping[str, str]:
    """The names of the organisations in these facts, by id."""
    ids = {v for data in facts for name, v in data.items() if name in _ORGANISATIONS and v}
    rows = await conn.fetch("select id::text, name from organisations where id = any($1::uuid[])", list(ids))
    return {row["id"]: row["name"] for row in rows}


FORMER_TYPES: Mapping[str, str] = {
    "agreements.record.document": "agreements.record.document-added",
    "agreements.record.obligation-progress": "agreements.record.obligation-reported",
    "agreements.record.signature": "agreements.record.signed",
}
"""Record types that stand in journals from before they were renamed, and their names today. Never remove one."""

_NOTHING = "–"
_ORGANISATIONS = {"party_id", "owed_by", "owed_to", "proposed_by", "answered_by", "agency_id", "institution_id"}


def _entry(row: Row, data: dict[str, Any], names: Mapping[str, str], language: str) -> Entry:
    return Entry(
        position=row["position"],
        at=row["occurred_at"],
        type=row["type"],
        text=sentence(row["type"], data, names, language),
        about=row["what"],
        actor=row["actor"],
        key=row["key"],
        version=row["version"],
        data=data,
    )


def sentence(type_: str, data: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """A fact as a sentence in `id` or `en`. A type without a sentence of its own gets the title of its event."""
    current = FORMER_TYPES.get(type_, type_)
    texts = TEXTS.get(current.removeprefix("agreements."))
    if texts is None:
        event = by_type(events).get(current)
        return (event.__doc__ or type_).partition("\n")[0] if event else type_
    readable = {name: _readable(name, value, names, language) for name, value in data.items()}
    return texts[0 if language == "id" else 1].format_map(_Fields(readable))


class _Fields(dict[str, str]):
    """Facts from before a field was added lack it: a dash takes its place."""

    def __missing__(self, name: str) -> str:
        return _NOTHING


def _readable(name: str, value: Any, names: Mapping[str, str], language: str) -> str:
    if value is None:
        return _NOTHING
    if name in _ORGANISATIONS:
        return names.get(value, value)
    if name.endswith("_on"):
        return date.fromisoformat(value).strftime("%d-%m-%Y")
    if name == "scopes":
        return ", ".join(value)
    return CODES.get(value, (value, value))[0 if language == "id" else 1] if isinstance(value, str) else str(value)
