"""A verdict changes after a decision on a breach has closed its sentence: the new amounts cap what was ordered.

What does not fit is held for the prosecutor, and never lost: more than before, a punishment that the verdict no longer
orders, hours that are served already. Masohi lifts nothing of these by itself. The prosecutor may apply the change all
the same, which only ever lowers the order, or dismiss it with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.community_service import justice
from services.community_service.domain import cases, verdicts
from services.community_service.domain.amendments import (
    Judged,
    amended_fact,
    changed_terms,
    is_latest,
    judge,
    need_terms,
)
from services.community_service.domain.breaches_orders import Order, capped, facts_of, most
from services.community_service.domain.cases import Case, Ordered, Progress, Replaced
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import amendments as errors
from shared.clock import local_day
from shared.messaging.events import Event

HELD = (errors.RaisesAfterDecision, errors.NoLongerOrdered, errors.ServedByNewTerms, errors.FallenAfterDecision)
"""Refusals that wait for the prosecutor instead of going back to the sender."""


def amend_closed(
    case: Case, judged: Judged, order: Order, change: justice.SentenceAmended, now: datetime, *, decided: bool = False
) -> tuple[Order, Progress]:
    """`decided`: the prosecutor applies what was held. The sentence stays closed, whatever the change says.

    Raises what `amend` raises, and what is in `HELD`.
    """
    today = local_day(now)
    need_terms(judged, change)
    _need_standing(case, judged, change)
    change, verdict, rules = judge(case, judged, change, today)
    fine = change.replaces.fine_rupiah if change.replaces else None
    replaced, ordered = Replaced(verdicts.prison_days(verdict, rules), fine or 0), verdicts.ordered(verdict, rules)
    terms = changed_terms(case.sentence, judged, change, verdict, rules)
    if not decided:
        _need_fit(case, terms, order, replaced, ordered)
    after = capped(order, replaced, ordered, today)

    def facts(sentence: Sentence) -> Iterable[Event]:
        yield amended_fact(sentence, "verdict", change.ground)
        yield from facts_of(case, sentence, order, after)

    changed = replace(case.with_sentence(terms), replaced=replaced, ordered=ordered)
    return after, cases.conclude(case, changed, facts, now)


def _need_standing(case: Case, judged: Judged, change: justice.SentenceAmended) -> None:
    """The verdict has not fallen meanwhile."""
    if case.sentence.state == "closed":
        return
    if judged.latest and not is_latest(judged, change):
        raise errors.ChangeSuperseded(on=change.decided_on, latest=judged.latest[0])
    raise errors.FallenAfterDecision


def _need_fit(case: Case, terms: Sentence, order: Order, replaced: Replaced, ordered: Ordered | None) -> None:
    before = (case.sentence.required_minutes, case.replaced.prison_days, case.replaced.fine_rupiah)
    after = (terms.required_minutes, replaced.prison_days, replaced.fine_rupiah)
    if any(new > old for old, new in zip(before, after, strict=True)):
        raise errors.RaisesAfterDecision(
            hours_before=before[0] // 60,
            days_before=before[1],
            rupiah_before=before[2],
            hours=after[0] // 60,
            days=after[1],
            rupiah=after[2],
        )
    if not most(order.kind, replaced, ordered):
        raise errors.NoLongerOrdered(decision=order.kind)
    if terms.remaining_minutes <= 0:
        raise errors.ServedByNewTerms(hours=after[0] // 60)
