"""The journal: every fact of a service, append-only. Audit, outbox source and replay source in one.

The facts of one key form a hash chain (`chain.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.context import trace
from shared.errors import StaleVersion
from shared.ids import new_id
from shared.journal.canonical import canonical
from shared.journal.chain import digest
from shared.messaging.envelope import rfc3339
from shared.messaging.events import Event
from shared.metrics import FACTS
from shared.postgres.pool import Connection

_APPEND = "select append_facts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"


async def append(conn: Connection, events: Sequence[Event], *, actor: str, now: datetime) -> int:
    """Writes facts in the given order; returns the version of the last one in the stream of the first one's key.

    The caller holds the lock of each aggregate whose key an event has. Raises StaleVersion when the request named a
    version (`If-Match`) that is not the one before.
    """
    context, rows = trace(), [_prepare(event, actor, now) for event in events]
    ids, types, topics, internal_topics, keys, datas, internals, digests = map(list, zip(*rows, strict=True))
    versions = await conn.fetchval(
        _APPEND,
        *(ids, types, topics, internal_topics, keys, datas, internals, digests, actor, now),
        *(context.correlation_id or str(ids[0]), context.causation_id, context.traceparent),
    )
    before, expected = versions[0] - 1, context.expected_versions
    if expected is not None and before not in expected:
        stale = ", ".join(map(str, sorted(expected))) or "–"
        raise StaleVersion(actual=before, expected=stale, key=events[0].key)
    for event in events:
        FACTS.labels(event.type).inc()
    return int(max(version for version, key in zip(versions, keys, strict=True) if key == keys[0]))


def _prepare(event: Event, actor: str, now: datetime) -> tuple[Any, ...]:
    event_id, key, inner = new_id(), event.key, event.internal()
    data = canonical(event.public())
    internal = None if inner is None else canonical(inner)
    fact_digest = digest(str(event_id), event.type, key, actor, rfc3339(now), data, internal)
    return event_id, event.type, event.shared_topic, event.internal_topic, key, data, internal, fact_digest


async def refill(conn: Connection) -> int:
    """Puts every fact back into the outbox, for a broker that lost its topics: same ids and order. Returns how many."""
    status = await conn.execute(
        "insert into outbox (position, key) select position, key from journal where topic is not null"
        " or internal_topic is not null on conflict do nothing"
    )
    return int(status.rsplit(" ", 1)[1])
