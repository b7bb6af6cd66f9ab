"""What a corrected birth date puts in doubt: whether an enrolment is a child's, whether an adult made goods for sale.

Both were decided on their day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.training.domain.children import is_child
from services.training.domain.participants import age_on
from services.training.rules import RULES, TrainingRules
from shared.clock import local_day
from shared.privacy.personal import Doubt


@dataclass(frozen=True, slots=True)
class JudgedEnrolment:
    """A programme for children makes all its enrolments children's."""

    id: UUID
    child: bool
    enrolled_at: datetime
    rules_from: date
    for_children: bool


def doubts(enrolments: Iterable[JudgedEnrolment], birth_date: date) -> Iterator[Doubt]:
    """The enrolments that would have been a child's or an adult's the other way round. None is decided anew."""
    for each in enrolments:
        would_be = is_child(birth_date, local_day(each.enrolled_at), RULES.of(each.rules_from))
        if not each.for_children and would_be != each.child:
            yield Doubt(each.id, _word(each.child), _word(would_be))


def maker_doubts(batches: Iterable[tuple[UUID, date]], birth_date: date, rules: TrainingRules) -> Iterator[Doubt]:
    """The batches that the person helped to make as a child, by what is known now (P1)."""
    for batch_id, made_on in batches:
        if age_on(birth_date, made_on) < rules.makers.minimum_age:
            yield Doubt(batch_id, "adult", "child")


def _word(child: bool) -> str:
    return "child" if child else "adult"
