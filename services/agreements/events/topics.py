"""Where the facts of agreements go: to the topic that every agency reads, or only into the journal."""

from __future__ import annotations

from shared.messaging.events import Event


class AgreementsEvent(Event, topic="masohi.agreements.v1"):
    """All published facts of the agreements service."""


class AgreementsRecord(Event):
    """For the record only: it stands in the journal and is not published. Its type is `agreements.record.…`."""
