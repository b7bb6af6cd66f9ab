"""A signing ceremony: several PKS of one umbrella are signed at one place on one day.

One clerk of a party of the umbrella records what that party's side has signed: the city for itself and its agencies,
the corrections office for its institutions, the prosecutor for the prosecutor's offices."""

from __future__ import annotations

from uuid import UUID

from services.agreements.domain.agreements import Agreement, require_party
from services.agreements.domain.cooperation_agreements import CITY_PARTIES, LINES
from services.agreements.errors import ceremonies as errors
from services.agreements.events import OrganisationKind


def check_line(umbrella: Agreement, speaker: UUID, pks: Agreement, party_id: UUID) -> None:
    """The PKS is one of the umbrella, and the speaker's side signs for this party.

    Raises NotUnderUmbrella, NotAParty, NotOfThisSide."""
    if pks.joint_agreement_id != umbrella.id:
        raise errors.NotUnderUmbrella(id=pks.id)
    require_party(pks, party_id)
    if _side(pks.parties[party_id]) != umbrella.parties[speaker] and speaker != party_id:
        raise errors.NotOfThisSide(kind=pks.parties[party_id], speaker=umbrella.parties[speaker])


def _side(kind: OrganisationKind) -> OrganisationKind | None:
    return "city" if kind in CITY_PARTIES else LINES.get(kind)
