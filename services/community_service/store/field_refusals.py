"""Entries of phones that were refused, until somebody has settled them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service.domain.field import Said
from services.community_service.store.field import lock_cases
from shared.errors import NotFound, Refusal
from shared.postgres.pool import Connection

State = Literal["open", "recorded", "discarded", "proposed"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A refusal as it is kept, with its words in both languages."""

    entry_id: UUID
    slug: str
    detail_id: str
    detail_en: str
    rule: str | None
    article: str | None
    state: State = "open"

    @classmethod
    def of(cls, entry_id: UUID, refusal: Refusal) -> Kept:
        words = (refusal.message("id")[:2000], refusal.message("en")[:2000])
        return cls(entry_id, refusal.slug, *words, refusal.rule, refusal.article)


_KEPT = ", ".join(Kept.__dataclass_fields__)


async def find_refusal(conn: Connection, entry_id: UUID) -> Kept | None:
    """Locked: nobody settles it while its entry is tried again."""
    row = await conn.fetchrow(f"select {_KEPT} from field_refusals where entry_id = $1 for update", entry_id)
    return Kept(**row) if row else None


async def save_refusal(conn: Connection, kept: Kept, now: datetime) -> None:
    """The latest reason holds, since the first refusal."""
    await conn.execute(
        "insert into field_refusals (entry_id, slug, detail_id, detail_en, rule, article, refused_at)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (entry_id) do update set slug = excluded.slug,"
        " detail_id = excluded.detail_id, detail_en = excluded.detail_en, rule = excluded.rule,"
        " article = excluded.article",
        *(kept.entry_id, kept.slug, kept.detail_id, kept.detail_en, kept.rule, kept.article, now),
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal that is about to be settled; locked after its case, as by an entry that is sent again."""

    entry_id: UUID
    subject: str
    session_id: UUID
    state: State


async def load_refusal(conn: Connection, entry_id: UUID) -> Refused:
    """Raises NotFound."""
    session_id = await conn.fetchval("select session_id from field_entries where id = $1", entry_id)
    await lock_cases(conn, [session_id] if session_id else [])
    row = await conn.fetchrow(
        "select r.entry_id, e.subject, e.session_id, r.state from field_refusals as r"
        " join field_entries as e on e.id = r.entry_id where r.entry_id = $1 for update of r",
        entry_id,
    )
    if row is None:
        raise NotFound(what="refusal", id=entry_id)
    return Refused(**row)


async def open_of_session(conn: Connection, session_id: UUID, subject: str) -> dict[UUID, Said]:
    """What somebody's phone said of a session and was refused, by entry; locked."""
    rows = await conn.fetch(
        "select e.id, e.kind, e.at, e.outcome from field_refusals as r join field_entries as e on e.id = r.entry_id"
        " where e.session_id = $1 and e.subject = $2 and r.state = 'open' order by e.id for update of r",
        *(session_id, subject),
    )
    return {row["id"]: Said(row["kind"], row["at"], row["outcome"]) for row in rows}


async def settle(
    conn: Connection,
    entry_ids: Sequence[UUID],
    state: State,
    by: str,
    now: datetime,
    *,
    note: str | None = None,
    correction_id: UUID | None = None,
) -> None:
    """Those of them that are still open."""
    await conn.execute(
        "update field_refusals set state = $2, settled_by = $3, settled_at = $4, note = $5, correction_id = $6"
        " where entry_id = any($1) and state = 'open'",
        *(list(entry_ids), state, by, now, note, correction_id),
    )
