"""Kafka with the right defaults: every safe setting in one place, and the brokers' differences as a profile."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram512

from shared.messaging.batches import MAX_MESSAGE
from shared.messaging.codec import CloudEventsCodec, parse_without_headers
from shared.messaging.partitions import partition_of
from shared.settings import KafkaSettings

Partitioner = Callable[[bytes | None, Sequence[int], Sequence[int]], int]

MAX_BATCH = 128 * 1024
_METADATA_AGE_MS = 30_000
"""A topic that was deleted and made anew is noticed within this time."""

PROFILES: Mapping[str, dict[str, Any]] = {
    "kafka": {
        "idempotent": True,
        "static": True,
        "isolation": "read_committed",
        "fetch": 500,
        "session": 30_000,
        "heartbeat": 3_000,
        "exact_ends": True,
    },
    # Tansu knows no idempotent producer and does not tell what a transaction aborted. Its fetch does not wake on
    # produce, and a group takes a session to settle. The end that it names is one behind the first record of the last
    # batch, however many records that batch has.
    "tansu": {
        "idempotent": False,
        "static": False,
        "isolation": "read_uncommitted",
        "fetch": 20,
        "session": 1_000,
        "heartbeat": 300,
        "exact_ends": False,
    },
}


def producer(settings: KafkaSettings, client_id: str, partitioner: Partitioner = partition_of) -> AIOKafkaProducer:
    """A producer that waits for all replicas and, where the broker can, never doubles or reorders on retry."""
    return AIOKafkaProducer(
        client_id=client_id,
        acks="all",
        enable_idempotence=PROFILES[settings.profile]["idempotent"],
        max_request_size=MAX_MESSAGE,
        max_batch_size=MAX_BATCH,
        partitioner=partitioner,
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


def broker(settings: KafkaSettings, client_id: str, middlewares: Sequence[Any] = ()) -> KafkaBroker:
    """FastStream's broker, for consuming only: a service publishes through its journal and relay.

    `middlewares` stand around every handler, the outer one first. Nothing is injected into handlers, and none of
    FastStream's own middlewares measures them: both would cost seven times what the rest of FastStream does.
    """
    return KafkaBroker(
        settings.bootstrap_servers.split(","),
        client_id=client_id,
        security=_security(settings),
        ack_policy=AckPolicy.NACK_ON_ERROR,
        codec=CloudEventsCodec(),
        parser=parse_without_headers,
        middlewares=middlewares,
        allow_auto_create_topics=False,
        metadata_max_age_ms=_METADATA_AGE_MS,
        consumer_only=True,
        graceful_timeout=20.0,
        apply_types=False,
        logger=None,
    )


def subscriber_options(settings: KafkaSettings, group: str, instance: str | None) -> dict[str, Any]:
    """What every subscriber of ours sets; `instance` is the replica's static membership id."""
    profile = PROFILES[settings.profile]
    return {
        "title": group,
        "description": "Every event of the service's table, in batches, each batch in one transaction.",
        "group_id": group,
        "group_instance_id": instance if profile["static"] else None,
        "batch": True,
        "max_records": 500,
        "auto_offset_reset": "earliest",
        "session_timeout_ms": profile["session"],
        "heartbeat_interval_ms": profile["heartbeat"],
        "fetch_max_wait_ms": profile["fetch"],
        "max_partition_fetch_bytes": MAX_MESSAGE,
        "isolation_level": profile["isolation"],
        "no_reply": True,
    }


def client_options(settings: KafkaSettings) -> dict[str, Any]:
    """The connection settings of an aiokafka client."""
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
    context = ssl.create_default_context(cafile=settings.ca_file)
    if settings.certificate_file:
        context.load_cert_chain(settings.certificate_file)
    return context


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


async def ensure_topics(
    settings: KafkaSettings,
    topics: list[str],
    *,
    partitions: int,
    replication: int,
    more: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Creates the topics that are missing: kept for ever, never compacted, if `more` does not say otherwise. Returns
    those created."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        missing = sorted(set(topics) - set(await admin.list_topics()))
        configs = {"retention.ms": "-1", "cleanup.policy": "delete", "max.message.bytes": str(MAX_MESSAGE), **more}
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
