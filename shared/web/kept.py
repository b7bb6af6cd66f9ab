"""What was typed into a form whose session had ended is not lost: the same person finds it in the form again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from shared.ids import new_id
from shared.postgres.pool import Connection

FOR = timedelta(minutes=30)
LARGEST_BYTES = 65_536
NEVER = {"nik"}
"""Fields that are typed again: a national id is stored nowhere in plain."""

Fields = Mapping[str, Sequence[str]]
"""Name → values, in the order in which they were sent."""


async def keep(conn: Connection, subject: str, form_path: str, fields: Fields, now: datetime) -> UUID | None:
    """Keeps a form of this subject. Returns its id, or None where it is too large to be kept."""
    content = orjson.dumps({name: values for name, values in fields.items() if name.split(".")[-1] not in NEVER})
    if len(content) > LARGEST_BYTES:
        return None
    kept_id = new_id()
    await conn.execute(
        "insert into web_kept (id, subject, form_path, fields, kept_at) values ($1, $2, $3, $4, $5)",
        *(kept_id, subject, form_path, content.decode(), now),
    )
    return kept_id


async def find(conn: Connection, kept_id: UUID, subject: str, form_path: str, now: datetime) -> Fields | None:
    """What the subject typed into the form at `form_path`. Somebody else's is thrown away unseen."""
    row = await conn.fetchrow(
        "select subject, form_path, fields::text as fields, kept_at from web_kept where id = $1", kept_id
    )
    if row is None or now - row["kept_at"] >= FOR:
        return None
    if row["subject"] != subject:
        await conn.execute("delete from web_kept where id = $1", kept_id)
        return None
    found: Fields = orjson.loads(row["fields"])
    return found if row["form_path"] == form_path else None


async def form_path_of(conn: Connection, kept_id: UUID) -> str | None:
    path: str | None = await conn.fetchval("select form_path from web_kept where id = $1", kept_id)
    return path


async def forget_kept(conn: Connection, now: datetime) -> int:
    """Removes what was kept for long enough."""
    gone = await conn.execute("delete from web_kept where kept_at < $1", now - FOR)
    return int(gone.rpartition(" ")[2])
