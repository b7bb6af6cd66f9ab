"""Where originals lie: write statements. Entries only grow."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements.domain.originals import Original
from services.agreements.store.constraints import refusing
from shared.postgres.pool import Connection


async def add_original(
    conn: Connection, agreement_id: UUID, addendum_id: UUID | None, o: Original, recorder: str, now: datetime
) -> None:
    async with refusing(state="?"):
        await conn.execute(
            "insert into originals (id, agreement_id, amendment_id, party_id, place, archive_number, recorded_by,"
            " recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(o.id, agreement_id, addendum_id, o.party_id, o.place, o.archive_number, recorder, now),
        )
