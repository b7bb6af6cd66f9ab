"""What a service says of the personal data it holds: where they are, how they are erased, what depends on them.

Every table of a service is named here, in `rows` or in `apart`. A test walks the database's catalogue, so a new table
fails it until somebody has said whose data it holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from shared.edge.access import Actor
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.privacy.facts import (
    DataErasedFact,
    DataRequestReceivedFact,
    DataRequestSettledFact,
    DoubtSettledFact,
    PersonCorrectionDecidedFact,
    PersonCorrectionFact,
)
from shared.privacy.retention import RecordClass, replaced

OFFICER = "data_officer"
"""The role of who answers for personal data (pejabat pelindungan data pribadi, UU 27/2022 art. 53)."""
ERASED = "(dihapus)"
"""What stands in the place of an erased name or text."""

PLATFORM_APART: Mapping[str, str] = MappingProxyType(
    {
        "outbox": "positions in the journal",
        "inbox": "ids of events that were heard",
        "consumed": "offsets",
        "lost_facts": "ids of facts",
        "seals": "hashes",
        "verification_runs": "what verifications found, and who of the staff asked for them",
        "purges": "days",
        "retention_runs": "days",
        "idempotency_keys": "keyed digests of requests, by caller; gone after 90 days; no personal answer is kept",
        "web_sessions": "who of the staff is signed in, by pseudonymous subject; gone a day after its end",
        "web_kept": "what somebody of the staff had typed when their session ended: nobody else finds it, and nothing"
        " looks into it; gone after half an hour",
        "dead_letters": "bytes that could not be read: nobody can say about whom; gone when settled (docs/operate.md)",
        "received": "bytes that courts and prosecutors sent, until they are handled: seconds (docs/backup.md)",
        "schema_migrations": "names of migrations",
    }
)


@dataclass(frozen=True, slots=True)
class Erasing:
    """How a record class is erased. `due` is a condition on `table` as `t`: `$1` is a day, `$2` the moment at which it
    begins; what counted before both is old enough. `acts` erase the keys in `$1`, and return nothing."""

    table: str
    key: str
    due: str
    acts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A decision of the past that would be another one by what is known now. Nothing re-judges it by itself."""

    subject_id: UUID
    was: str
    would_be: str


@dataclass(frozen=True, slots=True)
class Identified:
    name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Facts:
    """The service's own classes of the records."""

    erased: type[DataErasedFact]
    received: type[DataRequestReceivedFact]
    settled: type[DataRequestSettledFact]
    proposed: type[PersonCorrectionFact] | None = None
    decided: type[PersonCorrectionDecidedFact] | None = None
    doubt_settled: type[DoubtSettledFact] | None = None


@dataclass(frozen=True, slots=True)
class Personal:
    known: str
    """SQL: whether the person `$1` is known here."""
    rows: Mapping[str, str]
    """Table → the condition of the rows that are about the person `$1`."""
    apart: Mapping[str, str]
    """Table → why nothing in it is about a person. The platform's tables are in `PLATFORM_APART`."""
    erasing: Mapping[str, Erasing]
    retention: tuple[RecordClass, ...]
    facts: Facts
    officers: tuple[str, ...]
    """The roles that enter requests and propose corrections, beside the data officer."""
    need_own: Callable[[Connection, Actor, UUID], Awaitable[None]]
    """Refuses such an officer who has nothing to do with the person. Raises Forbidden."""
    offices: str = "select id, name from organisations where id = any($1)"
    """SQL: id and name of the offices in `$1`."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """`table.column` → what stands in an export in its place: where it is read, or what it is."""

    async def need_known(self, conn: Connection, person_id: UUID) -> None:
        """Raises NotFound."""
        if not await conn.fetchval(self.known, person_id):
            raise NotFound(what="person", id=person_id)

    async def need_officer(self, conn: Connection, actor: Actor, person_id: UUID) -> None:
        """The data officer acts for everyone, the others for their own people. Raises NotFound, Forbidden."""
        await self.need_known(conn, person_id)
        if OFFICER not in actor.roles:
            await self.need_own(conn, actor, person_id)

    def keeping(self, days: Mapping[str, int]) -> Personal:
        """With the operator's days. Raises LookupError for a class that is not there."""
        return replace(self, retention=replaced(self.retention, days))
