"""What waits for someone in training: every kind, the role that can settle it, and where its detail is.

How long a kind may wait before an alert says so stands with the alerts, in deploy/prometheus/rules.yml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Settler = Literal["trainer", "institution_staff", "coordinator"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`detail` is an address with `{id}`, and `{number}` for a session of a programme's calendar."""

    waits_for: Settler
    detail: str


KINDS: Mapping[str, Kind] = {
    "session_without_attendance": Kind("trainer", "/training/programmes/{id}#session-{number}"),
    "assessment_due": Kind("trainer", "/training/enrolments/{id}"),
    "completion_due": Kind("trainer", "/training/enrolments/{id}"),
    "waiting_list": Kind("institution_staff", "/training/enrolments/{id}"),
    "release_due": Kind("institution_staff", "/training/participants/{id}"),
    "arrival_unconfirmed": Kind("institution_staff", "/training/participants/{id}"),
    "in_two_registers": Kind("institution_staff", "/training/participants/{id}"),
    "certificate_revocation": Kind("coordinator", "/training/certificate-revocations/{id}"),
    "release_not_ready": Kind("institution_staff", "/training/participants/{id}/readiness"),
    "passed_over": Kind("institution_staff", "/training/enrolments/{id}"),
    "session_on_closed_day": Kind("trainer", "/training/programmes/{id}#session-{number}"),
    "withdrawal_proposed": Kind("institution_staff", "/training/withdrawals/{id}"),
    "payout_due": Kind("institution_staff", "/training/payouts/{id}"),
    "session_not_made_up": Kind("trainer", "/training/programmes/{id}#session-{number}"),
    "companion_missing": Kind("coordinator", "/training/programmes/{id}/officials"),
    "accreditation_ending": Kind("coordinator", "/training/programmes/{id}"),
    "programme_after_agreement": Kind("coordinator", "/training/programmes/{id}"),
    "loan_unconfirmed": Kind("institution_staff", "/training/loans/{id}"),
    "loan_overdue": Kind("institution_staff", "/training/loans/{id}"),
    "loss_undecided": Kind("trainer", "/training/loans/{id}"),
    "loan_after_agreement": Kind("trainer", "/training/loans/{id}"),
    "consignment_uncounted": Kind("trainer", "/training/consignments/{id}"),
    "stock_after_agreement": Kind("coordinator", "/training/products/{id}"),
}
"""By the name that the gauges and the list have."""

ORGANISATIONS: Mapping[str, str] = {"trainer": "agency_id", "institution_staff": "institution_id"}
"""The role of a caller, and the organisation of a programme that this role acts for."""

SEE_ALL = frozenset({"coordinator", "auditor", "operator"})
"""Roles that see what waits in every programme: ids and ages only."""

TELL_OF_CHILDREN = frozenset({"companion_missing"})
"""Kinds that say that a child takes part in a programme: not for the operator (UU 11/2012 art. 19, rule C4)."""
