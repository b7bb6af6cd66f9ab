"""The cooperation agreement (PKS): one agency and one institution, under an umbrella in force."""

from __future__ import annotations

from collections.abc import Sequence

from services.agreements import errors
from services.agreements.domain.agreement import Agreement, Change, draft, expire, resume, suspend
from shared.events import Event

INSTITUTIONS = frozenset({"prison", "remand_centre", "child_institution", "probation_office"})

Cascade = tuple[list[Agreement], list[Event]]


def draft_cooperation(agreement: Agreement, umbrella: Agreement) -> Change:
    """A draft PKS: a subset of the umbrella's scopes, within its period. Source: PP 28/2018 (rule A2)."""
    _check_parties(agreement)
    need_in_force(umbrella)
    if outside := agreement.scopes - umbrella.scopes:
        raise errors.ScopeOutsideUmbrella(scopes=", ".join(sorted(outside)))
    if not umbrella.period.covers(agreement.period):
        raise errors.PeriodOutsideUmbrella(
            starts_on=agreement.period.starts_on, ends_on=agreement.period.ends_on, umbrella=umbrella.period
        )
    return draft(agreement)


def need_in_force(umbrella: Agreement) -> None:
    if umbrella.state != "in_force":
        raise errors.UmbrellaNotInForce(state=umbrella.state)


def _check_parties(agreement: Agreement) -> None:
    assert agreement.agency_id
    assert agreement.institution_id
    agency, institution = agreement.parties[agreement.agency_id], agreement.parties[agreement.institution_id]
    if agency != "agency":
        raise errors.NotAnAgency(id=agreement.agency_id, kind=agency)
    if institution not in INSTITUTIONS:
        raise errors.NotAnAgency(id=agreement.institution_id, kind=institution)


def cascade_suspension(below: Sequence[Agreement]) -> Cascade:
    """With its umbrella, each PKS in force is suspended."""
    return _gather([suspend(a, by_umbrella=True) for a in below if a.state == "in_force"])


def cascade_resumption(below: Sequence[Agreement]) -> Cascade:
    """With its umbrella, each PKS that was suspended by it is in force again; one suspended for itself is not."""
    return _gather([resume(a) for a in below if a.state == "suspended" and a.suspended_by_umbrella])


def cascade_expiry(below: Sequence[Agreement]) -> Cascade:
    """No PKS outlives its umbrella."""
    return _gather([expire(a) for a in below if a.state in {"in_force", "suspended"}])


def _gather(changes: Sequence[Change]) -> Cascade:
    return [agreement for agreement, _ in changes], [event for _, happened in changes for event in happened]
