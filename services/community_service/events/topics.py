"""Where the facts of the community service go: to the topic that every agency reads, or only into the journal."""

from __future__ import annotations

from shared.messaging.events import Event


class CommunityServiceEvent(Event, topic="masohi.community-service.v1"):
    """All published facts of the community service."""


class CommunityServiceRecord(Event):
    """For the record only: it stands in the journal and is not published."""
