"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from services.agreements import errors
from services.agreements.errors import accreditations, documents, plan
from shared.errors import Refusal

_BY_NAME: Mapping[str | None, type[Refusal]] = {
    "organisations_code_taken": errors.CodeTaken,
    "organisations_coordinates": accreditations.CoordinatesIncomplete,
    "agreement_parties_organisation": errors.UnknownOrganisation,
    "accreditations_organisation": errors.UnknownOrganisation,
    "accreditations_overlap": accreditations.AccreditationOverlaps,
    "signatures_number_taken": errors.NumberTaken,
    "signatures_once": errors.AlreadySigned,
    "amendments_one_open": errors.AddendumOpen,
    "amendments_number_taken": errors.AddendumOpen,
    "documents_text_fixed": documents.TextFixed,
    "documents_not_signed_yet": documents.NotSignedYet,
    "documents_signed_copy": documents.SignedCopyExists,
    "obligations_owed_by_a_party": plan.OwedByNoParty,
    "obligations_due_within_period": plan.DueOutsidePeriod,
    "obligation_proposals_pending": plan.ProposalPending,
    "obligation_proposals_answered_by_the_other": plan.AnsweredByProposer,
    "progress_reports_corrected_once": plan.CorrectedAlready,
    "progress_reports_have_evidence": plan.EvidenceMissing,
    "evaluations_once_a_year": plan.EvaluationExists,
}


@asynccontextmanager
async def refusing(**figures: object) -> AsyncIterator[None]:
    """Turns a violated constraint into the refusal it stands for, by its name."""
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        refusal = _BY_NAME.get(error.constraint_name)
        if refusal is None:
            raise
        raise refusal(**figures) from None
