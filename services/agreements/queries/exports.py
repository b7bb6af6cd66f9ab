"""Agreements and obligations as CSV (RFC 4180, UTF-8), read in batches of rows.

Memory stays flat and no connection is held.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from services.agreements.queries import agreements, obligations
from services.agreements.queries.agreements import AgreementFilter
from services.agreements.queries.obligations import ObligationFilter
from shared.postgres.pool import Connection, Pool
from shared.spreadsheets import rows

BATCH = 1_000
AGREEMENT = (
    *("id", "kind", "title", "scopes", "starts_on", "ends_on", "state"),
    *("joint_agreement_id", "agency_id", "institution_id", "last_day"),
)
OBLIGATION = (
    *("id", "agreement_id", "agreement_state", "what", "quantity", "unit", "owed_by", "due_on", "state", "done"),
    *("delivered_on", "confirmed_by", "confirmed_on"),
)

Read = Callable[[Connection, str | None], Awaitable[dict[str, Any]]]


def agreements_csv(pool: Pool, wanted: AgreementFilter) -> AsyncIterator[bytes]:
    return _stream(pool, AGREEMENT, lambda conn, after: agreements.agreements(conn, wanted, after, BATCH))


def obligations_csv(pool: Pool, wanted: ObligationFilter) -> AsyncIterator[bytes]:
    return _stream(pool, OBLIGATION, lambda conn, after: obligations.obligations(conn, wanted, after, BATCH))


async def _stream(pool: Pool, columns: tuple[str, ...], read: Read) -> AsyncIterator[bytes]:
    yield rows([columns])
    after: str | None = None
    while True:
        async with pool.acquire() as conn:
            found = await read(conn, after)
        yield rows([getattr(item, name) for name in columns] for item in found["items"])
        after = found["next"]
        if after is None:
            return
