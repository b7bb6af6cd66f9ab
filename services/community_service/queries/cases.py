"""Who may see a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from shared.edge.access import Actor
from shared.errors import Forbidden, NotFound
from shared.postgres.pool import Connection, Row

OFFICES = {"court_clerk": "court_code", "prosecutor": "prosecutor_code", "counsellor": "probation_office_code"}
EVERYWHERE = frozenset({"coordinator", "auditor"})
OPEN_MATTERS = (
    "(select count(*)::integer from alarms where sentence_id = sentences.id and state = 'open') as open_alarms,"
    " (select count(*)::integer from attendance_corrections"
    "  where sentence_id = sentences.id and state = 'proposed') as open_corrections"
)


async def load_page(
    conn: Connection,
    select: str,
    of: str,
    actor: Actor,
    case: UUID | None,
    state: str | None,
    after: UUID | None,
    limit: int,
    only: str = "",
    *more: object,
) -> Sequence[Row]:
    """A page of what belongs to the caller's cases, the oldest first."""
    return await conn.fetch(
        f"{select} join sentences as s on s.id = {of}.sentence_id where ($1::text is null or {of}.state = $1)"
        f" and ($2::uuid is null or {of}.id > $2) and ($3 or exists (select from organisations as own"
        f"  where own.organisation_id = $4 and own.code = any(array[{_codes(actor)}]::text[])))"
        f" and ($6::uuid is null or s.id = $6){only}"
        f" order by {of}.id limit $5",
        *(state, after, bool(actor.roles & EVERYWHERE), actor.organisation, limit + 1, case, *more),
    )


def _codes(actor: Actor) -> str:
    """The columns of the offices that the caller's roles stand for."""
    return ", ".join(f"s.{column}" for role, column in OFFICES.items() if role in actor.roles)


async def need_case(conn: Connection, sentence_id: UUID, actor: Actor) -> None:
    """Raises Forbidden unless the caller is of the case."""
    if actor.roles & EVERYWHERE:
        return
    mine = await conn.fetchval(
        "select exists (select from sentences as s join organisations as own on own.organisation_id = $2"
        f" where s.id = $1 and own.code = any(array[{_codes(actor)}]::text[]))",
        *(sentence_id, actor.organisation),
    )
    if not mine:
        raise Forbidden(why="this is for another organisation / ini milik instansi lain")


def found(row: Row | None, what: str, wanted: UUID) -> dict[str, Any]:
    """The row. Raises NotFound where there is none."""
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
