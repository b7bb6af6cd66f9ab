"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from services.agreements import accreditation_errors, document_errors, errors, plan_errors
from shared.errors import Refusal

_BY_NAME: Mapping[str | None, type[Refusal]] = {
    "organisations_coordinates": accreditation_errors.CoordinatesIncomplete,
    "accreditations_overlap": accreditation_errors.AccreditationOverlaps,
    "documents_text_fixed": document_errors.TextFixed,
    "documents_not_signed_yet": document_errors.NotSignedYet,
    "documents_signed_copy": document_errors.SignedCopyExists,
    "obligations_owed_by_a_party": plan_errors.OwedByNoParty,
    "obligations_due_within_period": plan_errors.DueOutsidePeriod,
    "obligation_proposals_pending": plan_errors.ProposalPending,
    "obligation_proposals_answered_by_the_other": plan_errors.AnsweredByProposer,
    "progress_reports_corrected_once": plan_errors.CorrectedAlready,
    "progress_reports_have_evidence": plan_errors.EvidenceMissing,
    "evaluations_once_a_year": plan_errors.EvaluationExists,
}


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        match error.constraint_name:
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
            case name if name in _BY_NAME:
                raise _BY_NAME[name](**figures) from None
            case _:
                raise
