"""The joint agreement (umbrella; Kesepakatan Bersama or Nota Kesepakatan) of the city with the corrections office, the
prosecutor's office, or both.

With a ministry office or a prosecutor it is a sinergi: one of these two instruments, and each party pays from its own
budget. Source: PP 28/2018 art. 46 (rules A1, A6).
"""

from __future__ import annotations

from services.agreements.domain.agreements import Agreement, draft
from services.agreements.domain.results import Result
from services.agreements.errors import joint_agreements as errors


def draft_joint(agreement: Agreement) -> Result[Agreement]:
    """A draft umbrella. Raises PartiesIncomplete, AnnexMissing."""
    kinds = set(agreement.parties.values())
    missing = ["city"] if "city" not in kinds else []
    if not kinds & {"corrections_office", "prosecutor"}:
        missing.append("corrections_office / prosecutor")
    if missing:
        raise errors.PartiesIncomplete(missing=", ".join(missing))
    if agreement.instrument == "nota_kesepakatan" and not agreement.annex:
        raise errors.AnnexMissing
    return draft(agreement)
