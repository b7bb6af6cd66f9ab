"""Use cases: the private body that teaches a programme, and its accreditation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints, model_validator

from services.training.commands.fields import Day, Line, shown_in_one_line
from services.training.domain import training_bodies
from services.training.domain.training_bodies import TrainingBody
from services.training.queries import programmes as queries
from services.training.store import programmes as programme_store
from services.training.store import training_bodies as store
from shared.edge.access import Actor
from shared.errors import NotFound
from shared.ids import new_id
from shared.journal import journal
from shared.periods import Period
from shared.postgres.pool import Connection
from shared.texts import no_nik


class RecordBody(BaseModel):
    """The body and its accreditation; both days are included. A renewed accreditation is recorded the same way."""

    name: Line
    accreditation_number: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        AfterValidator(shown_in_one_line),
        AfterValidator(no_nik),
    ]
    issuer: Line
    valid_from: Day
    valid_until: Day

    @model_validator(mode="after")
    def _days_are_ordered(self) -> RecordBody:
        if self.valid_until < self.valid_from:
            raise ValueError("valid_until is before valid_from")
        return self


class WithdrawAccreditation(BaseModel):
    """The issuer took it back: `last_day` is the last day on which it stands."""

    last_day: Day


async def record_body(
    conn: Connection, programme_id: UUID, cmd: RecordBody, actor: Actor, now: datetime
) -> queries.ProgrammeView:
    programme = await programme_store.load(conn, programme_id)
    period = Period(cmd.valid_from, cmd.valid_until)
    body = TrainingBody(new_id(), programme_id, cmd.name, cmd.accreditation_number, cmd.issuer, period)
    happened = training_bodies.record_body(programme, body)
    await store.replace(conn, programme_id, body, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)


async def withdraw_accreditation(
    conn: Connection, programme_id: UUID, cmd: WithdrawAccreditation, actor: Actor, now: datetime
) -> queries.ProgrammeView:
    """What is known to end early waits for a coordinator: a renewed accreditation, or another body."""
    await programme_store.load(conn, programme_id)
    body, happened = training_bodies.withdraw_accreditation(await _current(conn, programme_id), cmd.last_day)
    await store.withdraw(conn, body, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)


async def leave(conn: Connection, programme_id: UUID, actor: Actor, now: datetime) -> queries.ProgrammeView:
    programme = await programme_store.load(conn, programme_id)
    happened = training_bodies.leave(programme, await _current(conn, programme_id))
    await store.replace(conn, programme_id, None, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)


async def _current(conn: Connection, programme_id: UUID) -> TrainingBody:
    body = await store.current(conn, programme_id)
    if body is None:
        raise NotFound(what="training body of programme", id=programme_id)
    return body
