"""Which cases a caller may see: the cases of the caller's own office."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from services.community_service.domain.participants import EVERYWHERE, office_fields
from shared.edge.access import Actor
from shared.postgres.pool import Connection


async def need_participant(
    conn: Connection,
    sentence_id: UUID,
    actor: Actor,
    *,
    roles: Collection[str] | None = None,
    everywhere: Collection[str] = EVERYWHERE,
) -> None:
    """Raises Forbidden unless the caller's organisation is an office of the case that the caller's roles act for.

    `roles`: only these of the caller's roles count. Whoever has a role of `everywhere` sees every case.
    """
    if actor.roles & set(everywhere):
        return
    acting = actor.roles if roles is None else actor.roles & set(roles)
    offices = await conn.fetch(
        "select o.organisation_id from sentences as s join organisations as o"
        f" on o.code = any({office_codes('s', acting)}) where s.id = $1",
        sentence_id,
    )
    actor.require_organisation(*(row["organisation_id"] for row in offices))


def own_case(of: str, roles: Collection[str], organisation: str) -> str:
    """SQL: whether the row `of` of `sentences` is a case of the organisation with this parameter."""
    return (
        f"exists (select from organisations as own where own.organisation_id = {organisation}"
        f" and own.code = any({office_codes(of, roles)}))"
    )


def office_codes(of: str, roles: Collection[str]) -> str:
    """SQL: the codes of the offices that the roles act for, in the row `of` of `sentences`."""
    return f"array[{', '.join(f'{of}.{field}' for field in office_fields(roles))}]::text[]"
