"""Where the facts of the community service go, by who may read them."""

from __future__ import annotations

from shared.messaging.events import Event

INSTITUTIONS = "masohi.community-service.v1"
CASES = "masohi.community-service.cases.v1"
CHILDREN = "masohi.community-service.children.v1"
INTERNAL = "masohi.community-service.internal.v1"
ANSWERS = "masohi.intake.answers.v1"


class CommunityServiceEvent(Event, topic=INSTITUTIONS):
    """Facts about sites, and the seal of the journal. Every agency reads them: they could stand in a newspaper."""


class CommunityServiceRecord(Event):
    """For the record only: it stands in the journal and is not published."""
