"""What an outcome means. The table `outcome_codes` says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.community_service.events import Outcome


@dataclass(frozen=True, slots=True)
class OutcomeCode:
    """Was the person there; does it count against them; does it count for them."""

    attended: bool
    enforceable: bool
    credited: bool


OUTCOMES: Mapping[Outcome, OutcomeCode] = {
    "attended_complied": OutcomeCode(attended=True, enforceable=False, credited=True),
    "attended_failed_to_comply": OutcomeCode(attended=True, enforceable=True, credited=False),
    "acceptable_absence": OutcomeCode(attended=False, enforceable=False, credited=False),
    "unacceptable_absence": OutcomeCode(attended=False, enforceable=True, credited=False),
}
