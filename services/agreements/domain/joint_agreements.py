"""The joint agreement (umbrella; Kesepakatan Bersama or Nota Kesepakatan) of the city and the corrections office."""

from __future__ import annotations

from services.agreements.domain.agreements import Agreement, draft
from services.agreements.domain.results import Result
from services.agreements.errors import joint_agreements as errors


def draft_joint(agreement: Agreement) -> Result[Agreement]:
    """A draft umbrella. Source: Permendagri 22/2020, PP 28/2018 (rule A1). Raises PartiesIncomplete, AnnexMissing."""
    missing = {"city", "corrections_office"} - set(agreement.parties.values())
    if missing:
        raise errors.PartiesIncomplete(missing=", ".join(sorted(missing)))
    if agreement.instrument == "nota_kesepakatan" and not agreement.annex:
        raise errors.AnnexMissing
    return draft(agreement)
