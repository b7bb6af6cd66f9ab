"""Use cases of a counsellor's clients: names are read for a purpose that is said once a day; each read is logged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.community_service.commands.cases import need_office
from services.community_service.errors.persons import PurposeNotStated
from services.community_service.queries import persons as persons_queries
from services.community_service.queries import persons_clients as queries
from services.community_service.store import persons as store
from services.community_service.store import sentences
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.texts import no_nik, no_nul


class StatePurpose(BaseModel):
    """What the names of own cases are read for today."""

    purpose: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=200),
        AfterValidator(no_nul),
        AfterValidator(no_nik),
    ]


async def state_purpose(conn: Connection, cmd: StatePurpose, actor: Actor, now: datetime) -> queries.PurposeView:
    """It holds for the caller until the end of the local day, or until another one is said. Raises Forbidden."""
    actor.require_organisation(*await store.probation_offices(conn, actor.organisation))
    await store.save_purpose(conn, actor, cmd.purpose, now)
    return queries.PurposeView(purpose=cmd.purpose, stated_at=now)


async def clients(
    conn: Connection,
    number: str | None,
    state: queries.State,
    forecast: str | None,
    mine: bool | None,
    after: str | None,
    limit: int,
    *,
    actor: Actor,
    now: datetime,
) -> queries.ClientsView:
    """A page of the office's cases, those at risk first; with names where a purpose of today is stated."""
    rows = await queries.client_rows(conn, actor, number, state, forecast, mine, after, limit)
    purpose = await queries.purpose_of(conn, actor, now)
    if purpose:
        shown = [(row["id"], row["person_id"]) for row in rows[:limit]]
        await store.log_reads(conn, shown, actor, purpose.purpose, now)
    return await queries.clients_view(conn, rows, purpose, limit, now)


async def client(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> persons_queries.PersonView:
    """The person of an own case, for the purpose of the day. Raises NotFound, Forbidden, PurposeNotStated."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    if (purpose := await queries.purpose_of(conn, actor, now)) is None:
        raise PurposeNotStated
    await store.log_reads(conn, [(sentence.id, sentence.person_id)], actor, purpose.purpose, now)
    return await persons_queries.person(conn, sentence_id)


async def reading_purposes(conn: Connection, now: datetime, age: timedelta) -> int:
    """A purge: its name stands in the metric of what was removed. What was read stands in the log of reads."""
    return await store.remove_purposes(conn, now - age)
