"""Publishes a service's whole journal again, where a broker lost its topics: `python -m shared.journal.refill SERVICE`.

Reads `MASOHI_DATABASE_DSN`. Same ids, same order per key; a consumer that knows a fact already ignores it.
"""

from __future__ import annotations

import asyncio
import os
import sys

import asyncpg

from shared.journal import journal


async def refill(dsn: str, schema: str) -> int:
    """Puts every published fact of `schema` back into its outbox; returns how many."""
    conn = await asyncpg.connect(dsn, server_settings={"search_path": schema})
    try:
        return await journal.refill(conn)
    finally:
        await conn.close()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, asyncio.run(refill(os.environ["MASOHI_DATABASE_DSN"], name)))  # noqa: T201
