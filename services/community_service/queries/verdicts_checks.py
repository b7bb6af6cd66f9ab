"""What a dry run of a verdict shows: nothing about its person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.community_service import justice
from services.community_service.domain import verdicts
from services.community_service.domain.verdicts_returned import may_be_overridden
from services.community_service.queries.verdicts_returned import BrokenRuleView, rule_view
from services.community_service.rules import Limits
from shared.errors import Refusal, RulesBroken


class VerdictCheck(BaseModel):
    """`accepted`: it would become a sentence, or is one already: `sentence_id`. `broken`: every rule that it breaks.

    `overridable`: the prosecutor of the verdict may have it carried out all the same. `child`, `hours_per_day` and
    `rules_from` are what it would be judged by; null where no law was in force on its day."""

    accepted: bool
    sentence_id: UUID | None
    broken: list[BrokenRuleView]
    overridable: bool
    child: bool | None
    hours_per_day: int | None
    rules_from: date | None


def checked(verdict: justice.SentencePronounced, broken: Sequence[Refusal], recorded: UUID | None) -> VerdictCheck:
    rules = _rules(verdict)
    return VerdictCheck(
        accepted=not broken,
        sentence_id=recorded,
        broken=[_rule(refusal) for refusal in broken],
        overridable=bool(broken) and all(may_be_overridden(refusal) for refusal in broken),
        child=verdicts.regime(verdict, rules) == "child" if rules else None,
        hours_per_day=verdicts.hours_per_day(verdict, rules) if rules else None,
        rules_from=rules.valid_from if rules else None,
    )


def _rules(verdict: justice.SentencePronounced) -> Limits | None:
    try:
        return verdicts.rules_of(verdict)
    except RulesBroken:
        return None


def _rule(refusal: Refusal) -> BrokenRuleView:
    return BrokenRuleView(**rule_view(refusal).model_dump(), overridable=may_be_overridden(refusal))
