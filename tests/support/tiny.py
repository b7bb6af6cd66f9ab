"""A service without a domain, for tests of the platform: things with a label, in a table of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import asyncpg
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from deploy.postgres.bootstrap import OWNER
from shared.edge.access import Actor
from shared.edge.routes import Call, may, open_to_all
from shared.errors import NotFound, Refusal, RulesBroken
from shared.journal import journal
from shared.messaging.consume import Handler, Subscriptions, topic_of
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope
from shared.messaging.events import Audience, Event, Internal, RestoreFact, SealFact
from shared.postgres.pool import Connection
from shared.postgres.scheduler import Job
from shared.runtime import Service
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page
from shared.web.site import Link, Pages
from tests.support.databases import Databases
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness

SCHEMA = "agreements"
TINY_PAGES = Path(__file__).parent / "tiny_pages"
THING = UUID("0198c000-0000-7000-8000-000000000001")
OTHER = UUID("0198c000-0000-7000-8000-000000000002")
TOPIC = "masohi.tiny.v1"
PLACES = {"thing_id": "/things/{}"}
STRICT = "masohi.strict.v1"
INTERNAL = "masohi.tiny.internal.v1"
QUIET = "masohi.tiny.quiet.v1"


class TinyEvent(Event, topic=TOPIC):
    """Published facts."""


class Marked(TinyEvent, type="tiny.thing.marked", key="thing_id", detail="/agreements/things/{}"):
    """Thing marked.

    When its label changes."""

    thing_id: UUID
    label: str


class Known(TinyEvent, internal_topic=INTERNAL, type="tiny.thing.known", key="thing_id"):
    """Thing known.

    When somebody owns it."""

    thing_id: UUID
    person_id: Annotated[UUID, Internal()]


class Whispered(
    Event, topic={"loud": TOPIC, "quiet": QUIET}, internal_topic=INTERNAL, type="tiny.thing.whispered", key="thing_id"
):
    """Thing whispered.

    To everybody, or to a few."""

    thing_id: UUID
    voice: Annotated[str, Audience()] = "quiet"


class Hidden(Event, internal_topic=INTERNAL, type="tiny.thing.hidden", key="thing_id"):
    """Thing hidden.

    Only we know."""

    thing_id: UUID
    place: str


class Ordered(Event, topic=STRICT, type="tiny.thing.ordered", key="thing_id"):
    """Thing ordered.

    On a topic that takes nothing else."""

    thing_id: UUID


class Sealed(TinyEvent, SealFact, type="tiny.journal.sealed", key="journal"):
    """Journal sealed.

    Every day."""


class Lost(TinyEvent, RestoreFact, type="tiny.journal.restored", key="journal"):
    """Facts lost.

    After a restore."""


class Noted(Event, type="tiny.record.noted", key="thing_id"):
    """For the record only."""

    thing_id: UUID


class Unlucky(Refusal, kind="invalid", rule="T1", article="art. 13", indonesian="{label} sial."):
    """{label} is unlucky."""


class Mark(BaseModel):
    label: Annotated[str, Field(max_length=100)]
    count: Annotated[int, Field(ge=0)] = 0
    note: UUID | None = None


class ThingView(BaseModel):
    """A thing, and how many things there are."""

    id: UUID
    label: str
    touched: int
    things: int
    version: int


async def mark(conn: Connection, thing_id: UUID, cmd: Mark, actor: Actor, now: datetime) -> ThingView:
    await conn.execute(
        "insert into things (id, label, touched) values ($1, $2, 1)"
        " on conflict (id) do update set label = excluded.label, touched = things.touched + 1",
        *(thing_id, cmd.label),
    )
    await journal.append(conn, [Marked(thing_id=thing_id, label=cmd.label)], actor=actor.subject, now=now)
    if cmd.label == "unlucky":
        raise Unlucky(label=cmd.label)
    if cmd.label == "twice unlucky":
        raise RulesBroken([Unlucky(label="pertama"), Unlucky(label="kedua")])
    return await thing(conn, thing_id)


async def thing(conn: Connection, thing_id: UUID) -> ThingView:
    row = await conn.fetchrow(
        "select id, label, touched, (select count(*) from things) as things, stream_version(id::text) as version"
        " from things where id = $1",
        thing_id,
    )
    if row is None:
        raise NotFound(what="thing", id=thing_id)
    return ThingView(**row)


async def note(conn: Connection, thing_id: UUID, actor: Actor, now: datetime) -> ThingView:
    """A read that is recorded."""
    await journal.append(conn, [Noted(thing_id=OTHER)], actor=actor.subject, now=now)
    return await thing(conn, thing_id)


def router() -> APIRouter:
    routes = APIRouter()

    @routes.put("/things/{thing_id}", response_model=ThingView)
    async def put(thing_id: UUID, body: Mark, call: Call = may("marker")) -> Response:
        return await call.run(mark, thing_id, body)

    @routes.post("/things/{thing_id}/marks", status_code=201, response_model=ThingView)
    async def post(thing_id: UUID, body: Mark, call: Call = may("marker")) -> Response:
        return await call.run(mark, thing_id, body)

    @routes.get("/things/{thing_id}", response_model=ThingView)
    async def read(thing_id: UUID, call: Call = may("*")) -> Response:
        return await call.read(thing, thing_id)

    @routes.get("/things/{thing_id}/reading", response_model=ThingView)
    async def reading(thing_id: UUID, call: Call = may("marker")) -> Response:
        return await call.run(note, thing_id)

    @routes.post("/breakage/{secret}", dependencies=[open_to_all()])
    async def breakage(secret: str) -> None:
        raise KeyError(secret)

    return routes


def desk() -> APIRouter:
    """Its pages: a thing, and a form that marks it."""
    pages = pages_router()

    @pages.get("/things/{thing_id}")
    async def show(thing_id: UUID, call: PageCall = page("marker", "reader")) -> Response:
        return await call.show("thing.html", thing=await call.get(thing, thing_id))

    @pages.post("/things/{thing_id}/marks")
    async def post(thing_id: UUID, call: PageCall = page("marker")) -> Response:
        return await call.act(
            mark, thing_id, form=Mark, then="/things/{id}", again=lambda: show(thing_id, call), said="marked"
        )

    @pages.get("/breakage/{secret}")
    async def breakage(secret: str, call: PageCall = page("*")) -> Response:
        raise KeyError(secret)

    return pages


@dataclass
class Ears:
    """What the tiny service hears: each message is counted in its thing. A label in `faults` raises, so many times."""

    faults: dict[str, list[Exception]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    async def marked(self, conn: Connection, event: Marked, envelope: Envelope, now: datetime) -> None:
        self.heard.append(event.label)
        await conn.execute(
            "insert into things (id, label, touched) values ($1, $2, 1)"
            " on conflict (id) do update set label = excluded.label, touched = things.touched + 1",
            *(event.thing_id, event.label),
        )
        if faults := self.faults.get(event.label):
            raise faults.pop(0) if len(faults) > 1 else faults[0]

    async def known(self, conn: Connection, event: Known, envelope: Envelope, now: datetime) -> None:
        self.heard.append(str(event.person_id))

    async def ordered(self, conn: Connection, event: Ordered, envelope: Envelope, now: datetime) -> None:
        self.heard.append("ordered")
        if faults := self.faults.get("ordered"):
            raise faults.pop(0) if len(faults) > 1 else faults[0]

    def subscriptions(self) -> Subscriptions:
        handlers: dict[type[Event], Handler] = {Marked: self.marked, Known: self.known, Ordered: self.ordered}
        return Subscriptions(handlers=handlers, strict=frozenset({STRICT}))


def tiny(ears: Ears | None = None, jobs: Sequence[Job] = ()) -> Service:
    return Service(
        SCHEMA,
        "Tiny",
        [router()],
        (ears or Ears()).subscriptions(),
        [Marked, Known],
        jobs,
        sealed=Sealed,
        recorded=[Marked, Known, Noted, Sealed],
        proof_readers=("prosecutor",),
        pages=Pages(TINY_PAGES, "Tiny", [desk()], [Link("Things", f"/things/{THING}", ("marker",))], places=PLACES),
    )


@asynccontextmanager
async def owner(databases: Databases, h: Harness) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to the test's database as the owner of its tables."""
    async with connected(databases.dsn(OWNER, await h.pool.fetchval("select current_database()"))) as conn:
        yield conn


