"""Which refusal a violated constraint stands for."""

from __future__ import annotations

from services.training.errors.enrolments import AlreadyEnrolled
from services.training.errors.officials import OfficialNamedTwice
from services.training.errors.participants import PersonRegistered, RegisterNumberAmbiguous, RegisterNumberTaken
from services.training.errors.programmes import ProgrammeFull
from shared.postgres import constraints

refusing = constraints.refusing(
    {
        "programmes_places": ProgrammeFull,
        "participants_register_number_taken": RegisterNumberTaken,
        "participants_person_registered": PersonRegistered,
        "participants_register_number_ambiguous": RegisterNumberAmbiguous,
        "enrolments_once": AlreadyEnrolled,
        "officials_once": OfficialNamedTwice,
    }
)
