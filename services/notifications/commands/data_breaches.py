"""Use cases of failures to protect personal data: found, better known, and told (UU 27/2022 art. 46)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from services.notifications.domain import data_breaches
from services.notifications.domain.data_breaches import Data, DataBreach, System, Told
from services.notifications.events import DataBreachNoticeGiven, DataBreachRecorded
from services.notifications.metrics import DATA_BREACHES
from services.notifications.queries import data_breaches as queries
from services.notifications.store import data_breaches as store
from shared.dates import MOMENT
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.privacy.requests import Document

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000, pattern=r"^[^\x00]+$")]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime.fromisoformat("2026-01-01T00:00:00Z"), le=datetime.fromisoformat("2200-01-01T00:00:00Z")),
    MOMENT,
]


class DescribeDataBreach(BaseModel):
    """What is known now: kinds of data, how many persons (not who), why, and what is done about it."""

    services: Annotated[frozenset[System], Field(min_length=1)]
    data: Annotated[frozenset[Data], Field(min_length=1)]
    persons: Annotated[int, Field(ge=0, le=10_000_000)]
    cause: Text
    measures: Text


class RecordDataBreach(DescribeDataBreach):
    """`found_at`: when somebody of the office first knew. The clock runs from then."""

    found_at: Moment


class GiveNotice(BaseModel):
    """A written notice: to the persons, or to the authority."""

    told: Told
    told_at: Moment
    document: Document


async def record(conn: Connection, cmd: RecordDataBreach, actor: Actor, now: datetime) -> queries.DataBreachView:
    """Raises FoundLater."""
    breach = DataBreach(id=new_id(), due_at=data_breaches.due_at(cmd.found_at, now), **cmd.model_dump())
    await store.add(conn, breach, actor.subject, now)
    await journal.append(conn, [_recorded(breach)], actor=actor.subject, now=now)
    return await queries.data_breach(conn, breach.id, now)


async def describe(
    conn: Connection, breach_id: UUID, cmd: DescribeDataBreach, actor: Actor, now: datetime
) -> queries.DataBreachView:
    """More is known. The clock does not begin anew. Raises NotFound."""
    breach = replace(await store.load(conn, breach_id), **cmd.model_dump())
    await store.save(conn, breach)
    await journal.append(conn, [_recorded(breach)], actor=actor.subject, now=now)
    return await queries.data_breach(conn, breach_id, now)


async def give_notice(
    conn: Connection, breach_id: UUID, cmd: GiveNotice, actor: Actor, now: datetime
) -> queries.DataBreachView:
    """Also late: the record says so. Raises NotFound, AlreadyTold, ToldOutOfTime."""
    late = data_breaches.tell(await store.load(conn, breach_id), cmd.told, cmd.told_at, now)
    await store.add_notice(conn, breach_id, cmd.told, cmd.told_at, cmd.document, actor.subject, now)
    fact = DataBreachNoticeGiven(
        breach_id=breach_id, told=cmd.told, told_at=cmd.told_at, document=cmd.document, late=late
    )
    await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await queries.data_breach(conn, breach_id, now)


def _recorded(breach: DataBreach) -> DataBreachRecorded:
    return DataBreachRecorded(
        breach_id=breach.id,
        found_at=breach.found_at,
        due_at=breach.due_at,
        services=sorted(breach.services),
        data=sorted(breach.data),
        persons=breach.persons,
    )


async def measure(conn: Connection, now: datetime) -> int:
    """Sets the gauge; nothing is ever due."""
    still_open, overdue = await store.count_open(conn, now)
    DATA_BREACHES.labels("open").set(still_open)
    DATA_BREACHES.labels("overdue").set(overdue)
    return 0


measure.__name__ = "measure_data_breaches"
