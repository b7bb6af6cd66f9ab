"""Certificates of completion. The code on a certificate lets anyone verify it.

A certificate is written by whoever has locked its enrolment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from services.training.errors import certificates as errors
from services.training.events import ReissueReason, Standing
from shared.messaging.events import Event

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The characters of a code: no letters and digits that people mistake for each other."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for the agency, by virtue of the office."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is printed on it, as it was issued. `code` verifies it: nobody but the holder learns it.

    `holder_name` is None once the person's data are erased. `replaces` is the one that this one took the place of."""

    id: UUID
    enrolment_id: UUID
    number: str
    code: str
    issued_on: date
    completed_on: date
    holder_name: str | None
    score: int | None
    signatory: Signatory | None = None
    standing: Standing = "valid"
    replaces: UUID | None = None
    reissue_reason: ReissueReason | None = None


def code(choose: Callable[[str], str]) -> str:
    """Four groups of four characters: `7K2M-…`. `choose` picks one character at random."""
    return "-".join("".join(choose(_ALPHABET) for _ in range(4)) for _ in range(4))


def code_typed(text: str) -> str | None:
    """The code in an address or in a field: people leave hyphens out, put spaces in, and type small letters."""
    plain = "".join(text.replace("-", "").split()).upper()
    if len(plain) != 16 or not set(plain) <= set(_ALPHABET):
        return None
    return "-".join(plain[start : start + 4] for start in range(0, 16, 4))


def number(year: int, count: int) -> str:
    """The number of the `count`-th certificate: `TRN/2026/000001`."""
    return f"TRN/{year}/{count:06}"


def issued(certificate: Certificate, programme: Programme, enrolment: Enrolment) -> Event:
    """The fact that a certificate was issued. It never holds the code."""
    return events.CertificateIssued(
        certificate_id=certificate.id,
        number=certificate.number,
        enrolment_id=enrolment.id,
        programme_id=programme.id,
        person_id=enrolment.person_id,
        child=enrolment.child,
        skill=programme.skill,
        level=programme.level,
        issued_on=certificate.issued_on,
        completed_on=certificate.completed_on,
        replaces=certificate.replaces,
    )


def reissue(
    old: Certificate,
    new: Certificate,
    reason: ReissueReason,
    programme: Programme,
    enrolment: Enrolment,
    *,
    revocation_open: bool,
) -> tuple[Certificate, Certificate, Enrolment, list[Event]]:
    """The old one, the one that takes its place, and the enrolment with the day that the new one names.

    Raises CertificateNotValid, RevocationOpen, CompletionDateOutOfRange, NothingToReissue."""
    need_valid(old)
    if revocation_open:
        raise errors.RevocationOpen
    earliest, latest = programme.period.starts_on, new.issued_on
    if reason == "wrong_date" and not earliest <= new.completed_on <= latest:
        raise errors.CompletionDateOutOfRange(earliest=earliest, latest=latest, on=new.completed_on)
    if _unchanged(old, new, reason):
        raise errors.NothingToReissue
    new = replace(new, replaces=old.id, reissue_reason=reason)
    enrolment = replace(enrolment, completed_on=new.completed_on)
    return replace(old, standing="replaced"), new, enrolment, [issued(new, programme, enrolment)]


def _unchanged(old: Certificate, new: Certificate, reason: ReissueReason) -> bool:
    """What is said to be wrong is still the same. A lost one is printed anew with a number of its own."""
    if reason == "name_corrected":
        return new.holder_name == old.holder_name
    return reason == "wrong_date" and new.completed_on == old.completed_on


def need_valid(certificate: Certificate) -> None:
    """Raises CertificateNotValid."""
    if certificate.standing != "valid":
        raise errors.CertificateNotValid(standing=certificate.standing)


def initials(name: str) -> str:
    """`Yohanis  Pattiasina` → `Y. P.`"""
    return " ".join(f"{word[0].upper()}." for word in name.split())
