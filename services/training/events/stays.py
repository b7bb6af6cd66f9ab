"""Facts and records about where somebody is held. Why somebody was released stands in the register alone."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from services.training.events.topics import INTERNAL, TrainingRecord
from shared.messaging.events import Event, Internal

PARTICIPANT = "/training/participants/{}"


class StayRecord(TrainingRecord):
    participant_id: UUID
    institution_id: UUID
    person_id: Annotated[UUID, Internal()]
    on: date


class ParticipantReleased(StayRecord, type="training.record.participant-released", key="participant_id"):
    """A participant was released from an institution."""


class ParticipantReturned(StayRecord, type="training.record.participant-returned", key="participant_id"):
    """A participant who was released is held again."""


class ParticipantArrived(StayRecord, type="training.record.participant-arrived", key="participant_id"):
    """An institution confirmed that a participant came from another one."""


class ParticipantTransferred(StayRecord, type="training.record.participant-transferred", key="participant_id"):
    """A participant was transferred: `institution_id` is where the person is held since."""

    from_institution_id: UUID


class TransferAnnounced(
    Event,
    type="training.transfer.announced",
    key="transfer_id",
    internal_topic=INTERNAL,
):
    """Transfer announced.

    When an institution has sent a participant to another one, which is to confirm that the person came. Only the four
    services read it, and nothing in it leads to the person: it says where somebody is."""

    transfer_id: UUID
    institution_id: UUID
    from_institution_id: UUID
    on: date
