"""`python -m shared.refill SERVICE …`: publish a service's whole journal again, where a broker has lost its topics.

Reads `MASOHI_DATABASE_DSN`. Same ids, same order per key; who has heard a fact before passes it by.
"""

from __future__ import annotations

import asyncio
import os
import sys

import asyncpg

from shared import journal


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
