"""Facts and records about who somebody is."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from services.training.events.topics import PeopleEvent, TrainingRecord
from shared.messaging.events import Internal


class PersonsJoined(TrainingRecord, type="training.record.persons-joined", key="participant_id"):
    """Somebody who was registered by number is known by the NIK. `joined_participant_id` is the other entry of the same
    person in the same institution, where there was one."""

    participant_id: UUID
    joined_participant_id: UUID | None
    old_person_id: Annotated[UUID, Internal()]
    person_id: Annotated[UUID, Internal()]


class RegisterNumberCorrected(TrainingRecord, type="training.record.register-number-corrected", key="participant_id"):
    """An institution corrected the register number of a participant. Both numbers stand in the register."""

    participant_id: UUID
    institution_id: UUID


class PersonJoined(PeopleEvent, type="training.person.joined", key="participant_id"):
    """Person joined.

    When somebody who was registered by number is known by the NIK. Whoever keeps something under the old id of the
    person keeps it under the new one from now on, also what comes later. Both ids stay inside."""

    participant_id: UUID
    old_person_id: Annotated[UUID, Internal()]
    person_id: Annotated[UUID, Internal()]
