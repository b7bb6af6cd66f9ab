"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from services.agreements import accreditation_errors, document_errors, errors
from shared.errors import Refusal

_REGISTER: Mapping[str | None, type[Refusal]] = {
    "organisations_coordinates": accreditation_errors.CoordinatesIncomplete,
    "accreditations_overlap": accreditation_errors.AccreditationOverlaps,
    "documents_text_fixed": document_errors.TextFixed,
    "documents_not_signed_yet": document_errors.NotSignedYet,
    "documents_signed_copy": document_errors.SignedCopyExists,
}


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        match error.constraint_name:
            case name if name in _REGISTER:
                raise _REGISTER[name](**figures) from None
            case "organisations_code_taken":
                raise errors.CodeTaken(**figures) from None
            case "signatures_number_taken":
                raise errors.NumberTaken(**figures) from None
            case "signatures_once":
                raise errors.AlreadySigned(**figures) from None
            case "accreditations_organisation" | "agreement_parties_organisation":
                raise errors.UnknownOrganisation(**figures) from None
            case "amendments_one_open" | "amendments_number_taken":
                raise errors.AddendumOpen(**figures) from None
            case _:
                raise
