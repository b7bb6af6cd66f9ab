"""Certificates of completion. The code on a certificate lets anyone verify it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from shared.messaging.events import Event

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The characters of a code: no letters and digits that people mistake for each other."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """`code` verifies the certificate. Nobody but the holder learns it."""

    id: UUID
    enrolment_id: UUID
    number: str
    code: str
    issued_on: date


def code(choose: Callable[[str], str]) -> str:
    """Four groups of four characters: `7K2M-…`. `choose` picks one character at random."""
    return "-".join("".join(choose(_ALPHABET) for _ in range(4)) for _ in range(4))


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
    )


def initials(name: str) -> str:
    """`Yohanis  Pattiasina` → `Y. P.`"""
    return " ".join(f"{word[0].upper()}." for word in name.split())
