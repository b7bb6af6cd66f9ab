"""How much a decision on a breach may order."""

from __future__ import annotations

from typing import Any

from services.community_service.domain.breaches import limits_of
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


def need_amount(case: Case, kind: BreachDecision, asked: int) -> None:
    """Raises ChildRepeatsAtMost, NotOrdered, MoreThanOrdered, MoreThanAfterDetention, FineComesFirst, MoreThanReplaced,
    RepeatsTogetherAtMost, ChildRepeatsTogetherAtMost."""
    _need_one(case, kind, asked)
    if kind == "repeat":
        _need_together(case, asked)


def _need_one(case: Case, kind: BreachDecision, asked: int) -> None:
    if case.sentence.regime == "child":
        _need_within(errors.ChildRepeatsAtMost, _verdict_hours(case), asked)
    elif kind == "substitute_prison" and case.ordered is None and case.replaced.fine_rupiah:
        _need_substitute(case, asked)
    elif case.ordered is None:
        _need_replaced(case, kind, asked)
    else:
        _need_ordered(case, kind, asked)


def _need_within(refusal: type[Refusal], maximum: int, asked: int, **figures: Any) -> None:
    if not 0 < asked <= maximum:
        raise refusal(maximum=maximum, asked=asked, **figures)


def _verdict_hours(case: Case) -> int:
    return (case.sentence.required_minutes - case.sentence.repeat_minutes) // 60


def _need_together(case: Case, asked: int) -> None:
    """All repeats of the case with this one (K6a). The law says nothing of several: configuration."""
    one = _verdict_hours(case)
    if case.ordered is not None and case.sentence.regime == "adult":
        one = min(one, (case.ordered.repeat_minutes or 0) // 60)
    before, times = case.sentence.repeat_minutes // 60, limits_of(case).repeats_together
    if before + asked > times * one:
        child = case.sentence.regime == "child"
        refusal = errors.ChildRepeatsTogetherAtMost if child else errors.RepeatsTogetherAtMost
        raise refusal(before=before, asked=asked, maximum=times * one, left=max(0, times * one - before))


def _need_replaced(case: Case, kind: BreachDecision, asked: int) -> None:
    """A verdict from before its sanction was stated: at most what was replaced."""
    maximum = {
        "repeat": _verdict_hours(case),
        "prison": case.replaced.prison_days,
        "fine": case.replaced.fine_rupiah,
    }.get(kind, 0)
    _need_within(errors.MoreThanReplaced, maximum, asked, unit=_UNITS[kind])


def _need_ordered(case: Case, kind: BreachDecision, asked: int) -> None:
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
        _need_substitute(case, asked)
        return
    least = min(amount, limit)
    if kind == "prison" and (detained := ordered.detained_days):
        figures = {"ordered": amount, "replaced": limit, "detained": detained}
        _need_within(errors.MoreThanAfterDetention, max(0, least - detained), asked, **figures)
    else:
        _need_within(errors.MoreThanOrdered, least, asked, ordered=amount, replaced=limit, unit=_UNITS[kind])


def _need_substitute(case: Case, asked: int) -> None:
    """Prison in place of a fine: where its figures are known, only for what stays unpaid (K6c)."""
    if case.limits.fine:
        raise fine_errors.FineComesFirst
    # The retired figure stays a ceiling; what the law's arithmetic leaves of it is the most (K6c).
    assert BOOK.first.fine
    by_law = substitute_days(case.replaced.fine_rupiah, BOOK.first.fine)
    maximum = min(case.limits.breach.substitute_prison_days, by_law)
    _need_within(errors.MoreThanReplaced, maximum, asked, unit=_UNITS["substitute_prison"])


def _ordered_kinds(case: Case) -> str:
    assert case.ordered
    kinds = {
        "repeat": case.ordered.repeat_minutes,
        "prison": case.ordered.prison_days,
        "fine": case.ordered.fine_rupiah,
    }
    return ", ".join(kind for kind, amount in kinds.items() if amount) or "–"
