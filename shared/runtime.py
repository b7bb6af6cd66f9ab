"""The composition every service shares: settings in, a running FastAPI application out.

A service's `main.py` names its parts; this builds pool, broker, relay, consumer, scheduler and routes, starts them in
order and stops them in reverse.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import uvicorn
from fastapi import APIRouter, FastAPI
from faststream.kafka import KafkaBroker

from shared import logs
from shared.clock import Clock, SimulatedClock, SystemClock
from shared.edge import docs, platform, problems
from shared.edge.access import TokenVerifier
from shared.edge.health import Health
from shared.edge.methods import Methods
from shared.edge.middleware import RequestContext
from shared.edge.openapi import Described
from shared.edge.placing import place
from shared.edge.routes import Resources, fingerprint_key, larger
from shared.edge.uvicorn_gaps import HeadLimits, bounded
from shared.journal import auditing, behind, timeline
from shared.journal import pages as journal_pages
from shared.journal import public as public_seals
from shared.journal import routes as journal_routes
from shared.journal.seal import sealing
from shared.journal.verifying import Verifying
from shared.messaging import aiokafka_gaps, kafka
from shared.messaging.consume import Consumer, Subscriptions
from shared.messaging.events import Event, SealFact
from shared.messaging.listen import leave, listen, subscribe
from shared.messaging.relay import Relay
from shared.messaging.standing import Standing
from shared.postgres.contract import start_only_where_it_fits
from shared.postgres.pool import Pool, close_pool, connect, open_pool
from shared.postgres.purging import forgetting, idempotency_keys, inbox, purging, settled_letters, waiting_letters
from shared.postgres.scheduler import Job, Scheduler
from shared.privacy import pages as privacy_pages
from shared.privacy import routes as privacy_routes
from shared.privacy.corrections import Correcting
from shared.privacy.jobs import keeping, privacy_jobs
from shared.privacy.personal import Personal
from shared.seal_key import Trust, trusted
from shared.settings import KafkaSettings, ServiceSettings, read
from shared.tasks import cancelled, measure_loop, supervised
from shared.version import session_name
from shared.web import about, sign_on, start
from shared.web.kept import forget_kept
from shared.web.sessions import forget_sessions
from shared.web.site import Pages
from shared.web.web import Web, web_of

log = logging.getLogger(__name__)

_PATIENCE_S = 2.0
"""How long a start waits for the comparison with Kafka. If Kafka is away, HTTP goes on without."""

Worker = Callable[[Pool, Clock, Callable[[], None]], Awaitable[None]]
"""Work that runs as long as the service: `async def worker(pool, clock, committed)`."""


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of one service: name (also its schema and role), routes, subscriptions, jobs and workers."""

    name: str
    title: str
    routers: Sequence[APIRouter]
    subscriptions: Subscriptions
    published: Sequence[type[Event]]
    """The events whose schemas it answers: its own, and what others write for it."""
    jobs: Sequence[Job] = ()
    workers: Sequence[Worker] = field(default=())
    recorded: Sequence[type[Event]] = ()
    """Every event that its journal may hold, also those for the record alone: auditors choose among them."""
    sealed: type[SealFact] | None = None
    """The event of its journal's daily seal; None where the journal is not sealed."""
    proof_readers: Sequence[str] = ()
    """Roles that may ask for a proof from the journal, beside auditors and operators."""

    personal: Personal | None = None
    """What it says of the personal data that it holds; None where it holds none by the law's specific kinds."""
    correcting: Correcting | None = None
    """How a name and a birth date are corrected there."""

    pages: Pages | None = None
    """Its pages for people; None where programs alone use it."""

    @property
    def prefix(self) -> str:
        return "/" + self.name.replace("_", "-")

    @property
    def topics(self) -> frozenset[str]:
        """Those that it writes."""
        own = [event for event in self.published if event.type.startswith(f"{self.journal}.")]
        internal = {event.internal_topic for event in own if event.internal_topic}
        return frozenset(internal.union(*(event.shared_topics() for event in own)))

    @property
    def journal(self) -> str:
        """The journal's name in its seals."""
        return self.name.replace("_", "-")


