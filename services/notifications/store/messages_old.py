"""Removes messages that are old, and texts that no message points at any more."""

from __future__ import annotations

from datetime import timedelta

from shared.postgres.pool import Connection


async def delete_messages(conn: Connection, age: timedelta, batch: int) -> int:
    """Those that are delivered or have failed for good, by the time in their ids. Returns how many."""
    texts = await conn.fetch(
        "delete from messages where id in (select id from messages where state <> 'queued'"
        " and id < uuidv7(-$1::interval) order by id limit $2 for update skip locked) returning text_id",
        *(age, batch),
    )
    await conn.execute(
        "delete from texts where id = any($1::uuid[]) and not exists (select from messages where text_id = texts.id)",
        list({row["text_id"] for row in texts}),
    )
    return len(texts)
