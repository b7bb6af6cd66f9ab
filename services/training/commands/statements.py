"""A statement is a read of personal data: it is logged."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.training.queries import statements as queries
from services.training.store.personal import of_participants
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import reads


async def read_statement(
    conn: Connection, participant_id: UUID, month: date, purpose: str, actor: Actor, now: datetime
) -> queries.StatementView:
    """Raises NotFound, Forbidden."""
    view = await queries.statement_for(conn, actor, participant_id, month)
    await reads.log(conn, await of_participants(conn, [participant_id]), actor, purpose, now)
    return view


async def print_statement(
    conn: Connection, participant_id: UUID, month: date, purpose: str, actor: Actor, now: datetime
) -> queries.PrintedStatement:
    """The same with the name of the person. Raises NotFound, Forbidden."""
    printed = await queries.printed_for(conn, actor, participant_id, month)
    await reads.log(conn, await of_participants(conn, [participant_id]), actor, purpose, now)
    return printed
