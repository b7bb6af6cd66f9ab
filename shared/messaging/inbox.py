"""The inbox: at-least-once delivery becomes an exactly-once effect."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

import orjson

from shared.errors import Refusal
from shared.messaging import consumed
from shared.messaging.consumed import Offsets
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection

_CLAIM = (
    f"with places as ({consumed.SAVE.format('$4', '$5', '$6')})"
    " insert into inbox (source, id, digest) select * from unnest($1::text[], $2::text[], $3::bytea[])"
    " on conflict do nothing returning source, id"
)


class EventConflict(
    Refusal,
    indonesian="Peristiwa dengan source dan id yang sama sudah diterima dengan isi lain; beri id sendiri.",
):
    """An event with the same source and id has come before with other content; give this one an id of its own."""


def digest_of(envelope: Envelope, key: bytes) -> bytes:
    """32 bytes, the same for the same content: type, subject and data. The data's spaces and the order of its fields do
    not count, so an event that is written anew is the same. Without the key, a short secret in it could be guessed."""
    return hmac.digest(key, repr((envelope.type, envelope.subject, _canonical(envelope.data))).encode(), "sha256")


def _canonical(data: bytes) -> bytes:
    try:
        return orjson.dumps(orjson.loads(data), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONDecodeError:
        return data


async def claim(
    conn: Connection,
    envelopes: Sequence[Envelope],
    digests: Sequence[bytes | None] | None = None,
    places: Offsets | None = None,
) -> list[Envelope]:
    """Those not seen before, in their order. An event is identified by source and id (CloudEvents 1.0, section 3.1).

    `places`: how far the partitions are read with this, recorded in the same round trip.

    Raises EventConflict where one with a digest was seen with another one.
    """
    digests = [None] * len(envelopes) if digests is None else digests
    rows = await conn.fetch(
        _CLAIM,
        [e.source for e in envelopes],
        [e.id for e in envelopes],
        digests,
        *consumed.columns(places or {}),
    )
    fresh = {(row["source"], row["id"]) for row in rows}
    claimed, again = [], dict[tuple[str, str], list[bytes]]()
    for envelope, digest in zip(envelopes, digests, strict=True):
        key = (envelope.source, envelope.id)
        if key in fresh:
            fresh.remove(key)
            claimed.append(envelope)
        elif digest is not None:
            again.setdefault(key, []).append(digest)
    if again:
        await _compare(conn, again)
    return claimed


async def _compare(conn: Connection, again: dict[tuple[str, str], list[bytes]]) -> None:
    """Raises EventConflict. What came before digests were kept cannot be compared."""
    rows = await conn.fetch(
        "select source, id, digest from inbox join unnest($1::text[], $2::text[]) as asked (source, id)"
        " using (source, id) where digest is not null",
        [source for source, _ in again],
        [id_ for _, id_ in again],
    )
    for row in rows:
        if any(digest != row["digest"] for digest in again[row["source"], row["id"]]):
            raise EventConflict
