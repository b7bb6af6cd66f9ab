"""Refusals about the obligations of a work plan (rencana kerja)."""

from __future__ import annotations

from services.agreements.errors.articles import PERMENDAGRI
from shared.errors import Refusal


class PlanSettled(
    Refusal,
    rule="A3",
    article=PERMENDAGRI,
    indonesian="PKS berstatus {state}: rencana kerja diubah pada naskah (draft), atau atas kesepakatan kedua pihak saat"
    " PKS berlaku.",
):
    """The cooperation agreement is {state}: its plan changes in the draft, or by both parties while it is in force."""


class NotYetInForce(
    Refusal,
    rule="A3",
    article=PERMENDAGRI,
    indonesian="PKS berstatus {state}: kewajiban dilaksanakan setelah PKS berlaku.",
):
    """The cooperation agreement is {state}: its obligations are carried out once it has come into force."""


class OwedByNoParty(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Kewajiban dipikul salah satu pihak PKS ({agency} atau {institution}); {owed_by} bukan pihak.",
):
    """An obligation is owed by a party of its cooperation agreement ({agency} or {institution}); {owed_by} is none."""


class DueOutsidePeriod(
    Refusal,
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Tenggat {due_on} berada di luar masa berlaku PKS ({period}).",
):
    """The due date {due_on} lies outside the cooperation agreement's period ({period})."""


class DueDatePassed(
    Refusal,
    kind="invalid",
    indonesian="Tenggat {due_on} sudah lewat (hari ini {today}).",
):
    """The due date {due_on} has passed (today is {today})."""


class ObligationSettled(Refusal, indonesian="Kewajiban ini berstatus {state}; tindakan ini memerlukan {needed}."):
    """The obligation is {state}; this needs it to be {needed}."""
