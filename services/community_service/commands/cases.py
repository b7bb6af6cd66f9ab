"""Whose case it is: callers act on the cases of their own court, prosecutor or probation office."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from services.community_service.domain.participants import Case, office_codes
from services.community_service.store import cases as store
from shared.edge.access import Actor
from shared.postgres.pool import Connection


async def need_office(conn: Connection, actor: Actor, case: Case, *, everywhere: Collection[str] = ()) -> None:
    """Refuses unless the caller's organisation is the office of the case that the caller's role stands for.

    Whoever holds a role in `everywhere` sees every case. Raises Forbidden.
    """
    if not actor.roles & set(everywhere):
        actor.require_organisation(*await offices_of(conn, actor, case))


async def offices_of(conn: Connection, actor: Actor, case: Case) -> set[UUID]:
    """The offices of the case that the caller's roles stand for, as far as the register has told us of them."""
    return await store.organisation_ids(conn, *office_codes(actor.roles, case))
