"""Kafka, as any client with the right to describe the cluster sees it."""

from __future__ import annotations

import math
from itertools import chain

from aiokafka.admin import AIOKafkaAdminClient

from deploy.watch import metrics
from shared.messaging.kafka import client_options
from shared.settings import KafkaSettings

_NOBODY = -1


class Kafka:
    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    async def look(self) -> None:
        admin = AIOKafkaAdminClient(
            client_id="masohi-watch", request_timeout_ms=5_000, **client_options(self._settings)
        )
        try:
            await admin.start()
            cluster, topics = await admin.describe_cluster(), await admin.describe_topics()
        finally:
            await admin.close()
        partitions = list(chain.from_iterable(topic["partitions"] for topic in topics))
        metrics.KAFKA_UP.set(1)
        metrics.CONTROLLER_KNOWN.set(cluster["controller_id"] != _NOBODY)
        metrics.OFFLINE.set(sum(each["leader"] == _NOBODY for each in partitions))
        metrics.UNDER_REPLICATED.set(sum(len(each["isr"]) < len(each["replicas"]) for each in partitions))

    def away(self) -> None:
        metrics.KAFKA_UP.set(0)
        for gauge in (metrics.CONTROLLER_KNOWN, metrics.OFFLINE, metrics.UNDER_REPLICATED):
            gauge.set(math.nan)
