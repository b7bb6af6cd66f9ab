"""What a violated constraint means."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.training import errors
from shared.errors import Refusal

_REFUSALS: dict[str, type[Refusal]] = {
    "programmes_places": errors.ProgrammeFull,
    "participants_register_number_taken": errors.RegisterNumberTaken,
    "participants_person_registered": errors.PersonRegistered,
    "participants_register_number_ambiguous": errors.RegisterNumberAmbiguous,
    "enrolments_once": errors.AlreadyEnrolled,
}


@asynccontextmanager
async def refusing() -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        refusal = _REFUSALS.get(error.constraint_name or "")
        if refusal is None:
            raise
        raise refusal from None
