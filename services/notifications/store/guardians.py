"""Which recipient is the guardian of a child's case."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.community_service.events import GuardianNamed
from shared.postgres.pool import Connection


async def save(conn: Connection, named: GuardianNamed, version: int) -> None:
    """Saves the latest version. An older version changes nothing."""
    await conn.execute(
        "insert into case_guardians (sentence_id, reference, version) values ($1, $2, $3)"
        " on conflict (sentence_id) do update set reference = excluded.reference, version = excluded.version,"
        " reached = null"
        " where excluded.version > case_guardians.version",
        *(named.sentence_id, named.guardian_reference, version),
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether an active recipient has the reference. `was`: what was found before; None for a new guardian."""

    sentence_id: UUID
    reference: str
    was: bool | None
    reached: bool


async def claim_changed(conn: Connection) -> Reach | None:
    """One guardian for whom that has changed, saved and locked."""
    row = await conn.fetchrow(
        "with found as ("
        " select g.sentence_id, g.reference, g.reached as was, a.reached from case_guardians as g,"
        " lateral (select exists (select from recipients as r where r.reference = g.reference and r.active"
        "  and 'guardian' = any(r.roles)) as reached) as a"
        " where g.reference is not null and g.reached is distinct from a.reached"
        " order by g.sentence_id limit 1 for update of g skip locked"
        ") update case_guardians as g set reached = found.reached from found where g.sentence_id = found.sentence_id"
        " returning g.sentence_id, found.reference, found.was, found.reached"
    )
    return Reach(**row) if row else None
