"""What belongs to the caller's cases, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.community_service.domain.participants import EVERYWHERE
from services.community_service.queries.participants import own_case
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Row

OPEN_ITEMS = (
    "(select count(*)::integer from alarms where sentence_id = sentences.id and state = 'open') as open_alarms,"
    " (select count(*)::integer from attendance_corrections"
    "  where sentence_id = sentences.id and state = 'proposed') as open_corrections"
)
"""SQL: what keeps a row of `sentences` from its completion."""


async def load_page(
    conn: Connection,
    select: str,
    of: str,
    actor: Actor,
    *,
    case: UUID | None,
    state: str | None,
    after: UUID | None,
    limit: int,
    kind: str | None = None,
) -> Sequence[Row]:
    """What the caller may see, the oldest first, and one row more than the page: it tells that there is another page.

    `of` is the alias of the selected table. The table has an id, a state and a sentence. `kind` is for tables with one.
    """
    of_kind = "" if kind is None else f" and {of}.kind = $7"
    return await conn.fetch(
        f"{select} join sentences as s on s.id = {of}.sentence_id where ($1::text is null or {of}.state = $1)"
        f" and ($2::uuid is null or {of}.id > $2) and ($3 or {own_case('s', actor.roles, '$4')})"
        f" and ($6::uuid is null or s.id = $6){of_kind} order by {of}.id limit $5",
        *(state, after, bool(actor.roles & EVERYWHERE), actor.organisation, limit + 1, case),
        *([] if kind is None else [kind]),
    )
