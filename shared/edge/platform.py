"""The routes every service has: health, metrics, schemas of its events, dead letters, and the simulated clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi import Path as PathParameter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, PlainTextResponse, Response

from shared.clock import SimulatedClock
from shared.dates import IsoMoment
from shared.edge.access import Actor
from shared.edge.health import Health
from shared.edge.paging import Limit, Page, page
from shared.edge.routes import Call, may, open_to_all
from shared.errors import NotFound
from shared.messaging import dead_letters
from shared.messaging.consume import Consumer
from shared.messaging.events import Event, schema_uri
from shared.messaging.schemas import schema
from shared.postgres.pool import Connection
from shared.postgres.scheduler import Scheduler


@dataclass(slots=True)
class Operations:
    """The moving parts that the platform's routes need, in `app.state.operations`."""

    health: Health
    consumer: Consumer
    scheduler: Scheduler
    clock: object


class DeadLetter(BaseModel):
    """A message that could not be handled. Its bytes stay in the database."""

    id: UUID
    topic: str
    partition: int
    offset: int
    reason: str
    error: str
    attempts: int
    state: str
    received_at: datetime
    settled_at: datetime | None
    settled_by: str | None


class Liveness(BaseModel):
    """The process answers."""

    status: Literal["live"]


class Readiness(BaseModel):
    """Whether the service can serve requests. Each part that has a problem is a field of its own with the reason.

    `degraded`: it serves, but Kafka is away or behind."""

    model_config = ConfigDict(extra="allow")

    status: Literal["ready", "degraded", "not ready"]
    __pydantic_extra__: dict[str, str]


class Moment(BaseModel):
    """Where to move the simulated clock; null follows the machine's time again."""

    now: IsoMoment | None


class Moved(BaseModel):
    """The time of the simulated clock, and how many jobs were done that fell due."""

    now: datetime
    done: int


def observability() -> APIRouter:
    """`/health/live`, `/health/ready` and `/metrics`, at the root: machines read them without a token."""
    router = APIRouter(tags=["platform"])

    @router.get("/health/live", response_model=Liveness, dependencies=[open_to_all()])
    async def live() -> dict[str, str]:
        return {"status": "live"}

    not_ready: dict[int | str, dict[str, Any]] = {503: {"model": Readiness, "description": "Not ready."}}

    @router.get("/health/ready", response_model=Readiness, responses=not_ready, dependencies=[open_to_all()])
    async def ready(request: Request) -> Response:
        found = await request.app.state.operations.health.check()
        body = {"status": found.status, **found.wrong, **found.degraded}
        return JSONResponse(body, 503 if found.wrong else 200)

    @router.get("/metrics", response_class=PlainTextResponse, dependencies=[open_to_all()])
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def schemas(authority: str, service: str, published: Sequence[type[Event]]) -> APIRouter:
    """What the `dataschema` of a fact leads to. Below the service's prefix."""
    router = APIRouter(tags=["events"])
    documents = {event.type: schema(event, schema_uri(authority, service, event.type)) for event in published}

    found: dict[int | str, dict[str, Any]] = {
        200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}, "description": "A JSON Schema."}
    }

    @router.get("/schemas/{type}/{version}", response_class=Response, responses=found, dependencies=[open_to_all()])
    async def event_schema(type: str, version: Annotated[int, PathParameter(ge=1, le=1_000)]) -> Response:
        """The JSON Schema of an event's data, as other agencies read it."""
        if version != 1 or type not in documents:
            raise NotFound(what="schema", id=f"{type}/{version}")
        return JSONResponse(
            documents[type], headers={"cache-control": "public, max-age=3600"}, media_type="application/schema+json"
        )

    return router


def operations() -> APIRouter:
    """Dead letters: read, replay, discard. Below the service's prefix."""
    router = APIRouter(tags=["operations"])

    @router.get("/dead-letters", response_model=Page[DeadLetter])
    async def list_dead_letters(
        state: str = "waiting", after: UUID | None = None, limit: Limit = 50, call: Call = may("operator", "auditor")
    ) -> Response:
        async def query(conn: Connection) -> dict[str, Any]:
            rows = await dead_letters.listing(conn, state, after, limit + 1)
            return page(rows, limit, lambda row: row["id"])

        return await call.read(query)

    @router.post("/dead-letters/{letter_id}/replay", status_code=204)
    async def replay_dead_letter(
        letter_id: UUID, request: Request, call: Call = may("operator", keyed=False)
    ) -> Response:
        call.resources.standing.refuse_when_behind()
        await request.app.state.operations.consumer.replay(letter_id, call.actor.subject)
        return Response(status_code=204)

    @router.post("/dead-letters/{letter_id}/discard", status_code=204)
    async def discard_dead_letter(letter_id: UUID, call: Call = may("operator")) -> Response:
        return await call.run(_discard, letter_id)

    return router


async def _discard(conn: Connection, letter_id: UUID, actor: Actor, now: datetime) -> None:
    await dead_letters.load(conn, letter_id)
    await dead_letters.settle(conn, letter_id, "discarded", actor.subject, now)


def simulated_clock() -> APIRouter:
    """`PUT /clock`, where the settings allow a simulated clock. Jobs that fall due are done before it answers."""
    router = APIRouter(tags=["operations"])

    @router.put("/clock", response_model=Moved)
    async def move_clock(body: Moment, request: Request, call: Call = may("operator", keyed=False)) -> dict[str, Any]:
        operations: Operations = request.app.state.operations
        assert isinstance(operations.clock, SimulatedClock)
        call.resources.standing.refuse_when_behind()
        operations.clock.set(body.now)
        done = await operations.scheduler.tick()
        return {"now": operations.clock.now(), "done": done}

    return router
