"""What waits for someone, for those who can settle it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.community_service.domain.participants import EVERYWHERE, OFFICES
from services.community_service.domain.waiting import KINDS, SEE_ALL
from services.community_service.queries.participants import own_case
from services.community_service.store.waiting import ROWS, moment
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Row
from shared.waiting import Cursor, WaitingItem, age_days, waiting_page

_OFFICE = " ".join(f"when '{role}' then w.{field}" for role, field in OFFICES.items())
_WAITS_FOR = " ".join(f"when '{name}' then '{kind.waits_for}'" for name, kind in KINDS.items())
_OF_A_CHILD = " ".join(f"when '{name}' then '{kind.of_a_child}'" for name, kind in KINDS.items() if kind.of_a_child)
_CHILD_ONLY = [name for name, kind in KINDS.items() if kind.child_only]
_IS_CHILDS = "'child' = (select regime from sentences where id = rows.sentence_id)"


async def waiting(
    conn: Connection,
    actor: Actor,
    now: datetime,
    kind: str | None,
    waits_for: str | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """What waits in the caller's cases, the oldest first; coordinators, auditors and operators see all."""
    cursor = Cursor.read(after) if after else None
    own, sees_children = own_case("rows", actor.roles, "$5"), bool(actor.roles & EVERYWHERE)
    rows = await conn.fetch(
        "select w.kind, w.id, w.since, w.sentence_id, w.waits_for, (select min(office.organisation_id::text)::uuid"
        f"  from organisations as office where office.code = case w.waits_for {_OFFICE} end) as organisation_id"
        " from (select *, coalesce("
        f"  case when child then case kind {_OF_A_CHILD} end end, case kind {_WAITS_FOR} end) as waits_for"
        f"  from (select *, (own or $12) and kind = any($13) and {_IS_CHILDS} as child"
        f"   from (select *, {own} as own from ({ROWS}) as rows) as rows) as rows"
        "  where (own or $4) and (own or $12 or kind <> all($14))) as w"
        " where ($6::text is null or w.kind = $6) and ($7::text is null or w.waits_for = $7)"
        " and ($8::timestamptz is null or (w.since, w.kind, w.id) > ($8, $9::text, $10::uuid))"
        " order by w.since, w.kind, w.id limit $11",
        *(*moment(now), bool(actor.roles & SEE_ALL), actor.organisation, kind, waits_for),
        *((cursor.since, cursor.kind, cursor.id) if cursor else (None, None, None)),
        *(limit + 1, sees_children, [name for name, kind in KINDS.items() if kind.of_a_child], _CHILD_ONLY),
    )
    return waiting_page([_item(row, now) for row in rows], limit)


def _item(row: Row, now: datetime) -> WaitingItem:
    return WaitingItem(
        kind=row["kind"],
        id=row["id"],
        waits_for=row["waits_for"],
        organisation_id=row["organisation_id"],
        since=row["since"],
        age_days=age_days(row["since"], now),
        detail_url=KINDS[row["kind"]].detail.format(id=row["id"], case=row["sentence_id"]),
    )


_NUMBERS = """
    select found.id, s.verdict_number from (
        select id, id as sentence_id from sentences where id = any($1)
        union all select id, sentence_id from sessions where id = any($1)
        union all select id, sentence_id from alarms where id = any($1)
        union all select id, sentence_id from breaches where id = any($1)
        union all select id, sentence_id from incidents where id = any($1)
        union all select id, sentence_id from fines where id = any($1)
        union all select id, sentence_id from fine_corrections where id = any($1)
        union all select id, sentence_id from attendance_corrections where id = any($1)
    ) as found join sentences as s on s.id = found.sentence_id
    union all select id, verdict_number from verdict_changes where id = any($1)
    union all select id, verdict_number from returned_verdicts where id = any($1)
"""


async def numbers_of(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The number of the verdict that each waiting thing is about, for who may read the case."""
    return {row["id"]: row["verdict_number"] for row in await conn.fetch(_NUMBERS, ids)}
