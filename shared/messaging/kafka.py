"""Kafka with the right defaults: every safe setting in one place, and the brokers' differences as a profile."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import aiokafka.conn
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAlreadyExistsError, for_code
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram512

from shared.settings import KafkaSettings

MAX_MESSAGE = 2 * 1024 * 1024
MAX_BATCH = 128 * 1024

PROFILES: Mapping[str, dict[str, Any]] = {
    "kafka": {"idempotent": True, "static": True, "fetch": 500, "session": 30_000, "heartbeat": 3_000},
    # Tansu knows no idempotent producer, its fetch does not wake on produce, and a group takes a session to settle.
    "tansu": {"idempotent": False, "static": False, "fetch": 20, "session": 1_000, "heartbeat": 300},
}


class _Connection(aiokafka.conn.AIOKafkaConnection):  # type: ignore[misc]  # it has no types
    """A connection that says so when it is lost, also on uvloop.

    Between the loss and its notice, a write raises RuntimeError there. aiokafka foresees OSError only (its issue 1038),
    and whatever background task was writing ends: its coordinator, its fetcher, or the one that learns of new leaders.
    """

    def send(self, request: Any, expect_response: bool = True) -> Any:
        return self._noticing_loss(super().send, request, expect_response)

    def _send_sasl_token(self, payload: Any, expect_response: bool = True) -> Any:
        return self._noticing_loss(super()._send_sasl_token, payload, expect_response)

    def _noticing_loss(self, send: Callable[..., Any], *args: Any) -> Any:
        try:
            return send(*args)
        except RuntimeError as error:
            self.close(reason=aiokafka.conn.CloseReason.CONNECTION_BROKEN)
            raise KafkaConnectionError(f"Connection at {self.host}:{self.port} was lost: {error}") from error


aiokafka.conn.AIOKafkaConnection = _Connection


def producer(settings: KafkaSettings, client_id: str) -> AIOKafkaProducer:
    """A producer that waits for all replicas and, where the broker can, never doubles or reorders on retry."""
    return AIOKafkaProducer(
        client_id=client_id,
        acks="all",
        enable_idempotence=PROFILES[settings.profile]["idempotent"],
        max_request_size=MAX_MESSAGE,
        max_batch_size=MAX_BATCH,
        **client_options(settings),
    )


def consumer(settings: KafkaSettings, *topics: str, **options: Any) -> AIOKafkaConsumer:
    """A plain consumer from the beginning, for tools and tests; services consume through `broker`."""
    return AIOKafkaConsumer(
        *topics,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=PROFILES[settings.profile]["fetch"],
        **client_options(settings),
        **options,
    )


def check_background(reader: AIOKafkaConsumer) -> None:
    """Raises KafkaError where a background task of a reader has ended that aiokafka itself does not look after."""
    for task in _background(reader):
        if task.done():
            raise KafkaError("a background task of the reader has ended") from task.exception()


def cut_off(reader: AIOKafkaConsumer) -> None:
    """Ends the tasks and connections of a reader that could not be stopped."""
    for task in _background(reader):
        task.cancel()
    for connection in list(reader._client._conns.values()):  # noqa: SLF001 - aiokafka stops before it
        connection.close()


def _background(reader: AIOKafkaConsumer) -> Iterable[asyncio.Task[None]]:
    """What fetches, and what learns of new leaders."""
    return filter(None, (reader._fetcher.error_future, reader._client._sync_task))  # noqa: SLF001 - told nowhere else


def broker(settings: KafkaSettings, client_id: str) -> KafkaBroker:
    """FastStream's broker, for consuming only: what a service says goes through its journal and relay.

    Nothing is injected into handlers and no middleware measures them: `consume` reads and counts the messages itself,
    and the two would cost seven times what the rest of FastStream does.
    """
    return KafkaBroker(
        settings.bootstrap_servers.split(","),
        client_id=client_id,
        security=_security(settings),
        ack_policy=AckPolicy.NACK_ON_ERROR,
        allow_auto_create_topics=False,
        consumer_only=True,
        graceful_timeout=20.0,
        apply_types=False,
        logger=None,
    )


def subscriber_options(settings: KafkaSettings, group: str, instance: str | None) -> dict[str, Any]:
    """What every subscriber of ours sets; `instance` is the replica's static membership id."""
    profile = PROFILES[settings.profile]
    return {
        "group_id": group,
        "group_instance_id": instance if profile["static"] else None,
        "batch": True,
        "max_records": 500,
        "auto_offset_reset": "earliest",
        "session_timeout_ms": profile["session"],
        "heartbeat_interval_ms": profile["heartbeat"],
        "fetch_max_wait_ms": profile["fetch"],
        "max_partition_fetch_bytes": MAX_MESSAGE,
        "no_reply": True,
    }


def client_options(settings: KafkaSettings) -> dict[str, Any]:
    options: dict[str, Any] = {"bootstrap_servers": settings.bootstrap_servers}
    if settings.security != "PLAINTEXT":
        options["security_protocol"] = settings.security
        options["ssl_context"] = _ssl_context(settings)
    if settings.username:
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.username,
            "sasl_plain_password": settings.password.get_secret_value(),
        }
    return options


def _ssl_context(settings: KafkaSettings) -> ssl.SSLContext | None:
    if not settings.security.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=settings.ca_file)


def _security(settings: KafkaSettings) -> BaseSecurity | None:
    if settings.security == "PLAINTEXT":
        return None
    context = _ssl_context(settings)
    if not settings.username:
        return BaseSecurity(ssl_context=context, use_ssl=context is not None)
    kind = SASLScram512 if settings.sasl_mechanism == "SCRAM-SHA-512" else SASLPlaintext
    return kind(
        username=settings.username,
        password=settings.password.get_secret_value(),
        ssl_context=context,
        use_ssl=context is not None,
    )


async def ensure_topics(settings: KafkaSettings, topics: list[str], *, partitions: int, replication: int) -> list[str]:
    """Creates the topics that are missing: kept for ever, never compacted. Returns those created."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        missing = sorted(set(topics) - set(await admin.list_topics()))
        configs = {"retention.ms": "-1", "cleanup.policy": "delete", "max.message.bytes": str(MAX_MESSAGE)}
        wanted = [NewTopic(name, partitions, replication, topic_configs=configs) for name in missing]
        if not wanted:
            return []
        response = await admin.create_topics(wanted)
        for name, code, *_ in response.topic_errors:
            if code and for_code(code) is not TopicAlreadyExistsError:
                raise for_code(code)(f"topic {name} was not created")
        return missing
    finally:
        await admin.close()
