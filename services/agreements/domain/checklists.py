"""The checklist of a PKS before its review, and the consent of the regional council (DPRD) before its signature.

Source: PP 28/2018 art. 6(2), 19(2) (rule A3). What was in review before this rule goes on as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from services.agreements import events
from services.agreements.domain.agreements import Agreement, Consent, require_state
from services.agreements.domain.obligations import Obligation
from services.agreements.domain.results import Result
from services.agreements.errors import checklists as errors
from services.agreements.errors.articles import PP28_CONTENT

Item = Literal["rights_and_duties", "period", "disputes", "sanctions", "burdens_budget", "council_consent"]

NAMES: Mapping[Item, str] = {
    "rights_and_duties": "hak dan kewajiban (rencana kerja)",
    "period": "jangka waktu",
    "disputes": "penyelesaian perselisihan",
    "sanctions": "sanksi",
    "burdens_budget": "beban APBD (ya/tidak)",
    "council_consent": "persetujuan DPRD",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One item: whether the draft states it, and before which step it must."""

    item: Item
    stated: bool
    before: Literal["review", "signature"] = "review"
    article: str = PP28_CONTENT


def checklist(agreement: Agreement, plan: Iterable[Obligation]) -> list[Line]:
    """Every item. The rights and duties are those of the work plan, or a text that states them."""
    contents = agreement.contents
    planned = any(obligation.state != "cancelled" for obligation in plan)
    lines = [
        Line("rights_and_duties", bool(contents.rights_and_duties) or planned),
        Line("period", stated=True),
        Line("disputes", bool(contents.disputes)),
        Line("sanctions", bool(contents.sanctions)),
        Line("burdens_budget", contents.burdens_budget is not None),
    ]
    if contents.burdens_budget:
        lines.append(Line("council_consent", agreement.consent is not None, "signature"))
    return lines


def check_before_review(agreement: Agreement, plan: Iterable[Obligation]) -> None:
    """Raises ContentsMissing with every item that the draft does not state."""
    missing = [line.item for line in checklist(agreement, plan) if line.before == "review" and not line.stated]
    if missing:
        raise errors.ContentsMissing(missing=", ".join(missing), missing_id=", ".join(NAMES[item] for item in missing))


def check_before_signature(agreement: Agreement, signed_on: date) -> None:
    """What burdens the budget is signed with the council's consent. Raises ConsentMissing, ConsentAfterSigning."""
    if not agreement.contents.burdens_budget:
        return
    if agreement.consent is None:
        raise errors.ConsentMissing
    if agreement.consent.on > signed_on:
        raise errors.ConsentAfterSigning(consent=agreement.consent.on, signed_on=signed_on)


def record_consent(agreement: Agreement, consent: Consent, today: date) -> Result[Agreement]:
    """The council's consent, or another in its place, until the first signature. Raises ConsentNotNeeded,
    ConsentInFuture, ConsentSettled."""
    require_state(agreement, "draft", "in_review", "approved")
    if not agreement.contents.burdens_budget:
        raise errors.ConsentNotNeeded
    if agreement.signatures:
        raise errors.ConsentSettled
    if consent.on > today:
        raise errors.ConsentInFuture(on=consent.on, today=today)
    recorded = events.CouncilConsented(agreement_id=agreement.id, number=consent.number, consented_on=consent.on)
    return Result(replace(agreement, consent=consent), [recorded])
