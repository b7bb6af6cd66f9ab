"""Which refusal a violated constraint stands for."""

from __future__ import annotations

from services.agreements.errors import (
    accreditations,
    addenda,
    checklists,
    documents,
    evaluations,
    obligations,
    organisations,
    originals,
    progress_reports,
    proposals,
    signatures,
)
from shared.postgres import constraints

refusing = constraints.refusing(
    {
        "organisations_code_taken": organisations.OrganisationCodeTaken,
        "organisations_coordinates": organisations.CoordinatesIncomplete,
        "agreement_parties_organisation": organisations.OrganisationUnknown,
        "accreditations_organisation": organisations.OrganisationUnknown,
        "accreditations_overlap": accreditations.AccreditationOverlaps,
        "signatures_number_taken": signatures.NumberTaken,
        "signatures_once": signatures.AlreadySigned,
        "signatures_after_consent": checklists.ConsentMissing,
        "signatures_kuasa_for_pks_only": signatures.PowerOfAttorneyNeverForUmbrella,
        "originals_signed": originals.OriginalBeforeSignature,
        "amendments_one_open": addenda.AddendumOpen,
        "amendments_number_taken": addenda.AddendumOpen,
        "documents_text_fixed": documents.DocumentTextFixed,
        "documents_not_signed_yet": documents.DocumentNotSignedYet,
        "documents_signed_copy": documents.SignedCopyExists,
        "obligations_owed_by_a_party": obligations.OwedByNoParty,
        "obligations_due_within_period": obligations.DueOutsidePeriod,
        "obligation_proposals_pending": proposals.ProposalPending,
        "obligation_proposals_answered_by_the_other": proposals.AnsweredByProposer,
        "progress_reports_corrected_once": progress_reports.CorrectedAlready,
        "progress_reports_have_evidence": progress_reports.EvidenceMissing,
        "evaluations_once_a_year": evaluations.EvaluationExists,
    }
)
