"""Whose case it is: callers act on the cases of their own court, prosecutor or probation office."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from services.community_service.store import cases as store
from shared.edge.access import Actor
from shared.postgres.pool import Connection

_OFFICE_OF = {
    "court_clerk": "court_code",
    "prosecutor": "prosecutor_code",
    "counsellor": "probation_office_code",
}


class Case(Protocol):
    @property
    def court_code(self) -> str: ...
    @property
    def prosecutor_code(self) -> str | None: ...
    @property
    def probation_office_code(self) -> str | None: ...


async def need_office(conn: Connection, actor: Actor, case: Case, *, everywhere: Collection[str] = ()) -> None:
    """Refuses unless the caller's organisation is the office of the case that the caller's role stands for.

    Whoever holds a role in `everywhere` sees every case. Raises Forbidden.
    """
    if not actor.roles & set(everywhere):
        actor.require_organisation(*await offices_of(conn, actor, case))


async def offices_of(conn: Connection, actor: Actor, case: Case) -> set[UUID]:
    """The offices of the case that the caller's roles stand for, as far as the register has told us of them."""
    codes = [getattr(case, field) for role, field in _OFFICE_OF.items() if role in actor.roles]
    return await store.organisation_ids(conn, *filter(None, codes))
