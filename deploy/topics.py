"""The topics of the system. `python -m deploy.topics` creates those that are missing.

Reads `KAFKA_…` (shared/settings.py), `TOPIC_PARTITIONS` (6) and `TOPIC_REPLICATION` (1; three in production).
"""

from __future__ import annotations

import asyncio
import os

from shared.events import internal_topic
from shared.kafka import ensure_topics
from shared.migrate import SERVICES
from shared.settings import KafkaSettings

INTAKE = "masohi.intake.sentences.v1"


def topics_of(service: str) -> list[str]:
    """A service's shared and internal topic."""
    shared = f"masohi.{service.replace('_', '-')}.v1"
    return [shared, internal_topic(shared)]


def all_topics() -> list[str]:
    return [INTAKE, *(topic for service in SERVICES for topic in topics_of(service))]


async def create() -> list[str]:
    """Creates the missing topics; returns their names."""
    return await ensure_topics(
        KafkaSettings(),
        all_topics(),
        partitions=int(os.environ.get("TOPIC_PARTITIONS", "6")),
        replication=int(os.environ.get("TOPIC_REPLICATION", "1")),
    )


if __name__ == "__main__":
    for topic in asyncio.run(create()):
        print("created", topic)
