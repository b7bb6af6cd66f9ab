"""What waits for someone, for those who can settle it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.training.domain.waiting import KINDS, ORGANISATIONS, SEE_ALL, TELL_OF_CHILDREN
from services.training.store.waiting import moment, rows_of
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Row
from shared.waiting import Cursor, WaitingItem, age_days, waiting_page


async def waiting(
    conn: Connection,
    actor: Actor,
    now: datetime,
    kind: str | None,
    waits_for: str | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """What waits in the caller's programmes, the oldest first; coordinators, auditors and operators see all."""
    cursor = Cursor.read(after) if after else None
    kinds = [name for name, each in KINDS.items() if kind in (None, name) and waits_for in (None, each.waits_for)]
    if "operator" in actor.roles and not actor.roles & {"coordinator", "auditor"}:
        kinds = [name for name in kinds if name not in TELL_OF_CHILDREN]
    if not kinds:
        return waiting_page([], limit)
    own = [field for role, field in ORGANISATIONS.items() if role in actor.roles]
    # Planned once for each connection: a plan takes as long as reading what is open.
    async with conn.transaction(readonly=True):
        await conn.execute("set local plan_cache_mode = force_generic_plan")
        rows = await conn.fetch(
            f"select * from ({rows_of(kinds)}) as w where ($4 or $5 = any(array[{', '.join(own)}]::uuid[]))"
            " and ($6::timestamptz is null or (w.since, w.kind, w.id) > ($6, $7::text, $8::uuid))"
            " order by w.since, w.kind, w.id limit $9",
            *(*moment(now), bool(actor.roles & SEE_ALL), actor.organisation),
            *((cursor.since, cursor.kind, cursor.id) if cursor else (None, None, None)),
            limit + 1,
        )
    return waiting_page([_item(row, now) for row in rows], limit)


def _item(row: Row, now: datetime) -> WaitingItem:
    kind = KINDS[row["kind"]]
    office = ORGANISATIONS.get(kind.waits_for)
    return WaitingItem(
        kind=row["kind"],
        id=row["id"],
        waits_for=kind.waits_for,
        organisation_id=row[office] if office else None,
        since=row["since"],
        age_days=age_days(row["since"], now),
        detail_url=kind.detail.format(id=row["id"], number=row["number"]),
    )
