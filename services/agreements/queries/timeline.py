"""What happened to an agreement, from its journal, in words: its own facts, its obligations' and its evaluations'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements import events
from services.agreements.queries.common import found_or_refuse
from services.agreements.queries.timeline_texts import WORDS
from shared.edge.paging import page
from shared.messaging.events import by_type
from shared.postgres.pool import Connection, Row


class Entry(BaseModel):
    """One fact. `position` is the cursor; `about` names the obligation where it is one's; `data` is the fact itself."""

    position: int
    at: datetime
    type: str
    text: str
    about: str | None
    actor: str
    key: UUID
    version: int
    data: dict[str, Any]


# Materialized: the facts of these few keys are found by key, however long the journal is.
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
    conn: Connection, kind: str, agreement_id: UUID, language: str, after: int, limit: int
) -> dict[str, Any]:
    """A page of facts in the order in which they were written; `language` is `id` or `en`."""
    known = await conn.fetchrow("select id from agreements where id = $1 and kind = $2", agreement_id, kind)
    found_or_refuse(known, f"{kind} agreement", agreement_id)
    query, values = statement(agreement_id, after, limit + 1)
    rows = await conn.fetch(query, *values)
    said = [orjson.loads(row["data"]) for row in rows]
    names = await _names(conn, said)
    entries = [_entry(row, data, names, language) for row, data in zip(rows, said, strict=True)]
    return page(entries, limit, lambda entry: entry.position)


async def _names(conn: Connection, said: list[dict[str, Any]]) -> Mapping[str, str]:
    """The names of the organisations that the facts speak of."""
    ids = {v for data in said for name, v in data.items() if name in _ORGANISATIONS and v}
    rows = await conn.fetch("select id::text, name from organisations where id = any($1::uuid[])", list(ids))
    return {row["id"]: row["name"] for row in rows}


_NOTHING = "–"
_ORGANISATIONS = {"party_id", "owed_by", "owed_to", "proposed_by", "answered_by", "agency_id", "institution_id"}


def _entry(row: Row, data: dict[str, Any], names: Mapping[str, str], language: str) -> Entry:
    return Entry(
        position=row["position"],
        at=row["occurred_at"],
        type=row["type"],
        text=say(row["type"], data, names, language),
        about=row["what"],
        actor=row["actor"],
        key=row["key"],
        version=row["version"],
        data=data,
    )


def say(type_: str, data: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """A fact in a sentence; one that has none of its own is told by its title."""
    words = WORDS.get(type_.removeprefix("agreements."))
    if words is None:
        event = by_type(events).get(type_)
        return (event.__doc__ or type_).partition("\n")[0] if event else type_
    readable = {name: _readable(name, value, names, language) for name, value in data.items()}
    return words[0 if language == "id" else 1].format_map(_Fields(readable))


class _Fields(dict[str, str]):
    """A fact of an older kind may lack a field."""

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


CODES: Mapping[str, tuple[str, str]] = {
    "approve": ("menyetujui", "approves"),
    "request_changes": ("meminta perubahan", "asks for changes"),
    "accept": ("menyetujui", "accepts"),
    "decline": ("menolak", "declines"),
    "withdraw": ("menarik", "withdraws"),
    "add": ("kewajiban baru", "a new obligation"),
    "change": ("perubahan", "a change"),
    "cancel": ("pembatalan", "to cancel"),
    "delivery": ("penyerahan", "delivery"),
    "confirmation": ("konfirmasi", "confirmation"),
    "suspension": ("Penangguhan", "Suspension"),
    "resumption": ("Pemberlakuan kembali", "Resumption"),
    "very_good": ("sangat baik", "very good"),
    "good": ("baik", "good"),
    "fair": ("cukup", "fair"),
    "poor": ("kurang", "poor"),
    "continue": ("dilanjutkan", "continue"),
    "amend": ("diubah", "amend"),
    "end": ("diakhiri", "end"),
}
