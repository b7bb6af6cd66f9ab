"""Whether the database takes writes. A full disk refuses them while every read still works."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from shared.postgres.pool import Pool

_REFUSED = (asyncpg.DiskFullError, asyncpg.ReadOnlySQLTransactionError)
_PROBE_BYTES = 65_536

_WRITE = (
    "select current_setting('transaction_read_only')"
    " from (select pg_logical_emit_message(true, 'masohi', 'ready')) as written"
)
_EVERY_S = 2.0
"""While all is well nobody writes more often than this: readiness is open to all."""
_wrote_at = dict["Pool", float]()
_refused = set["Pool"]()
"""The pools whose database refused a write, until one succeeds again."""


@contextmanager
def noticed(pool: Pool) -> Iterator[None]:
    """Around a transaction: remembers that the database refused to write."""
    try:
        yield
    except _REFUSED:
        _refused.add(pool)
        raise


async def need_writes(pool: Pool) -> None:
    """Writes to the log of the database, so that one whose disk hangs does not answer.

    After a write was refused: tries one that needs new space, and takes it back. Raises what the database says."""
    if pool not in _refused:
        if time.monotonic() - _wrote_at.get(pool, float("-inf")) >= _EVERY_S:
            if await pool.fetchval(_WRITE) == "on":
                raise asyncpg.ReadOnlySQLTransactionError("the database is read-only")
            _wrote_at[pool] = time.monotonic()
        return
    async with pool.acquire() as conn:
        attempt = conn.transaction()
        await attempt.start()
        try:
            await conn.execute(
                "insert into idempotency_keys (actor, key, fingerprint, body) values ('health', $1, '', $2)",
                *(secrets.token_hex(), secrets.token_bytes(_PROBE_BYTES)),
            )
        finally:
            await attempt.rollback()
    _refused.discard(pool)
