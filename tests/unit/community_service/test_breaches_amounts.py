"""What is shown as the most is the border of what is refused: one more is refused, so much is not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any, get_args

import pytest

from services.community_service.domain.breaches_amounts import most, need_amount, need_kind
from services.community_service.domain.cases import Case
from services.community_service.errors import breaches as errors
from services.community_service.errors import fines as fine_errors
from services.community_service.events import BreachDecision
from services.community_service.rules import BOOK
from shared.errors import Refusal
from tests.unit.community_service.test_breaches_decisions import adult, child, repeated

KINDS = [kind for kind in get_args(BreachDecision) if kind != "none"]
OLD = BOOK.sets[0].valid_from


def old(known: Case) -> Case:
    return known.with_sentence(replace(known.sentence, rules_from=OLD))


CASES = {
    "all ordered": adult(repeat=60, prison=120, fine=5_000_000),
    "less ordered than replaced": adult(repeat=30, prison=20, fine=1_000_000),
    "more ordered than replaced": adult(repeat=90, prison=150, fine=6_000_000),
    "detention takes some": adult(prison=120, detained=50),
    "detention takes all": adult(prison=30, detained=50),
    "half repeated": repeated(adult(repeat=60), 20),
    "all repeated": repeated(adult(repeat=60), 60),
    "before sanctions were stated": adult(ordered=None),
    "retired rules": old(adult(ordered=None)),
    "retired rules, stated": old(adult(fine=5_000_000)),
    "a child": child(),
    "a child, some repeated": repeated(child(), 10),
}


def refused(known: Case, kind: Any, asked: int) -> Refusal | None:
    try:
        need_kind(known, kind)
        need_amount(known, kind, asked)
    except Refusal as refusal:
        return refusal
    return None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("known", CASES.values(), ids=CASES)
def test_the_most_is_the_border(known: Case, kind: Any) -> None:
    maximum = 0
    with suppress(errors.ChildRepeatsOnly, errors.NotOrdered, fine_errors.FineComesFirst):
        maximum = most(known, kind).maximum
    assert refused(known, kind, maximum + 1)
    assert refused(known, kind, 0)
    assert not maximum or refused(known, kind, maximum) is None


@pytest.mark.parametrize(
    ("known", "kind", "maximum", "slug"),
    [
        (CASES["all ordered"], "repeat", 60, "more-than-ordered"),
        (CASES["less ordered than replaced"], "prison", 20, "more-than-ordered"),
        (CASES["more ordered than replaced"], "fine", 5_000_000, "more-than-ordered"),
        (CASES["detention takes some"], "prison", 70, "more-than-after-detention"),
        (CASES["detention takes all"], "prison", 0, "more-than-after-detention"),
        (CASES["half repeated"], "repeat", 40, "repeats-together-at-most"),
        (CASES["all repeated"], "repeat", 0, "repeats-together-at-most"),
        (CASES["retired rules"], "prison", 120, "more-than-replaced"),
        (CASES["retired rules"], "substitute_prison", 5, "more-than-replaced"),
        (CASES["a child, some repeated"], "repeat", 10, "child-repeats-together-at-most"),
    ],
)
def test_the_narrowest_bound_is_the_one_that_is_named(known: Case, kind: Any, maximum: int, slug: str) -> None:
    found = most(known, kind)
    assert (found.maximum, found.refusal.slug) == (maximum, slug)
    over = refused(known, kind, maximum + 1)
    assert over
    assert over.slug == slug


def test_nothing_of_it_may_be_ordered() -> None:
    with pytest.raises(errors.ChildRepeatsOnly):
        most(child(), "prison")
    with pytest.raises(errors.NotOrdered):
        most(adult(repeat=60), "fine")
    with pytest.raises(fine_errors.FineComesFirst):
        most(CASES["all ordered"], "substitute_prison")
