"""The inbox: at-least-once delivery becomes an exactly-once effect."""

from __future__ import annotations

from collections.abc import Sequence

from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


async def claim(conn: Connection, envelopes: Sequence[Envelope]) -> list[Envelope]:
    """Those not seen before, in their order. An event is identified by source and id (CloudEvents 1.0, section 3.1)."""
    rows = await conn.fetch(
        "insert into inbox (source, id) select * from unnest($1::text[], $2::text[])"
        " on conflict do nothing returning source, id",
        [e.source for e in envelopes],
        [e.id for e in envelopes],
    )
    fresh = {(row["source"], row["id"]) for row in rows}
    claimed = []
    for envelope in envelopes:
        if (envelope.source, envelope.id) in fresh:
            fresh.remove((envelope.source, envelope.id))
            claimed.append(envelope)
    return claimed
