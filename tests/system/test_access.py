"""Kafka as docker-compose.yml sets it up: who has no account gets nothing, and each account what its kind may have."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiokafka import TopicPartition as AnyPartition
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition

from deploy.access.__main__ import wanted
from deploy.access.apply import apply, set_password
from deploy.access.client import librdkafka
from deploy.access.rights import KINDS, WATCH, account_of, of_agency, of_services
from deploy.compose.make_secrets import make_secrets
from deploy.doctor import reach
from deploy.local.kafka import available
from deploy.local.process import HOST
from deploy.services import SERVICES
from deploy.topics import ANSWERS, INTAKE, PROBES, TOPICS, ensure_probes, topics_of
from deploy.watch import metrics
from deploy.watch.kafka import Kafka as Cluster
from shared.messaging import kafka as clients
from shared.messaging import tails
from shared.messaging.kafka import ensure_topics
from shared.settings import KafkaSettings
from tests.support.secured_kafka import SecuredKafka

PASSWORD = "a-password-of-24-letters-or-more"
AGENCIES = "".join(f'[{kind}-1]\nkind = "{kind}"\npassword = "{PASSWORD}"\n' for kind in KINDS)
CASES = "masohi.community-service.cases.v1"


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    if (reason := available()) and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON APACHE KAFKA: {reason}")
    folder = tmp_path_factory.mktemp("kafka")
    with SecuredKafka(folder, make_secrets(folder).parent / "secrets") as server:
        (server.secrets / "kafka_accounts").write_text(AGENCIES)
        asyncio.run(ensure_topics(server.admin, list(TOPICS), partitions=1, replication=1))
        asyncio.run(ensure_probes(server.admin, replication=1))
        apply(librdkafka(server.admin), wanted(server.secrets))
        yield server


def agency(server: SecuredKafka, kind: str, password: str = PASSWORD) -> dict[str, Any]:
    """How an agency's own client reaches Kafka; no word of ours is in it."""
    return {**librdkafka(server.settings(f"{kind}-1", password)), "log_level": 0}


def service(server: SecuredKafka, name: str) -> KafkaSettings:
    return server.settings(account_of(name), (server.secrets / f"{name}_kafka").read_text(), "INSIDE")


def sees(client: dict[str, Any]) -> set[str]:
    reader = Consumer({**client, "group.id": "x"})
    try:
        return set(reader.list_topics(timeout=10).topics)
    finally:
        reader.close()


def refusal_of_reading(client: dict[str, Any], topic: str, group: str = "") -> str | None:
    """The name of the error; None where it may read."""
    reader = Consumer({**client, "group.id": group or f"{client['sasl.username']}.test", "enable.partition.eof": True})
    try:
        reader.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
        found = reader.poll(10)
        assert found is not None
        error = found.error()
        return None if error is None or error.name() == "_PARTITION_EOF" else error.name()
    finally:
        reader.close()


def refusal_of_writing(client: dict[str, Any], topic: str) -> str | None:
    answers: list[Any] = []
    writer = Producer({**client, "acks": "all"})
    writer.produce(topic, b"{}", b"key", on_delivery=lambda error, _: answers.append(error))
    writer.flush(10)
    return answers[0].name() if answers[0] else None


def test_every_kind_sees_its_topics_and_no_other(kafka: SecuredKafka) -> None:
    rights = {kind: of_agency(f"{kind}-1", kind) for kind in KINDS}
    seen = {kind: sees(agency(kafka, kind)) for kind in KINDS}
    assert seen == {kind: set(each.reads | each.writes) for kind, each in rights.items()}


def test_a_court_writes_verdicts_and_reads_none(kafka: SecuredKafka) -> None:
    court = agency(kafka, "court")
    assert refusal_of_writing(court, INTAKE) is None
    assert refusal_of_reading(court, INTAKE) == "TOPIC_AUTHORIZATION_FAILED"
    assert refusal_of_reading(court, CASES) is None
    assert refusal_of_writing(court, CASES) == "TOPIC_AUTHORIZATION_FAILED"


def test_a_groups_name_begins_with_the_accounts(kafka: SecuredKafka) -> None:
    client = agency(kafka, "agency")
    assert refusal_of_reading(client, "masohi.agreements.v1", "agency-1.reports") is None
    assert refusal_of_reading(client, "masohi.agreements.v1", "masohi.training") == "GROUP_AUTHORIZATION_FAILED"


