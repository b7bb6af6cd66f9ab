"""The cooperation agreement (PKS) of the city or one of its agencies with one institution, under an umbrella in force.

Sources: PP 28/2018 (rule A2); practice in Maluku for the two lines, corrections and prosecutor (rule A6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.agreements.domain.agreements import Agreement, draft
from services.agreements.domain.results import Result
from services.agreements.domain.terms import Terms
from services.agreements.errors import cooperation_agreements as errors
from services.agreements.errors.addenda import AddendumOrphansPks
from services.agreements.events import OrganisationKind, State
from shared.periods import Period

CITY_PARTIES = frozenset({"agency", "city"})
LINES: Mapping[OrganisationKind, OrganisationKind] = {
    "prison": "corrections_office",
    "remand_centre": "corrections_office",
    "child_institution": "corrections_office",
    "probation_office": "corrections_office",
    "prosecutor": "prosecutor",
}
"""The institution of a PKS, and which party of the umbrella covers it."""


@dataclass(frozen=True, slots=True)
class Pks:
    """What obligations and evaluations need of a cooperation agreement. `period` ends with the last day known now."""

    id: UUID
    agency_id: UUID
    institution_id: UUID
    period: Period
    state: State

    def other(self, party: UUID) -> UUID:
        return self.institution_id if party == self.agency_id else self.agency_id

    @property
    def parties(self) -> Mapping[str, UUID]:
        return {"agency": self.agency_id, "institution": self.institution_id}


def draft_cooperation(agreement: Agreement, umbrella: Agreement, pending: Terms | None = None) -> Result[Agreement]:
    """A draft PKS. `pending` are the umbrella's terms in a signed addendum that is not in effect yet.

    Raises NotAnAgency, InstitutionOutsideUmbrella and the refusals of `check_under`."""
    _check_parties(agreement, umbrella)
    check_under(agreement.terms, umbrella, pending)
    return draft(agreement)


def check_under(terms: Terms, umbrella: Agreement, pending: Terms | None = None) -> None:
    """A PKS with these terms may be made now. Raises UmbrellaNotInForce and the refusals of `check_within`."""
    require_in_force(umbrella)
    check_within(terms, replace(umbrella.terms, period=umbrella.reach))
    if pending:
        check_within(terms, pending)


def check_within(terms: Terms, umbrella: Terms) -> None:
    """The terms of a PKS lie within those of its umbrella. Raises ScopeOutsideUmbrella, PeriodOutsideUmbrella."""
    if outside := terms.scopes - umbrella.scopes:
        raise errors.ScopeOutsideUmbrella(scopes=", ".join(sorted(outside)))
    if not umbrella.period.covers(terms.period):
        raise errors.PeriodOutsideUmbrella(
            starts_on=terms.period.starts_on, ends_on=terms.period.ends_on, umbrella=umbrella.period
        )


def check_orphans(terms: Terms, below: Iterable[Agreement]) -> None:
    """The umbrella's new terms leave no PKS outside that is signed or runs. Raises AddendumOrphansPks with each one."""
    orphans = [a for a in below if a.lasts and (a.scopes - terms.scopes or not terms.period.covers(a.reach))]
    if orphans:
        raise AddendumOrphansPks(count=len(orphans), pks="; ".join(_name(a) for a in orphans))


def _name(pks: Agreement) -> str:
    numbers = ", ".join(sorted(s.number for s in pks.signatures))
    return f"{pks.title} ({numbers}: {pks.reach}, {', '.join(sorted(pks.scopes))})"


def require_in_force(umbrella: Agreement) -> None:
    """Raises UmbrellaNotInForce."""
    if umbrella.state != "in_force":
        raise errors.UmbrellaNotInForce(state=umbrella.state)


def _check_parties(agreement: Agreement, umbrella: Agreement) -> None:
    assert agreement.agency_id
    assert agreement.institution_id
    agency, institution = agreement.parties[agreement.agency_id], agreement.parties[agreement.institution_id]
    if agency not in CITY_PARTIES:
        raise errors.NotAnAgency(id=agreement.agency_id, kind=agency)
    if institution not in LINES:
        raise errors.NotAnAgency(id=agreement.institution_id, kind=institution)
    if LINES[institution] not in umbrella.parties.values():
        raise errors.InstitutionOutsideUmbrella(institution=institution, needed=LINES[institution])
