"""A service that starts without Kafka: HTTP goes on, and nothing is published before Kafka was asked what it has."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from deploy.local.issuer import Issuer
from shared import runtime
from shared.clock import SimulatedClock
from shared.journal import behind
from shared.metrics import RELAY_ACTIVE
from shared.runtime import running
from shared.settings import KafkaSettings, ServiceSettings
from tests.support.databases import Databases
from tests.support.harness import SETTINGS
from tests.support.tiny import SCHEMA, tiny

AWAY = KafkaSettings(bootstrap_servers="127.0.0.1:1")
SESSIONS = "select count(*) from pg_stat_activity where application_name = 'masohi-agreements-relay'"


async def test_without_kafka_it_starts_and_no_relay_begins(
    databases: Databases, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "_PATIENCE_S", 0.2)
    asked = asyncio.Event()

    async def check(*_: Any) -> str | None:
        await asked.wait()
        return None

    monkeypatch.setattr(behind, "check", check)
    dsn = await databases.fresh(SCHEMA)
    values = {**SETTINGS, "database_dsn": dsn, "issuer_jwks": str(issuer.jwks)}
    began = time.monotonic()
    async with running(tiny(), ServiceSettings.model_validate(values), AWAY, SimulatedClock()) as (resources, _):
        assert time.monotonic() - began < 2
        resources.standing.refuse_when_behind()
        await asyncio.sleep(0.2)
        assert await resources.pool.fetchval(SESSIONS) == 0
        asked.set()
        await resources.standing.fits()
        while not await resources.pool.fetchval(SESSIONS):
            await asyncio.sleep(0.01)
    assert RELAY_ACTIVE._value.get() == 0
    databases.drop(dsn)
