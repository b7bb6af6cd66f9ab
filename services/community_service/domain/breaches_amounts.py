"""How much a decision on a breach may order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.community_service.domain.breaches_repeats import together
from services.community_service.domain.cases import Case
from services.community_service.domain.fines import substitute_days
from services.community_service.errors import breaches as errors
from services.community_service.errors import fines as fine_errors
from services.community_service.events import BreachDecision
from services.community_service.rules import BOOK
from shared.errors import Refusal

_UNITS: dict[BreachDecision, str] = {
    "repeat": "jam / hours",
    "prison": "hari penjara / days of prison",
    "fine": "rupiah",
    "substitute_prison": "hari penjara pengganti / days of substitute prison",
}


@dataclass(frozen=True, slots=True)
class Most:
    """At most so much, and the refusal of more: hours, days or rupiah."""

    maximum: int
    refusal: type[Refusal]
    figures: Mapping[str, Any] = field(default_factory=dict)

    def need(self, asked: int) -> None:
        if not 0 < asked <= self.maximum:
            raise self.refusal(**{"maximum": self.maximum, "asked": asked, **self.figures})


def need_amount(case: Case, kind: BreachDecision, asked: int) -> None:
    """Raises ChildRepeatsAtMost, NotOrdered, MoreThanOrdered, MoreThanAfterDetention, FineComesFirst, MoreThanReplaced,
    RepeatsTogetherAtMost, ChildRepeatsTogetherAtMost."""
    for bound in _bounds(case, kind):
        bound.need(asked)


def most(case: Case, kind: BreachDecision) -> Most:
    """The narrowest bound. Raises ChildRepeatsOnly, NotOrdered, FineComesFirst where nothing of it may be ordered."""
    need_kind(case, kind)
    return min(_bounds(case, kind), key=lambda bound: bound.maximum)


def need_kind(case: Case, kind: BreachDecision) -> None:
    """Raises ChildRepeatsOnly."""
    if case.sentence.regime == "child" and kind != "repeat":
        raise errors.ChildRepeatsOnly(decision=kind)


def _bounds(case: Case, kind: BreachDecision) -> Iterator[Most]:
    yield _one(case, kind)
    if kind == "repeat":
        yield _together(case)


def _one(case: Case, kind: BreachDecision) -> Most:
    if case.sentence.regime == "child":
        return Most(_verdict_hours(case), errors.ChildRepeatsAtMost)
    if kind == "substitute_prison" and case.ordered is None and case.replaced.fine_rupiah:
        return _substitute(case)
    if case.ordered is None:
        return _replaced(case, kind)
    return _ordered(case, kind)


def _verdict_hours(case: Case) -> int:
    return (case.sentence.required_minutes - case.sentence.repeat_minutes) // 60


def _together(case: Case) -> Most:
    """All repeats of the case with this one (K6a). The law says nothing of several: configuration."""
    sentence, before = case.sentence, case.sentence.repeat_minutes // 60
    verdict = sentence.required_minutes - sentence.repeat_minutes
    maximum = together(sentence.regime, verdict, case.ordered, case.limits) // 60
    refusal = errors.ChildRepeatsTogetherAtMost if sentence.regime == "child" else errors.RepeatsTogetherAtMost
    left = max(0, maximum - before)
    return Most(left, refusal, {"before": before, "maximum": maximum, "left": left})


def _replaced(case: Case, kind: BreachDecision) -> Most:
    """A verdict from before its sanction was stated: at most what was replaced."""
    maximum = {
        "repeat": _verdict_hours(case),
        "prison": case.replaced.prison_days,
        "fine": case.replaced.fine_rupiah,
    }.get(kind, 0)
    return Most(maximum, errors.MoreThanReplaced, {"unit": _UNITS[kind]})


def _ordered(case: Case, kind: BreachDecision) -> Most:
    """At most what the verdict ordered, what was replaced, and for prison what detention has left of it (art. 61)."""
    assert case.ordered
    ordered, replaced = case.ordered, case.replaced
    minutes, days, rupiah = ordered.repeat_minutes or 0, ordered.prison_days or 0, ordered.fine_rupiah or 0
    amount, limit = {
        "repeat": (minutes // 60, _verdict_hours(case)),
        "prison": (days, replaced.prison_days),
        "fine": (rupiah, replaced.fine_rupiah),
        "substitute_prison": (rupiah, replaced.fine_rupiah),
    }[kind]
    if not amount:
        raise errors.NotOrdered(decision=kind, ordered=_ordered_kinds(case))
    if kind == "substitute_prison":
        return _substitute(case)
    least = min(amount, limit)
    if kind == "prison" and (detained := ordered.detained_days):
        figures = {"ordered": amount, "replaced": limit, "detained": detained}
        return Most(max(0, least - detained), errors.MoreThanAfterDetention, figures)
    return Most(least, errors.MoreThanOrdered, {"ordered": amount, "replaced": limit, "unit": _UNITS[kind]})


def _substitute(case: Case) -> Most:
    """Prison in place of a fine: where its figures are known, only for what stays unpaid (K6c)."""
    if case.limits.fine:
        raise fine_errors.FineComesFirst
    # The retired figure stays a ceiling; what the law's arithmetic leaves of it is the most (K6c).
    assert BOOK.first.fine
    by_law = substitute_days(case.replaced.fine_rupiah, BOOK.first.fine)
    maximum = min(case.limits.breach.substitute_prison_days, by_law)
    return Most(maximum, errors.MoreThanReplaced, {"unit": _UNITS["substitute_prison"]})


def _ordered_kinds(case: Case) -> str:
    assert case.ordered
    kinds = {
        "repeat": case.ordered.repeat_minutes,
        "prison": case.ordered.prison_days,
        "fine": case.ordered.fine_rupiah,
    }
    return ", ".join(kind for kind, amount in kinds.items() if amount) or "–"
