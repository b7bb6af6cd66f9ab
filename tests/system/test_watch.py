"""The watch on Apache Kafka, beside the whole system: its probe comes back, and stops coming back when it should."""

from __future__ import annotations

import math

import pytest
from prometheus_client import CollectorRegistry

from deploy.watch import metrics, probe
from deploy.watch.kafka import Kafka
from deploy.watch.probe import Probe
from deploy.watch.watching import see
from tests.support.world import World


def gauge(name: str, **labels: str) -> float:
    registry: CollectorRegistry = metrics.REGISTRY
    found = registry.get_sample_value(f"masohi_{name}", labels)
    assert found is not None, name
    return found


async def test_the_cluster_is_seen(world: World) -> None:
    await see(Kafka(world.stack.kafka_settings))
    assert (gauge("kafka_up"), gauge("kafka_controller_known")) == (1, 1)
    assert (gauge("kafka_partitions_offline"), gauge("kafka_partitions_under_replicated")) == (0, 0)


async def test_a_probe_comes_back_stamped_by_the_broker(world: World) -> None:
    await Probe(world.stack.kafka_settings).look()
    assert 0 < gauge("probe_seconds") < 60
    assert abs(gauge("clock_offset_seconds", of="kafka")) < 5


async def test_while_the_community_service_stands_still_no_probe_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = world.stack.services["community_service"]
    monkeypatch.setattr(probe, "_WITHIN_S", 3.0)
    watched = Probe(world.stack.kafka_settings)
    started = gauge("probe_last_success_timestamp_seconds")
    service.pause()
    try:
        await see(watched)
    finally:
        service.resume()
    assert math.isnan(gauge("probe_seconds"))
    assert gauge("probe_last_success_timestamp_seconds") == started
    monkeypatch.setattr(probe, "_WITHIN_S", 60.0)
    await see(watched)
    assert gauge("probe_seconds") > 0
    assert gauge("probe_last_success_timestamp_seconds") > started
