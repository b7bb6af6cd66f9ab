"""Sessions before they are signed off, many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.community_service.store.cases import lock_sentences
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whose session it is, and since when it is recorded, if it is. `sent_late`: by a phone, after the fact."""

    person_id: UUID
    at: datetime | None
    sent_late: bool


async def lock_recorded(conn: Connection, session_ids: Collection[UUID]) -> dict[UUID, Recorded]:
    """Sessions by id, as they are once their sentences are locked. Ids without a session are left out.

    Two statements: the second one sees what was written while the first one waited."""
    rows = await conn.fetch("select sentence_id from sessions where id = any($1)", list(session_ids))
    await lock_sentences(conn, {row["sentence_id"] for row in rows})
    found = await conn.fetch(
        "select s.id, s.person_id, s.recorded_at, exists (select from field_entries as e where e.session_id = s.id"
        " and e.fact_version is not null and e.recorded_late) as sent_late from sessions as s where s.id = any($1)",
        list(session_ids),
    )
    return {row["id"]: Recorded(row["person_id"], row["recorded_at"], row["sent_late"]) for row in found}
