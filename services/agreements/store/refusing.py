"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.agreements import errors


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        match error.constraint_name:
            case "organisations_code_taken":
                raise errors.CodeTaken(**figures) from None
            case "amendments_one_open" | "amendments_number_taken":
                raise errors.AddendumOpen(**figures) from None
            case "signatures_number_taken":
                raise errors.NumberTaken(**figures) from None
            case "signatures_once":
                raise errors.AlreadySigned(**figures) from None
            case "accreditations_organisation" | "agreement_parties_organisation":
                raise errors.UnknownOrganisation(**figures) from None
            case _:
                raise
