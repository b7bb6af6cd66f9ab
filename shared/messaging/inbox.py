"""The inbox: at-least-once delivery becomes an exactly-once effect."""

from __future__ import annotations

from collections.abc import Sequence

from shared.messaging import consumed
from shared.messaging.consumed import Offsets
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection

_CLAIM = (
    f"with places as ({consumed.SAVE.format('$3', '$4', '$5')})"
    " insert into inbox (source, id) select * from unnest($1::text[], $2::text[])"
    " on conflict do nothing returning source, id"
)


async def claim(conn: Connection, envelopes: Sequence[Envelope], places: Offsets | None = None) -> list[Envelope]:
    """Those not seen before, in their order. An event is identified by source and id (CloudEvents 1.0, section 3.1).

    `places`: how far the partitions are read with this, recorded in the same round trip.
    """
    rows = await conn.fetch(
        _CLAIM,
        [e.source for e in envelopes],
        [e.id for e in envelopes],
        *consumed.columns(places or {}),
    )
    fresh = {(row["source"], row["id"]) for row in rows}
    claimed = []
    for envelope in envelopes:
        if (envelope.source, envelope.id) in fresh:
            fresh.remove((envelope.source, envelope.id))
            claimed.append(envelope)
    return claimed
