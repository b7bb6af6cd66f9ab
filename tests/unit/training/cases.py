"""Ready-made values for the rules of training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.training.domain.certificates import Certificate
from services.training.domain.enrolments import Applicant, Enrolment, Terms
from services.training.domain.neighbours import CooperationAgreement
from services.training.domain.participants import Participant
from services.training.domain.programmes import Entry, PassRule, Programme
from services.training.domain.sessions import Session
from services.training.rules import RULES
from shared.clock import LOCAL_ZONE
from shared.errors import Refusal, RulesBroken
from shared.holidays import Calendar
from shared.periods import Period

TODAY = date(2026, 2, 16)
LIMITS = RULES.on(TODAY)
NO_DECREE = Calendar()
AGENCY, PRISON, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)

AGREEMENT = CooperationAgreement(
    id=UUID(int=10),
    agency_id=AGENCY,
    institution_id=PRISON,
    scopes=frozenset({"training"}),
    period=Period(date(2026, 2, 9), date(2027, 2, 8)),
    state="in_force",
)
PROGRAMME = Programme(
    id=UUID(int=20),
    cooperation_agreement_id=AGREEMENT.id,
    agency_id=AGENCY,
    institution_id=PRISON,
    skill="sewing",
    title="Menjahit",
    level="basic",
    minutes=1440,
    sessions=8,
    capacity=2,
    entry=Entry(12, 60, None, frozenset({"minimum", "medium"})),
    pass_rule=PassRule(80, 60),
    period=Period(date(2026, 2, 16), date(2026, 5, 15)),
    for_children=False,
    rules_from=LIMITS.valid_from,
)
ADULT = Participant(
    id=UUID(int=30),
    person_id=UUID(int=31),
    identified_by="nik",
    institution_id=PRISON,
    register_number="B.I 12/2026",
    name="Orang Contoh",
    birth_date=date(1990, 1, 1),
    expected_release=None,
    risk_level="minimum",
)
CERTIFICATE = Certificate(
    UUID(int=50), UUID(int=40), "TRN/2026/000001", "AAAA-BBBB-CCCC-DDDD", TODAY, TODAY, "Orang Contoh", 80
)
CONFIRMED = Enrolment(UUID(int=40), PROGRAMME.id, ADULT.id, ADULT.person_id, LIMITS.valid_from, child=False)


def programme(**changes: Any) -> Programme:
    return replace(PROGRAMME, **changes)


def applicant(*, has_prior_skill: bool = False, others: Sequence[Session] = (), **changes: Any) -> Applicant:
    return Applicant(replace(ADULT, **changes), has_prior_skill, others)


def terms(today: date = TODAY, sessions: Sequence[Session] = (), holidays: Calendar = NO_DECREE) -> Terms:
    return Terms(sessions, LIMITS, holidays, today)


def session(number: int, starts: str, ends: str, of: UUID = PROGRAMME.id) -> Session:
    """Times in Ambon: `2026-02-16 14:00`."""
    return Session(of, number, _local(starts), _local(ends))


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def slugs(refusal: Refusal) -> list[str]:
    """The slugs of a refusal: one rule, or every broken rule."""
    return [broken.slug for broken in (refusal.broken if isinstance(refusal, RulesBroken) else [refusal])]
