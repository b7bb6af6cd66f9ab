"""Use case: export the attendance of a programme. Each person on it is a logged read, in the transaction that reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from services.training.queries import exports
from services.training.queries.enrolments import may_see
from services.training.queries.exports import Batch
from shared.edge.access import Actor
from shared.edge.spreadsheets import rows
from shared.postgres.pool import Connection, Pool, in_transaction
from shared.privacy import reads


async def may_export(conn: Connection, programme_id: UUID, actor: Actor, now: datetime) -> None:
    """Before the first byte. Raises NotFound, Forbidden."""
    await may_see(conn, actor, programme_id)


async def attendance_csv(
    pool: Pool, programme_id: UUID, purpose: str, actor: Actor, now: datetime
) -> AsyncIterator[bytes]:
    """Memory stays flat and no connection is held between batches."""
    yield rows([exports.ATTENDANCE])
    after: UUID | None = None

    async def work(conn: Connection) -> Batch:
        batch = await exports.attendance_lines(conn, programme_id, after)
        await reads.log(conn, batch.persons, actor, purpose, now)
        return batch

    while True:
        batch = await in_transaction(pool, work)
        yield rows(batch.lines)
        after = batch.last
        if after is None:
            return
