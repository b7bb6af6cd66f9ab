"""The topics of the system, and who may read each. `python -m deploy.topics` creates the missing ones.

It can run any number of times. `MASOHI_TOPIC_PARTITIONS` and `MASOHI_TOPIC_REPLICATION` apply to new topics. Existing
topics do not change.
"""

from __future__ import annotations

import asyncio
import os

from shared.messaging import probes
from shared.messaging.kafka import ensure_topics
from shared.settings import KafkaSettings

INTAKE = "masohi.intake.sentences.v1"
ANSWERS = "masohi.intake.answers.v1"

EVERYBODY = "every agency taken in"
_FOUR = "the four services"
_COURTS = "courts and prosecutor's offices"

READERS = {
    "masohi.agreements.v1": EVERYBODY,
    "masohi.training.v1": EVERYBODY,
    "masohi.training.people.v1": "institutions, Bapas, the corrections office, the city",
    "masohi.training.children.v1": "institutions and Bapas that UU 11/2012 names, for their own children",
    "masohi.training.internal.v1": _FOUR,
    "masohi.community-service.v1": EVERYBODY,
    "masohi.community-service.cases.v1": "courts, prosecutor's offices, Bapas, the corrections office",
    "masohi.community-service.children.v1": "the children's court, prosecutor and Bapas that UU 11/2012 names",
    "masohi.community-service.internal.v1": _FOUR,
    "masohi.notifications.v1": EVERYBODY,
    "masohi.notifications.internal.v1": _FOUR,
    INTAKE: "the community service; courts and prosecutor's offices write it",
    ANSWERS: _COURTS,
}
"""Topic → who may read it. The access lists of Kafka follow this table."""

TOPICS = tuple(READERS)

PROBES = probes.TOPIC
"""Answers to the watch, for an hour. No fact of ours is there, so it is none of `TOPICS`."""

PROSECUTOR = (
    "masohi.agreements.v1",
    "masohi.training.v1",
    "masohi.community-service.v1",
    "masohi.community-service.cases.v1",
    "masohi.community-service.children.v1",
    ANSWERS,
    "masohi.notifications.v1",
)
"""What a prosecutor's office with a children's prosecutor reads. The story's outside subscriber reads the same."""


def topics_of(service: str) -> list[str]:
    """The topics that a service writes."""
    prefix = f"masohi.{service.replace('_', '-')}."
    own = [topic for topic in TOPICS if topic.startswith(prefix)]
    return [*own, ANSWERS] if service == "community_service" else own


async def ensure_probes(settings: KafkaSettings, replication: int) -> None:
    """The broker stamps what comes there: so its clock is known, too."""
    kept = {"retention.ms": str(probes.KEPT_MS), "message.timestamp.type": "LogAppendTime"}
    await ensure_topics(settings, [PROBES], partitions=1, replication=replication, more=kept)


async def main() -> None:
    settings, replication = KafkaSettings(), int(os.environ.get("MASOHI_TOPIC_REPLICATION", "1"))
    created = await ensure_topics(
        settings,
        list(TOPICS),
        partitions=int(os.environ.get("MASOHI_TOPIC_PARTITIONS", "6")),
        replication=replication,
    )
    await ensure_probes(settings, replication)
    print(f"{len(created)} of {len(TOPICS)} topics created" + "".join(f"\n  {name}" for name in created))


if __name__ == "__main__":
    asyncio.run(main())
