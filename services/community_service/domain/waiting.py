"""What waits for someone: every kind, the role that can settle it, and where its detail is.

How long a kind may wait before an alert says so stands with the alerts, in deploy/prometheus/rules.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.community_service.domain.breaches import WAITING
from services.community_service.domain.participants import EVERYWHERE

Settler = Literal["coordinator", "counsellor", "prosecutor", "court_clerk", "supervising_judge"]

_CASE = "/community-service/sentences/{case}"


@dataclass(frozen=True, slots=True)
class Kind:
    """`detail` is an address with `{id}`, or `{case}` where the case shows it.

    `of_a_child`: who settles it in a child's case, if that is somebody else. `child_only`: there is none in others."""

    waits_for: Settler
    detail: str = _CASE
    of_a_child: Settler | None = None
    child_only: bool = False


KINDS: Mapping[str, Kind] = {
    "session_unrecorded": Kind("coordinator"),
    "session_unsigned": Kind("counsellor"),
    "sessions_after_agreement": Kind("counsellor"),
    "sessions_at_closed_site": Kind("counsellor"),
    "sentence_unplaced": Kind("counsellor"),
    "sentence_overdue": Kind("prosecutor"),
    "verdict_change": Kind("court_clerk", "/community-service/verdict-changes/{id}"),
    "verdict_returned": Kind("prosecutor", "/community-service/returned-verdicts/{id}"),
    "fine_overdue": Kind("prosecutor", "/community-service/fines/{id}"),
    "fine_correction": Kind("prosecutor", "/community-service/fine-corrections/{id}"),
    "verdict_change_held": Kind("prosecutor", "/community-service/verdict-changes/{id}"),
    "case_not_received": Kind("counsellor"),
    "incident_unanswered": Kind("counsellor", "/community-service/incidents/{id}"),
    "incident_unseen": Kind("prosecutor", "/community-service/incidents/{id}"),
    "unknown_office": Kind("coordinator"),
    "guardian_unreachable": Kind("counsellor", "/community-service/sentences/{case}/guardian", child_only=True),
    "field_refusal": Kind("coordinator", "/community-service/field/refusals/{id}"),
    "correction": Kind("counsellor", "/community-service/corrections?sentence_id={case}&state=proposed"),
    "alarm": Kind("prosecutor", "/community-service/alarms/{id}"),
    "review": Kind("prosecutor"),
    **{
        f"breach_{state}": Kind(
            "prosecutor" if state == "proposed" else "counsellor",
            "/community-service/breaches/{id}",
            "supervising_judge" if state == "proposed" else None,
        )
        for state in WAITING
    },
}
"""By the name that the gauges and the list have."""

SEE_ALL = EVERYWHERE | {"operator"}
"""Roles that see what waits in every case: ids and ages only.

Nothing tells an operator that a case is a child's (C4): what only children have is missing there, and a breach waits
for the prosecutor."""
