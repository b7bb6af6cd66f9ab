"""Who may record: the agency that teaches, by its instructors, and not alone where children take part."""

from __future__ import annotations

from datetime import date

from services.training.domain.officials import need_companion, need_instructor
from services.training.domain.programmes import Programme
from services.training.store import officials as store
from shared.edge.access import Actor
from shared.postgres.pool import Connection


async def need_recorder(conn: Connection, programme: Programme, actor: Actor, *days: date) -> None:
    """Raises Forbidden, NotTheInstructor."""
    actor.require_organisation(programme.agency_id)
    need_instructor(await store.of_programme(conn, programme.id), actor.subject, *days)


async def need_accompanied(conn: Connection, programme: Programme, day: date) -> None:
    """Raises CompanionMissing."""
    if programme.for_children or await store.has_child(conn, programme.id):
        need_companion(await store.of_programme(conn, programme.id), day)
