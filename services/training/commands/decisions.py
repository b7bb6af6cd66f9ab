"""Use cases: settle what becomes of a running course whose agreement no longer carries it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.commands.fields import Reason
from services.training.domain import decisions
from services.training.domain.decisions import Choice
from services.training.domain.programmes import Programme
from services.training.queries import programmes as queries
from services.training.store import decisions as store
from services.training.store import enrolments as enrolment_store
from services.training.store import programmes as programme_store
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection


class Decide(BaseModel):
    """`continue`: who has a place finishes the course. `end`: everybody leaves and the programme closes."""

    decision: Choice
    reason: Reason


async def decide(
    conn: Connection, programme_id: UUID, cmd: Decide, actor: Actor, now: datetime
) -> queries.ProgrammeView:
    programme = await programme_store.load(conn, programme_id)
    if cmd.decision == "continue":
        programme, happened = decisions.go_on(programme)
    else:
        running = await enrolment_store.load_running(conn, programme_id)
        queue = await enrolment_store.load_queue(conn, programme_id)
        programme, gone, happened = decisions.end_now(programme, running, queue)
        await enrolment_store.save(conn, gone)
    await programme_store.save(conn, programme)
    await store.add(conn, programme_id, cmd.decision, cmd.reason, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)


async def after_leaving(conn: Connection, programme: Programme) -> list[Event]:
    """Somebody has left and is saved: with the last one there is nothing left to decide. Saves the programme.

    The caller has locked the programme and saved what else it changed of it."""
    if not programme.needs_decision:
        return []
    settled, happened = decisions.after_leaving(programme, await enrolment_store.running(conn, programme.id))
    if happened:
        await programme_store.save(conn, settled)
    return happened
