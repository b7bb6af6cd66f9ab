"""What a corrected birth date puts in doubt: the regime of older cases, which is never judged anew by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.community_service.domain.calendar import age_on
from services.community_service.rules import BOOK
from shared.privacy.personal import Doubt


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case by what its regime followed from."""

    sentence_id: UUID
    regime: str
    offence_date: date
    rules_from: date


def doubts(cases: Iterable[JudgedCase], birth_date: date) -> Iterator[Doubt]:
    """The cases that would have another regime, or no punishment at all, with this birth date."""
    for case in cases:
        would_be = regime_by(birth_date, case)
        if would_be != case.regime:
            yield Doubt(case.sentence_id, case.regime, would_be)


def regime_by(birth_date: date, case: JudgedCase) -> str:
    child, age = BOOK.of(case.rules_from).child, age_on(birth_date, case.offence_date)
    if age < child.from_age:
        return "too_young"
    return "child" if age < child.under_age else "adult"
