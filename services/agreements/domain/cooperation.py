"""The cooperation agreement (PKS): one agency and one institution, under an umbrella in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.agreements import errors
from services.agreements.domain.agreement import Agreement, Change, Due, Terms, draft, expire
from services.agreements.domain.ending import terminate
from services.agreements.domain.pause import resume, suspend
from shared.messaging.events import Event

INSTITUTIONS = frozenset({"prison", "remand_centre", "child_institution", "probation_office"})

Cascade = tuple[list[Agreement], list[Event]]


def draft_cooperation(agreement: Agreement, umbrella: Agreement, pending: Terms | None = None) -> Change:
    """A draft PKS: a subset of the umbrella's scopes, within its period. Source: PP 28/2018 (rule A2)."""
    _check_parties(agreement)
    check_under(agreement.terms, umbrella, pending)
    return draft(agreement)


def check_under(terms: Terms, umbrella: Agreement, pending: Terms | None = None) -> None:
    """A PKS with these terms may be made now. `pending` are the umbrella's signed terms that are not in effect yet."""
    need_in_force(umbrella)
    check_within(terms, replace(umbrella.terms, period=umbrella.reach))
    if pending:
        check_within(terms, pending)


def check_within(terms: Terms, umbrella: Terms) -> None:
    """The terms of a PKS against those of its umbrella. Source: PP 28/2018 (rule A2)."""
    if outside := terms.scopes - umbrella.scopes:
        raise errors.ScopeOutsideUmbrella(scopes=", ".join(sorted(outside)))
    if not umbrella.period.covers(terms.period):
        raise errors.PeriodOutsideUmbrella(
            starts_on=terms.period.starts_on, ends_on=terms.period.ends_on, umbrella=umbrella.period
        )


def check_orphans(terms: Terms, below: Iterable[Agreement]) -> None:
    """No PKS that is signed or runs may be left outside its umbrella's new terms. Names each that would be."""
    lasting = [a for a in below if a.state in {"signed", "in_force", "suspended"}]
    orphans = [a for a in lasting if a.scopes - terms.scopes or not terms.period.covers(a.reach)]
    if orphans:
        raise errors.WouldOrphan(count=len(orphans), pks="; ".join(_named(a) for a in orphans))


def _named(pks: Agreement) -> str:
    numbers = ", ".join(sorted(s.number for s in pks.signatures))
    return f"{pks.title} ({numbers}: {pks.reach}, {', '.join(sorted(pks.scopes))})"


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


def cascade_expiry(below: Sequence[Agreement], due: Due) -> Cascade:
    """No PKS outlives its umbrella; one that was signed and has not begun never will."""
    return _gather([expire(a, due) for a in below if a.state in {"signed", "in_force", "suspended"}])


def cascade_termination(below: Sequence[Agreement], due: Due) -> Cascade:
    """With its umbrella, each PKS that is signed or runs is terminated."""
    return _gather([terminate(a, due) for a in below if a.state in {"signed", "in_force", "suspended"}])


def _gather(changes: Sequence[Change]) -> Cascade:
    return [agreement for agreement, _ in changes], [event for _, happened in changes for event in happened]
