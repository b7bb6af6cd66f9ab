"""The topics of the system. `python -m deploy.topics` creates the missing ones; it can run any number of times.

`MASOHI_TOPIC_PARTITIONS` and `MASOHI_TOPIC_REPLICATION` apply to new topics. Existing topics do not change.
"""

from __future__ import annotations

import asyncio
import os

from deploy.services import SERVICES
from shared.messaging.events import internal_topic
from shared.messaging.kafka import ensure_topics
from shared.settings import KafkaSettings

INTAKE = "masohi.intake.sentences.v1"


def topics_of(service: str) -> tuple[str, str]:
    """A service's shared and internal topic."""
    shared = f"masohi.{service.replace('_', '-')}.v1"
    return shared, internal_topic(shared)


TOPICS = (INTAKE, *(topic for service in SERVICES for topic in topics_of(service)))
"""The intake for courts and prosecutors, and two topics per service: one for everybody, one for the four services."""


async def main() -> None:
    created = await ensure_topics(
        KafkaSettings(),
        list(TOPICS),
        partitions=int(os.environ.get("MASOHI_TOPIC_PARTITIONS", "6")),
        replication=int(os.environ.get("MASOHI_TOPIC_REPLICATION", "1")),
    )
    print(f"{len(created)} of {len(TOPICS)} topics created" + "".join(f"\n  {name}" for name in created))


if __name__ == "__main__":
    asyncio.run(main())