def test_nobody_gets_in_without_an_account(kafka: SecuredKafka) -> None:
    right = agency(kafka, "agency")
    for wrong in (
        {**right, "sasl.password": "something-else-of-24-letters"},
        {**right, "sasl.username": "stranger"},
        {"bootstrap.servers": right["bootstrap.servers"], "log_level": 0},
        {**right, "ssl.ca.location": "probe"},
    ):
        with pytest.raises(KafkaException):
            Consumer({**wrong, "group.id": "x", "socket.timeout.ms": 2000}).list_topics(timeout=2)


@pytest.mark.parametrize("listener", ["PEERS", "CONTROLLER"])
def test_brokers_talk_to_nobody_without_a_certificate(kafka: SecuredKafka, listener: str) -> None:
    """The port is there, and an account is of no use at it."""
    settings = kafka.admin.model_copy(update={"certificate_file": None})
    client = {**librdkafka(settings), "bootstrap.servers": f"{HOST}:{kafka.ports[listener]}", "log_level": 0}
    socket.create_connection((HOST, kafka.ports[listener]), timeout=2).close()
    with pytest.raises(KafkaException):
        Consumer({**client, "group.id": "x", "socket.timeout.ms": 2000}).list_topics(timeout=2)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_does_its_work_and_no_other(kafka: SecuredKafka, name: str) -> None:
    settings, rights = service(kafka, name), of_services()[account_of(name)]
    async with clients.producer(settings, "test") as producer:
        for topic in topics_of(name):
            await producer.send_and_wait(topic, b"{}", b"key")
    async with tails.opened(settings, rights.reads, rights.group) as log:
        assert {partition.topic for partition in log.ends} == rights.reads
    with pytest.raises(KafkaError):
        async with tails.opened(settings, TOPICS, rights.group):
            pass
    assert sees(librdkafka(settings)) == rights.reads | rights.writes


async def test_the_watch_asks_and_hears_its_answer_and_can_read_no_verdict(kafka: SecuredKafka) -> None:
    settings = kafka.settings(WATCH, (kafka.secrets / "watch_kafka").read_text(), "INSIDE")
    client = {**librdkafka(settings), "log_level": 0}
    assert sees(client) == {*TOPICS, PROBES}, "how each stands"
    assert refusal_of_writing(client, INTAKE) is None
    assert refusal_of_writing(client, ANSWERS) == "TOPIC_AUTHORIZATION_FAILED"
    assert refusal_of_reading(client, INTAKE, "masohi.community_service") == "GROUP_AUTHORIZATION_FAILED"
    async with clients.consumer(settings) as reader:
        reader.assign([AnyPartition(INTAKE, 0)])
        with pytest.raises(TopicAuthorizationFailedError):
            await asyncio.wait_for(reader.getone(), 20)
    async with clients.producer(service(kafka, "community_service"), "test") as relay:
        await relay.send_and_wait(PROBES, b"{}", b"key")
    async with clients.consumer(settings) as answers:
        answers.assign([AnyPartition(PROBES, 0)])
        assert (await answers.getone()).key == b"key"
    await Cluster(settings).look()
    assert metrics.REGISTRY.get_sample_value("masohi_kafka_partitions_offline") == 0


def test_the_doctor_knows_an_account_that_is_wrong(kafka: SecuredKafka) -> None:
    settings = service(kafka, "training")
    assert not reach.kafka(settings, of_services()["masohi-training"].reads).advice
    assert "run --rm topics" in reach.kafka(settings, [INTAKE]).advice
    refused = reach.kafka(kafka.settings("masohi-training", "something-else", "INSIDE"), [])
    assert "sets accounts" in refused.advice


def test_a_changed_password_counts_at_once_and_cuts_nobody_off(kafka: SecuredKafka) -> None:
    old, fresh = agency(kafka, "bapas"), "another-password-of-24-letters"
    connected = Consumer({**old, "group.id": "x"})
    assert CASES in connected.list_topics(timeout=10).topics
    set_password(librdkafka(kafka.admin), "bapas-1", fresh)
    assert CASES in connected.list_topics(timeout=10).topics
    connected.close()
    assert CASES in sees(agency(kafka, "bapas", fresh))
    with pytest.raises(KafkaException):
        Consumer({**old, "group.id": "x"}).list_topics(timeout=2)


def test_an_agency_that_leaves_has_nothing_left(kafka: SecuredKafka) -> None:
    """The last test of this file: what it takes away does not come back."""
    left = {name: account for name, account in wanted(kafka.secrets).items() if name != "city-1"}
    changed = apply(librdkafka(kafka.admin), left)
    assert "- account city-1" in changed
    assert all("city-1" in line for line in changed)
    with pytest.raises(KafkaException):
        sees(agency(kafka, "city"))
    assert apply(librdkafka(kafka.admin), left) == [], "nothing is left to do"
    assert ANSWERS in sees(agency(kafka, "court"))
