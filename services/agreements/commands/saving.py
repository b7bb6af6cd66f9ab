"""How a change of an agreement and of the PKS below it is kept."""

from __future__ import annotations

from datetime import datetime

from services.agreements.domain import amendment as amendments
from services.agreements.domain.agreement import Agreement, Change
from services.agreements.domain.cooperation import Cascade
from services.agreements.store import agreements as store
from services.agreements.store import amendments as addenda
from shared.journal import journal
from shared.postgres.pool import Connection

NOTHING_BELOW: Cascade = ([], [])


async def save_with_below(conn: Connection, change: Change, below: Cascade, actor: str, now: datetime) -> Agreement:
    """The agreement, the PKS that follow it, and their facts. What has ended leaves no addendum open."""
    agreement, happened = change
    changed = [agreement, *below[0]]
    for each in changed:
        await store.save_agreement(conn, each)
    ended = [each.id for each in changed if each.state in {"expired", "terminated"}]
    lapsed = [amendments.lapse(each) for each in await addenda.load_open(conn, ended)] if ended else []
    for addendum, _ in lapsed:
        await addenda.save(conn, addendum)
    said = [event for _, events in lapsed for event in events]
    await journal.append(conn, [*happened, *below[1], *said], actor=actor, now=now)
    return agreement
