"""One whole system on Apache Kafka for the tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from deploy.local.kafka import available
from deploy.local.stack import Ports, Stack
from tests.support.world import World


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Postgres with durability, Apache Kafka, the four services as processes. Each test leaves it running."""
    reason = available()
    if reason and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON APACHE KAFKA: {reason}")
    stack = Stack(tmp_path_factory.mktemp("system"), "kafka", Ports.free())
    stack.start(lambda _: None)
    try:
        yield World(stack)
    finally:
        stack.stop()
