"""The joint agreement (umbrella): between the city and the corrections office, and whoever joins them."""

from __future__ import annotations

from services.agreements import errors
from services.agreements.domain.agreement import Agreement, Change, draft


def draft_joint(agreement: Agreement) -> Change:
    """A draft umbrella. Source: Permendagri 22/2020, PP 28/2018 (rule A1)."""
    missing = {"city", "corrections_office"} - set(agreement.parties.values())
    if missing:
        raise errors.PartiesIncomplete(missing=", ".join(sorted(missing)))
    if agreement.instrument == "nota_kesepakatan" and not agreement.annex:
        raise errors.AnnexMissing
    return draft(agreement)
