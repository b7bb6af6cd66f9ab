"""Violated constraints as the refusals they stand for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from services.agreements import errors, plan_errors
from shared.errors import Refusal

_PLAN: Mapping[str | None, type[Refusal]] = {
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
            case "signatures_pkey":
                raise errors.AlreadySigned(**figures) from None
            case "accreditations_organisation" | "agreement_parties_organisation":
                raise errors.UnknownOrganisation(**figures) from None
            case name if name in _PLAN:
                raise _PLAN[name](**figures) from None
            case _:
                raise
