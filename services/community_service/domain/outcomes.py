"""The outcomes of a session and what each of them means. This is the only list.

The table `outcome_codes` holds the same rows for the database; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.community_service.events import Outcome

Count = Literal["complied", "failed_to_comply", "acceptable_absences", "unacceptable_absences"]
"""What a report of a site or an agency counts."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from an outcome."""

    attended: bool
    """The person was there. Such an outcome has both times; an absence has none."""
    enforceable: bool
    """It counts against the person: enough of them lead to a breach (pelanggaran)."""
    credited: bool
    """The time present counts for the person."""
    needs_reason: bool
    """Whoever records it must say why."""
    counted_as: Count


OUTCOMES: Mapping[Outcome, Meaning] = {
    "attended_complied": Meaning(
        attended=True, enforceable=False, credited=True, needs_reason=False, counted_as="complied"
    ),
    "attended_failed_to_comply": Meaning(
        attended=True, enforceable=True, credited=False, needs_reason=False, counted_as="failed_to_comply"
    ),
    "acceptable_absence": Meaning(
        attended=False, enforceable=False, credited=False, needs_reason=True, counted_as="acceptable_absences"
    ),
    "unacceptable_absence": Meaning(
        attended=False, enforceable=True, credited=False, needs_reason=False, counted_as="unacceptable_absences"
    ),
}

ATTENDED = tuple(outcome for outcome, meaning in OUTCOMES.items() if meaning.attended)
ABSENCES = tuple(outcome for outcome, meaning in OUTCOMES.items() if not meaning.attended)
ENFORCEABLE = tuple(outcome for outcome, meaning in OUTCOMES.items() if meaning.enforceable)


def counts_for(outcome: Outcome | None) -> bool:
    """Whether the time present counts for the person. A session without an outcome has nothing that counts."""
    return outcome is not None and OUTCOMES[outcome].credited


def may_be_credited(state: str, outcome: Outcome | None) -> bool:
    """Whether a session may still add minutes: it is not signed off, and its outcome, once there is one, counts."""
    return state != "signed_off" and (outcome is None or counts_for(outcome))
