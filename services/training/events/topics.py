"""Where the facts of training go. A child's enrolment looks like any other: no fact holds an age or a birth date."""

from __future__ import annotations

from shared.messaging.events import Event


class TrainingEvent(Event, topic="masohi.training.v1"):
    """All published facts of the training service."""


class TrainingRecord(Event):
    """For the record only: it stands in the journal and is not published."""
