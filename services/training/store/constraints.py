"""Which refusal a violated constraint stands for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.training.errors.enrolments import AlreadyEnrolled
from services.training.errors.participants import PersonRegistered, RegisterNumberAmbiguous, RegisterNumberTaken
from services.training.errors.programmes import ProgrammeFull
from shared.errors import Refusal

_REFUSALS: dict[str, type[Refusal]] = {
    "programmes_places": ProgrammeFull,
    "participants_register_number_taken": RegisterNumberTaken,
    "participants_person_registered": PersonRegistered,
    "participants_register_number_ambiguous": RegisterNumberAmbiguous,
    "enrolments_once": AlreadyEnrolled,
}


@asynccontextmanager
async def refusing() -> AsyncIterator[None]:
    """Raises the refusal that a violated constraint stands for, by the name of the constraint."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        refusal = _REFUSALS.get(error.constraint_name or "")
        if refusal is None:
            raise
        raise refusal from None
