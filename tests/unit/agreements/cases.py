"""Ready-made values for the rules of agreements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.agreements.domain import agreement as rules
from services.agreements.domain.agreement import Agreement, Change, Due, Period, Signature

TODAY = date(2026, 2, 9)
DUE = Due(TODAY)
CITY, OFFICE, AGENCY, PRISON, STRANGER = (UUID(int=n) for n in range(1, 6))

UMBRELLA = Agreement(
    id=UUID(int=10),
    kind="joint",
    instrument="kesepakatan_bersama",
    title="Kesepakatan Bersama",
    parties={CITY: "city", OFFICE: "corrections_office"},
    scopes=frozenset({"training", "community_service"}),
    period=Period(date(2026, 2, 9), date(2031, 2, 8)),
)
PKS = Agreement(
    id=UUID(int=11),
    kind="cooperation",
    instrument="perjanjian_kerja_sama",
    title="PKS Pelatihan",
    parties={AGENCY: "agency", PRISON: "prison"},
    scopes=frozenset({"training"}),
    period=Period(date(2026, 2, 9), date(2027, 2, 8)),
    joint_agreement_id=UMBRELLA.id,
    agency_id=AGENCY,
    institution_id=PRISON,
    programmes=frozenset({"menjahit", "las"}),
)


def signature(party: UUID, **changes: Any) -> Signature:
    return replace(
        Signature(
            party_id=party,
            number="180/1/2026",
            signatory="A Name",
            position="Kepala",
            authority="office",
            kuasa_number=None,
            kuasa_date=None,
            place="Ambon",
            signed_on=TODAY,
        ),
        **changes,
    )


def kuasa(party: UUID) -> Signature:
    """A signature with the mayor's power of attorney (surat kuasa)."""
    return signature(party, authority="power_of_attorney", kuasa_number="K-1", kuasa_date=TODAY)


def approved(agreement: Agreement) -> Agreement:
    return replace(agreement, state="approved", approved_by=frozenset(agreement.parties), approved_on=TODAY)


def signed(agreement: Agreement) -> Agreement:
    made = approved(agreement)
    for party, kind in agreement.parties.items():
        made, _ = rules.sign(made, kuasa(party) if kind == "agency" else signature(party), TODAY)
    return made


def in_state(agreement: Agreement, state: Any) -> Agreement:
    return replace(signed(agreement), state=state)


def told(change: Change) -> list[str]:
    """The types of what happened."""
    return [event.type.removeprefix("agreements.") for event in change[1]]