def jobs_of(service: Service, settings: ServiceSettings) -> Sequence[Job]:
    """The service's own time-driven work, the daily seal where there is a key for it, and the purge of what is old.

    Raises SystemExit where the settings name a record class that the service does not have."""
    purges = (
        *privacy_jobs(keeping(service.personal, settings.retention_days), service.correcting),
        purging(idempotency_keys, settings.keep_idempotency_keys_days),
        purging(waiting_letters, settings.keep_dead_letters_days),
        purging(settled_letters, settings.keep_dead_letters_days),
        purging(inbox, settings.keep_inbox_days),
        *((forgetting(forget_sessions), forgetting(forget_kept)) if service.pages else ()),
    )
    if service.sealed is None or (key := settings.own_seal_key) is None:
        return (*service.jobs, *purges)
    return (*service.jobs, sealing(service.journal, key, service.sealed), *purges)


def create_app(service: Service, settings: ServiceSettings, kafka_settings: KafkaSettings) -> FastAPI:
    """The service as an ASGI application; everything starts and stops with its lifespan."""
    aiokafka_gaps.notice_lost_connections()
    aiokafka_gaps.read_every_batch()
    clock: Clock = SimulatedClock() if settings.simulated_clock else SystemClock()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(service, settings, kafka_settings, clock) as (resources, operations):
            app.state.resources, app.state.operations = resources, operations
            yield

    app = Described(
        title=service.title,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        openapi_url=f"{service.prefix}/openapi.json",
        redoc_url=None,
    )
    app.state.settings = settings
    problems.install(app)
    place(app, platform.observability(), "")
    keys = trusted(settings.own_seal_key, settings.seal_trusted)
    if service.pages:
        app.state.web = web_of(service.prefix, service.pages, settings, _more_pages(service, keys))
        _include_public_pages(app, service.prefix)
    seals = journal_routes.routers(
        service.journal, keys, sealed=service.sealed is not None, readers=service.proof_readers
    )
    audits = auditing.routers(sealed=service.sealed is not None)
    personal = keeping(service.personal, settings.retention_days)
    private = privacy_routes.routers(personal, service.correcting) if personal else ()
    schemas = platform.schemas(settings.authority, service.prefix[1:], service.published)
    common = (schemas, platform.operations(), timeline.router(), docs.router(service.title))
    for router in (*service.routers, *private, *audits, *seals, *common):
        place(app, router, service.prefix)
    if service.pages:
        _include_pages(app, service.prefix)
    if settings.simulated_clock:
        place(app, platform.simulated_clock(), service.prefix)
    app.state.methods = Methods.among(app.routes)
    app.add_middleware(
        RequestContext,
        max_body_bytes=settings.max_body_bytes,
        body_timeout_s=settings.body_timeout_s,
        larger=larger(app.routes),
    )
    return app


def _more_pages(service: Service, keys: Trust) -> tuple[Pages, ...]:
    """Those of the platform: what auditors look at, and for everybody the seals where there are any."""
    audits = journal_pages.pages(service.recorded, sealed=service.sealed is not None)
    reads = (privacy_pages.pages(service.personal),) if service.personal else ()
    seals = (public_seals.pages(service.journal, keys),) if service.sealed else ()
    return (audits, *reads, *seals)


def _include_public_pages(app: FastAPI, prefix: str) -> None:
    """Before the JSON routes: where both have one address, a page is there for who asks for HTML."""
    web: Web = app.state.web
    for router in (*web.pages.public, about.router):
        place(app, router, prefix)


def _include_pages(app: FastAPI, prefix: str) -> None:
    web: Web = app.state.web
    place(app, web.assets.router(), prefix)
    for router in (sign_on.router, *web.pages.routers, start.router, sign_on.not_found):
        place(app, router, web.place.desk)


