"""Which recipient is the guardian of a child's case."""

from __future__ import annotations

from services.community_service.events import GuardianNamed
from shared.postgres.pool import Connection


async def save(conn: Connection, named: GuardianNamed, version: int) -> None:
    """Saves the latest version. An older version changes nothing."""
    await conn.execute(
        "insert into case_guardians (sentence_id, reference, version) values ($1, $2, $3)"
        " on conflict (sentence_id) do update set reference = excluded.reference, version = excluded.version"
        " where excluded.version > case_guardians.version",
        *(named.sentence_id, named.guardian_reference, version),
    )
