"""A message as a court sends it, every minute: does its answer come back?"""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import suppress
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from deploy.topics import INTAKE
from deploy.watch import metrics
from deploy.watch.clocks import offset
from shared.messaging import kafka, probes
from shared.settings import KafkaSettings

SOURCE = "/masohi-watch"
_WITHIN_S = 60.0
_STAMPED_BY_BROKER = 1


class Probe:
    """Each has another key, so that every partition has its turn."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        metrics.PROBE_LAST_SUCCESS.set_to_current_time()
        metrics.PROBE_SECONDS.set(math.nan)

    async def look(self) -> None:
        """Raises TimeoutError where no answer came."""
        async with asyncio.timeout(_WITHIN_S), self._answers() as answers:
            partition = TopicPartition(probes.TOPIC, 0)
            answers.assign([partition])
            await answers.seek_to_end(partition)
            id_, asked, before = str(uuid4()), time.monotonic(), time.time()
            await self._ask(id_)
            answer = await _answer(answers, id_)
        metrics.PROBE_SECONDS.set(time.monotonic() - asked)
        metrics.PROBE_LAST_SUCCESS.set_to_current_time()
        if answer.timestamp_type == _STAMPED_BY_BROKER:
            metrics.CLOCK_OFFSET.labels("kafka").set(offset(answer.timestamp / 1000, before, time.time(), coarse=0.001))

    def _answers(self) -> AIOKafkaConsumer:
        return kafka.consumer(self._settings, client_id="masohi-watch", enable_auto_commit=False)

    async def _ask(self, id_: str) -> None:
        async with kafka.producer(self._settings, "masohi-watch") as producer:
            own = probes.headers(id_, probes.ASKED, SOURCE)
            await producer.send_and_wait(INTAKE, b"{}", id_.encode(), headers=own)

    def away(self) -> None:
        metrics.PROBE_SECONDS.set(math.nan)
        with suppress(KeyError):
            metrics.CLOCK_OFFSET.remove("kafka")


async def _answer(answers: AIOKafkaConsumer, id_: str) -> ConsumerRecord:
    async for record in answers:
        if record.key == id_.encode():
            return record
    raise TimeoutError