@asynccontextmanager
async def superuser(databases: Databases, h: Harness) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to the test's database as someone whom no right holds back."""
    name = await h.pool.fetchval("select current_database()")
    async with connected(databases.superuser_dsn.rpartition("/")[0] + f"/{name}") as conn:
        yield conn


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    conn = await asyncpg.connect(dsn, server_settings={"search_path": SCHEMA})
    try:
        yield conn
    finally:
        await conn.close()


async def until_blocked(h: Harness, sessions: int = 1) -> None:
    """Until so many of the service's sessions wait for another one's lock."""
    blocked = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while await h.pool.fetchval(blocked) < sessions:
        pass


async def furnish(databases: Databases, h: Harness) -> None:
    """Adds the tiny service's table."""
    async with owner(databases, h) as conn:
        await conn.execute(
            "create table things (id uuid primary key, label text not null, touched integer not null);"
            f" grant select, insert, update, delete on things to {SCHEMA}"
        )


def message(event: Event, id: str, version: int = 1) -> Record:
    """An event as it lies on Kafka, on the topic that says most."""
    sequence = f"{version:010d}"
    envelope = Envelope(
        id=id, source="/tiny", type=event.type, time=None, data=b"", subject=event.key, sequence=sequence
    )
    topic = topic_of(type(event)) if event.is_published() else TOPIC
    return raw(topic, event.model_dump_json().encode(), kafka_headers(envelope))


def raw(topic: str, value: bytes | None, headers: Sequence[tuple[str, bytes | None]], offset: int = 0) -> Record:
    return Record(topic, 0, offset, b"key", value, headers)
