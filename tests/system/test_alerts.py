"""Eleven things are broken on a whole system. Somebody hears of each, of nothing else, and that it is over.

All is real: services, Kafka, Postgres, watch, Prometheus, Alertmanager. In rules and routes only the times are shorter.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from deploy.local import alertmanager, prometheus
from deploy.local.alertmanager import Alertmanager
from deploy.local.kafka import available
from deploy.local.process import HOST, free_port
from deploy.local.prometheus import Prometheus
from deploy.local.smtp import MailServer
from deploy.local.stack import Ports, Stack
from deploy.local.watch import Watch
from deploy.local.watched import environment
from tests.support.world import World, until
from tests.system.alerts_breakage import NO_DISK, back_up, certify, empty, fill, small_disk, tls_server
from tests.system.alerts_quick import quick_routes, quick_rules
from tests.system.alerts_sink import Sink, Told
from tests.system.test_delivery import KNOWN, register

EVERY_S = 2
"""How often Prometheus asks, and how long it waits: a process without a processor for a second is not down."""
TEN_YEARS, NOW = timedelta(days=3650), timedelta(0)


@dataclass
class Site:
    world: World
    sink: Sink
    relay: MailServer
    prometheus: Prometheus
    disk: Path
    backups: Path
    certificate: ssl.SSLContext
    folder: Path

    async def hears(self, *expected: Told, seconds: float = 90) -> None:
        """Exactly this is told, and nothing else for the seconds in which it could be."""
        heard: set[Told] = set()

        async def all_of_it() -> set[Told]:
            heard.update(self.sink.take())
            return set(expected) - heard

        await until(all_of_it, set(), seconds, f"heard {heard}; not yet")
        assert heard == set(expected)

    async def fires_unheard(self, alert: str) -> None:
        """It follows from what is told already: Prometheus has it, and nobody is told."""

        async def fires() -> bool:
            return alert in await self._fire()

        await until(fires, True, 60, f"{alert} does not fire")
        await self.hears_nothing(5)

    async def settles(self) -> None:
        """Nothing fires any more, and what was told of it is forgotten."""
        await until(self._fire, {"Watchdog"}, 120, "what the test before has broken is not over")
        await asyncio.sleep(5)
        self.sink.take()

    async def _fire(self) -> set[str]:
        async with httpx.AsyncClient() as client:
            found = (await client.get(f"{self.prometheus.url}/api/v1/alerts")).json()["data"]["alerts"]
        return {each["labels"]["alertname"] for each in found if each["state"] == "firing"}

    async def hears_nothing(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        assert self.sink.take() == set()


def page(alert: str, job: str | None = None) -> Told:
    return Told("page", "firing", alert, job)


def ticket(alert: str, job: str | None = None) -> Told:
    return Told("ticket", "firing", alert, job)


def over(told: Told) -> Told:
    return told._replace(status="resolved")


def missing() -> str | None:
    if not (prometheus.installed() and alertmanager.installed()):
        return (
            None if os.environ.get("MASOHI_REQUIRE_PROMETHEUS") == "1" else "Prometheus or Alertmanager not installed"
        )
    return None if os.environ.get("MASOHI_REQUIRE_KAFKA") == "1" else available()


@pytest.fixture(scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    if reason := missing():
        pytest.skip(f"ALERTS NOT TESTED: {reason}")
    folder = tmp_path_factory.mktemp("alerts")
    stack = Stack(folder / "stack", "kafka", Ports.free())
    await asyncio.to_thread(stack.start, lambda _: None)
    async with AsyncExitStack() as running:
        running.callback(stack.stop)
        disk = running.enter_context(small_disk(folder / "disk"))
        if disk is None:
            assert os.environ.get("MASOHI_REQUIRE_PROMETHEUS") != "1", NO_DISK
            pytest.skip(f"ALERTS NOT TESTED: {NO_DISK}")
        yield await _watched(World(stack), disk, folder, running)


async def _watched(world: World, disk: Path, folder: Path, running: AsyncExitStack) -> Site:
    ports = {name: free_port() for name in ("watch", "alertmanager", "prometheus", "sink", "relay", "tls")}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certify(context, folder, TEN_YEARS)
    back_up(folder / "backups", NOW)
    await running.enter_async_context(tls_server(ports["tls"], context))
    sink = running.enter_context(Sink(ports["sink"]).open())
    relay = running.enter_context(MailServer(folder / "relay", ports["relay"]))
    told = environment(world.stack) | {
        "MASOHI_WATCH_DISKS": f"small={disk}",
        "MASOHI_WATCH_CERTIFICATES": f"gateway={HOST}:{ports['tls']}",
        "MASOHI_WATCH_BACKUPS": str(folder / "backups"),
        "MASOHI_WATCH_EVERY_S": "1",
    }
    watch = Watch(folder / "watch", ports["watch"], told)
    await asyncio.to_thread(running.enter_context, watch)
    manager = _alertmanager(folder, ports, sink, world.stack.ports.smtp)
    await asyncio.to_thread(running.enter_context, manager)
    services = dict(zip(world.stack.services, world.stack.ports.services, strict=True))
    jobs = services | {name: ports[name] for name in ("watch", "alertmanager")}
    asking = Prometheus(folder / "prometheus", ports["prometheus"], jobs, EVERY_S, quick_rules(folder / "rules"))
    await asyncio.to_thread(running.enter_context, asking)
    return Site(world, sink, relay, asking, disk, folder / "backups", context, folder)


def _alertmanager(folder: Path, ports: dict[str, int], sink: Sink, watched: int) -> Alertmanager:
    """It tells the sink of pages, tickets and that it lives, and sends mails by a relay of its own."""
    state = folder / "alertmanager"
    state.mkdir()
    for way in ("page", "ticket", "watchdog"):
        (state / f"alert_{way}_url").write_text(sink.url(way))
    settings = {
        "MASOHI_ALERT_SMTP": f"localhost:{ports['relay']}",
        "MASOHI_ALERT_SMTP_TLS": "false",
        "MASOHI_ALERT_SENDER": "alerts@masohi.example",
        "MASOHI_ALERT_PAGE_TO": "one@masohi.example, two@masohi.example",
        "MASOHI_ALERT_TICKET_TO": "office@masohi.example",
        "MASOHI_SMTP_HOST": HOST,
    }
    return Alertmanager(state, ports["alertmanager"], settings, quick_routes(folder / "routes"))


@pytest.fixture(autouse=True)
async def after_a_failure(site: Site, request: pytest.FixtureRequest) -> None:
    """One test that failed is one: the next one does not hear of what it has broken."""
    if request.session.testsfailed:
        await site.settles()


class Server(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


@asynccontextmanager
async def away(server: Server) -> AsyncIterator[None]:
    """It is stopped, and comes back whatever the test finds."""
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


async def test_nothing_is_told_of_a_system_that_is_well(site: Site) -> None:
    await until(lambda: _beats(site), True, 30, "no sign of life")
    await site.hears_nothing(3)  # what takes longer would be heard beside what is broken next


async def _beats(site: Site, count: int = 1) -> bool:
    return len(site.sink.beats) >= count


DISK, CERTIFICATE = page("DiskAlmostFull"), page("CertificateExpiresSoon")
BACKUP, KEY = page("BackupStale"), page("KeyBlocked", "agreements")
LETTER, MAIL, SERVICE = (
    ticket("DeadLetters", "training"),
    ticket("MailPaused", "notifications"),
    page("ServiceDown", "agreements"),
)
SIX = (DISK, CERTIFICATE, BACKUP, KEY, LETTER, MAIL)


async def test_seven_things_that_have_nothing_to_do_with_each_other(site: Site) -> None:
    world, agreements = site.world, site.world.stack.services["agreements"]
    async with AsyncExitStack() as broken:
        await broken.enter_async_context(away(world.stack.mail))
        await _send_a_mail(world)
        fill(site.disk)
        broken.callback(empty, site.disk)
        certify(site.certificate, site.folder, timedelta(days=2))
        broken.callback(certify, site.certificate, site.folder, TEN_YEARS)
        back_up(site.backups, timedelta(hours=61))
        broken.callback(back_up, site.backups, NOW)
        await broken.enter_async_context(_a_fact_too_large(world))
        await broken.enter_async_context(_poison(world))
        await site.hears(*SIX)
        assert site.sink.links["MailPaused"] == "docs/runbook.md#mailpaused"
    agreements.kill()
    async with away(agreements):
        await site.hears(SERVICE, *map(over, SIX))
    await site.hears(over(SERVICE))
    subjects = {str(mail["To"]) for mail in site.relay.messages()}
    assert subjects == {"one@masohi.example, two@masohi.example", "office@masohi.example"}, "the other relay has them"


async def test_a_gateway_that_nobody_reaches_is_told(site: Site) -> None:
    async with away(site.world.stack.gateway):
        await site.hears(page("GatewayDown"))
    await site.hears(over(page("GatewayDown")))


async def test_kafka_is_told_once_and_what_follows_from_it_is_not(site: Site) -> None:
    await asyncio.to_thread(site.world.stack.broker.kill)
    async with away(site.world.stack.broker):
        async with site.world.client("agreements", "clerk") as clerk:
            await register(clerk, "waits-for-kafka")
        await site.hears(page("KafkaDown"))
        await site.fires_unheard("OutboxOld")
    await site.hears(over(page("KafkaDown")))


async def test_postgres_is_told_once_and_what_follows_from_it_is_not(site: Site) -> None:
    async with away(site.world.stack.postgres):
        await site.hears(page("PostgresDown"))
        await site.fires_unheard("NotReady")
    await site.hears(over(page("PostgresDown")))
    await site.hears_nothing(3)


async def test_without_prometheus_the_sign_of_life_ends_and_comes_back(site: Site) -> None:
    async with away(site.prometheus):
        await until(lambda: _silent(site, 6), True, 60, "signs of life go on")
        await site.hears_nothing(0)
        count = len(site.sink.beats)
    await until(lambda: _beats(site, count + 1), True, 30, "no sign of life")
    await site.hears_nothing(0)


async def _silent(site: Site, seconds: float) -> bool:
    return time.monotonic() - site.sink.beats[-1] > seconds


async def _send_a_mail(world: World) -> None:
    """A circular to somebody who reads mails."""
    async with world.client("agreements", "clerk") as clerk:
        office = await register(clerk, "office")
    await world.wait_for("notifications", "select count(*) from organisations where id = $1", office, equals=1)
    async with world.client("notifications", "coordinator") as coordinator:
        body = {"reference": "b", "name": "B", "organisation_id": office, "roles": ["clerk"]}
        body |= {"email": "b@ambon.example", "channels": ["email"]}
        answer = await coordinator.post("/notifications/recipients", json=body)
        assert answer.status_code == 201, answer.text
        circular = {"title": "Apel pagi", "body": "Besok pukul tujuh.", "acknowledge_by": "2099-01-01"}
        answer = await coordinator.post("/notifications/circulars", json=circular)
        assert answer.status_code == 201, answer.text


@asynccontextmanager
async def _poison(world: World) -> AsyncIterator[None]:
    """A fact that one service cannot take; mended, it is replayed."""
    async with world.database("training") as admin, world.client("agreements", "clerk") as clerk:
        await admin.execute("alter table organisations add constraint broken check (code <> 'poison')")
        await register(clerk, "poison")
        following = await register(clerk, "after-the-poison")
        await world.wait_for("training", KNOWN, following, equals="Number 0")
    try:
        yield
    finally:
        await world.value("training", "alter table organisations drop constraint broken")
        async with world.client("training", "operator") as operator:
            (letter,) = (await operator.get("/training/dead-letters")).json()["items"]
            answer = await operator.post(f"/training/dead-letters/{letter['id']}/replay")
            assert answer.status_code == 204, answer.text


@asynccontextmanager
async def _a_fact_too_large(world: World) -> AsyncIterator[None]:
    """Behind the service's back: it would not write such a fact. Then it is as it was, and not in the outbox."""
    async with world.database("agreements") as admin, admin.transaction():
        await admin.execute("set local session_replication_role = replica")
        row = await admin.fetchrow("select position, key, data::text from journal order by position limit 1")
        assert row
        large = json.dumps({"x": "x" * 3_000_000})
        await admin.execute("update journal set data = $2::json where position = $1", row["position"], large)
        await admin.execute("insert into outbox (position, key) values ($1, $2)", row["position"], row["key"])
    try:
        yield
    finally:
        async with world.database("agreements") as admin, admin.transaction():
            await admin.execute("set local session_replication_role = replica")
            await admin.execute("delete from outbox where position = $1", row["position"])
            await admin.execute("update journal set data = $2::json where position = $1", row["position"], row["data"])
