"""A service that starts without Kafka: HTTP goes on, and nothing else begins before Kafka was asked what it has."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deploy.local.issuer import Issuer
from shared import runtime
from shared.clock import SimulatedClock
from shared.journal import behind
from shared.messaging.relay import Relay
from shared.postgres.scheduler import Scheduler
from shared.runtime import running
from shared.settings import KafkaSettings, ServiceSettings
from tests.support.databases import Databases
from tests.support.harness import SETTINGS
from tests.support.tiny import SCHEMA, tiny

AWAY = KafkaSettings(bootstrap_servers="127.0.0.1:1")


async def test_without_kafka_it_starts_and_nothing_is_published_read_or_due(
    databases: Databases, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked = set[str](), asyncio.Event()

    def beginning(name: str) -> Callable[..., Any]:
        async def work(*_: Any) -> None:
            begun.add(name)

        return work

    async def check(*_: Any) -> str | None:
        await asked.wait()
        return None

    monkeypatch.setattr(runtime, "_PATIENCE_S", 0.2)
    monkeypatch.setattr(behind, "check", check)
    monkeypatch.setattr(Relay, "run", beginning("relay"))
    monkeypatch.setattr(Scheduler, "run", beginning("scheduler"))
    monkeypatch.setattr(runtime, "listen", beginning("listener"))
    service = replace(tiny(), workers=[beginning("worker")])
    dsn = await databases.fresh(SCHEMA)
    settings = ServiceSettings.model_validate({**SETTINGS, "database_dsn": dsn, "issuer_jwks": str(issuer.jwks)})
    started = time.monotonic()
    async with running(service, settings, AWAY, SimulatedClock()) as (resources, _):
        assert time.monotonic() - started < 2
        resources.standing.refuse_when_behind()
        await asyncio.sleep(0.1)
        assert begun == set()
        asked.set()
        await resources.standing.fits()
        await asyncio.sleep(0.1)
        assert begun == {"relay", "scheduler", "listener", "worker"}
    databases.drop(dsn)
