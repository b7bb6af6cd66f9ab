"""Signatures under agreements and addenda, and the power of attorney (surat kuasa)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements.errors import signatures as errors
from services.agreements.events import AgreementKind, OrganisationKind

Authority = Literal["office", "power_of_attorney", "mayor"]
"""By whose authority someone signs: by the office that he or she holds; with the mayor's power of attorney; or it is
the mayor, in place of the head of an agency."""
_OF_THE_CITY = frozenset({"city", "agency"})
Parties = Mapping[UUID, OrganisationKind]


@dataclass(frozen=True, slots=True)
class Signature:
    """A party's signature. `number` is the party's own number for the agreement.

    `kuasa_number` and `kuasa_date` are set when the signatory acts with a power of attorney."""

    party_id: UUID
    number: str
    signatory: str
    position: str
    authority: Authority
    kuasa_number: str | None
    kuasa_date: date | None
    place: str
    signed_on: date


def check_signature(
    kind: AgreementKind,
    parties: Parties,
    earlier: Sequence[Signature],
    approved_on: date | None,
    signature: Signature,
    today: date,
) -> None:
    """The rules for a signature under an agreement and under each of its addenda. The signer is one of `parties`.

    Raises AlreadySigned, SignedBeforeApproval, SignedInFuture, and the refusals of a power of attorney (rule A2)."""
    if any(s.party_id == signature.party_id for s in earlier):
        raise errors.AlreadySigned(party=signature.party_id)
    if approved_on and signature.signed_on < approved_on:
        raise errors.SignedBeforeApproval(signed_on=signature.signed_on, approved_on=approved_on)
    if signature.signed_on > today:
        raise errors.SignedInFuture(signed_on=signature.signed_on)
    _check_authority(kind, parties[signature.party_id], signature)


def _check_authority(kind: AgreementKind, signer: OrganisationKind, signature: Signature) -> None:
    """The mayor acts for the city, and may give power (surat kuasa) to the head of an agency for a PKS only.

    Source: PP 28/2018 art. 13 (rule A2)."""
    by_kuasa = signature.authority == "power_of_attorney"
    if kind == "joint" and by_kuasa:
        raise errors.PowerOfAttorneyNeverForUmbrella
    if kind == "cooperation" and signer == "agency" and signature.authority == "office":
        raise errors.PowerOfAttorneyMissing
    if by_kuasa and signer not in _OF_THE_CITY:
        raise errors.PowerOfAttorneyNotFor(kind=signer)
    if signature.authority == "mayor" and signer not in _OF_THE_CITY:
        raise errors.MayorNotFor(kind=signer)
    if [signature.kuasa_number is not None, signature.kuasa_date is not None] != [by_kuasa, by_kuasa]:
        raise errors.PowerOfAttorneyIncomplete
    if signature.kuasa_date and signature.kuasa_date > signature.signed_on:
        raise errors.PowerOfAttorneyAfterSigning(kuasa_date=signature.kuasa_date, signed_on=signature.signed_on)