@asynccontextmanager
async def running(
    service: Service, settings: ServiceSettings, kafka_settings: KafkaSettings, clock: Clock
) -> AsyncIterator[tuple[Resources, platform.Operations]]:
    """Starts the moving parts in order and stops them in reverse: no new work, then work under way, then the pool."""
    dsn, client_id = settings.database_dsn.get_secret_value(), f"masohi-{service.name}"
    password = partial(_password, settings)
    # The relay only deletes what is published: a delete that a crash undoes is published twice, which is allowed.
    session = {
        "search_path": service.name,
        "application_name": session_name(f"{service.name}-relay"),
        "synchronous_commit": "off",
    }
    async with contextlib.AsyncExitStack() as stack:
        pool = await open_pool(
            dsn,
            service.name,
            size=settings.database_pool,
            statement_timeout_ms=settings.statement_timeout_ms,
            password=password,
        )
        stack.push_async_callback(close_pool, pool)
        relay = Relay(
            lambda: connect(dsn, server_settings=session, password=password),
            lambda: kafka.producer(kafka_settings, client_id),
            authority=settings.authority,
            service=service.prefix[1:],
            batch=settings.relay_batch,
        )
        consumer = Consumer(pool, clock, service.subscriptions, relay.wake)
        failed = asyncio.Event()
        broker = _listening(service, settings, kafka_settings, consumer, failed.set)
        scheduler = Scheduler(pool, clock, jobs_of(service, settings), settings.scheduler_interval_s, relay.wake)
        standing = Standing()
        verifier = TokenVerifier(settings.issuer, settings.audience, settings.issuer_jwks)
        health = Health(pool, broker, settings.relay_max_age_s, lambda: relay.blocked, standing, verifier.keys.problem)
        check = partial(
            behind.check, kafka_settings, pool, service.prefix[1:], _group(service), service.topics, consumer
        )
        verifying = Verifying(service.journal, trusted(settings.own_seal_key, settings.seal_trusted))
        own = [partial(worker, pool, clock, relay.wake) for worker in (*service.workers, verifying.run)]
        keys = verifier.keys.run(settings.issuer_reload_s)
        always = (keys, standing.watch(check), health.run(), measure_loop())
        for work in (*always, *standing.once_it_fits(relay.run, scheduler.run, consumer.mind_left, *own)):
            stack.push_async_callback(cancelled, supervised(work))
        stack.push_async_callback(leave, broker)
        (listening,) = standing.once_it_fits(partial(listen, broker, failed))
        stack.push_async_callback(cancelled, supervised(listening))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(standing.asked(), _PATIENCE_S)
        log.info("started", extra={"topics": service.subscriptions.topics})
        secret = fingerprint_key(settings.person_key.get_secret_value().encode())
        resources = Resources(pool, clock, verifier, relay.wake, standing, secret)
        yield resources, platform.Operations(health, consumer, scheduler, clock)


def _password(settings: ServiceSettings) -> str:
    """The database's, as it is now: it may be changed while the service runs."""
    return unquote(urlsplit(settings.as_now("database_dsn")).password or "")


def _listening(
    service: Service,
    settings: ServiceSettings,
    kafka_settings: KafkaSettings,
    consumer: Consumer,
    failed: Callable[[], None],
) -> KafkaBroker:
    broker = kafka.broker(kafka_settings, f"masohi-{service.name}", consumer.middlewares)
    if service.subscriptions.topics:
        instance = f"{service.name}-{settings.replica}" if settings.replica else None
        options = kafka.subscriber_options(kafka_settings, _group(service), instance)
        subscribe(broker, consumer, service.subscriptions.topics, options, failed)
    return broker


def _group(service: Service) -> str:
    return f"masohi.{service.name}"


def serve(service: Service, settings: ServiceSettings) -> None:
    """Runs the service until SIGTERM or SIGINT; requests under way are finished first."""
    logs.configure(service.name, settings.log_level)
    if service.sealed and settings.seal_key is None:
        if settings.environment == "production":
            raise SystemExit("ERROR: settings: MASOHI_SEAL_KEY: missing, and this service's journal is sealed daily")
        log.warning("the journal is not sealed: there is no MASOHI_SEAL_KEY")
    kafka_settings = read(KafkaSettings)
    asyncio.run(start_only_where_it_fits(settings.database_dsn.get_secret_value(), service.name))
    app = create_app(service, settings, kafka_settings)
    gc.freeze()  # what is made once is never garbage: a full collection would stop every request for 50 ms
    gc.enable()  # a main module has disabled it
    uvicorn.run(app, **server_options(settings))


def server_options(settings: ServiceSettings) -> dict[str, Any]:
    """How uvicorn serves a service. The limits of a connection are ours, not only those of a gateway before it."""
    head = HeadLimits(settings.max_header_bytes, settings.max_headers, settings.header_timeout_s)
    return {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": settings.idle_timeout_s,
        "timeout_graceful_shutdown": 15,
        "loop": "uvloop",
        "http": bounded(head, settings.leave_s),
    }
