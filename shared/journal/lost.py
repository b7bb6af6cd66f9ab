"""What a restore lost, and the fact that states it: verification says so, and does not call it tampering."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

import orjson
from pydantic import BaseModel, ValidationError

from shared.messaging.envelope import rfc3339
from shared.messaging.events import Event
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class LostFact:
    """A fact that topics hold and no journal does. Its numbers there are taken; 0 where a topic does not have it."""

    event_id: UUID
    type: str
    key: str
    sequence: int
    internal_sequence: int
    occurred_at: datetime | None

    def __str__(self) -> str:
        when = rfc3339(self.occurred_at) if self.occurred_at else "-"
        return f"{self.event_id} {self.type} {self.key} {self.sequence} {self.internal_sequence} {when}"


def digest_of(facts: Iterable[LostFact]) -> str:
    """SHA-256 of the list, a line for each fact, in the order of their ids."""
    lines = (f"{fact}\n" for fact in sorted(facts, key=lambda fact: str(fact.event_id)))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


class LostSeal(BaseModel):
    """A seal that is published and covers facts that are lost."""

    number: int
    hash: str


class Restored(Event):
    """A restore, as the journal states it. For the record only: `stated_by` says who decided it, and why.

    `digest` is that of the list of lost facts, which stands in the table `lost_facts`.
    """

    journal: str
    facts: int
    first_at: datetime | None
    last_at: datetime | None
    digest: str
    seals: list[LostSeal]
    stated_by: str


@cache
def restored_in(journal: str) -> type[Restored]:
    """The event of one journal, with its type: `agreements.record.restored`."""

    class RestoredHere(Restored, type=f"{journal}.record.restored", key="journal"):
        pass

    return RestoredHere


@dataclass(frozen=True, slots=True)
class Loss:
    """What one fact of the journal states. `listed`: the list still is the one that was stated."""

    position: int
    stated_at: datetime
    stated_by: str
    facts: int
    first_at: datetime | None
    last_at: datetime | None
    seals: Sequence[LostSeal]
    listed: bool


async def losses(conn: Connection, journal: str) -> list[Loss]:
    """All that this journal states as lost, in its order."""
    found = []
    for row in await conn.fetch(
        "select position, occurred_at, data::text from journal where key = $1 and type = $2 order by position",
        *(journal, restored_in(journal).type),
    ):
        try:
            fact = Restored.model_validate(orjson.loads(row["data"]))
        except ValidationError:
            continue  # its chain says that it was changed
        listed = digest_of(await lost_facts(conn, row["position"])) == fact.digest
        about = (fact.facts, fact.first_at, fact.last_at, fact.seals)
        found.append(Loss(row["position"], row["occurred_at"], fact.stated_by, *about, listed))
    return found


async def lost_facts(conn: Connection, position: int) -> list[LostFact]:
    """Those that the fact at this position states."""
    rows = await conn.fetch(
        "select event_id, type, key, sequence, internal_sequence, occurred_at from lost_facts where position = $1",
        position,
    )
    return [LostFact(**row) for row in rows]
