"""A2: an addendum leaves no PKS outside its umbrella, and its signatures follow the rules of the agreement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain import addenda
from services.agreements.domain.addenda import Related
from services.agreements.domain.terms import Terms
from services.agreements.errors import addenda as errors
from services.agreements.errors.agreements import NotAParty
from services.agreements.errors.cooperation_agreements import (
    PeriodOutsideUmbrella,
    ScopeOutsideUmbrella,
    UmbrellaNotInForce,
)
from services.agreements.errors.signatures import (
    AlreadySigned,
    PowerOfAttorneyMissing,
    PowerOfAttorneyNotFor,
    SignedBeforeApproval,
    SignedInFuture,
)
from services.agreements.events import Scope
from shared.periods import Period
from tests.unit.agreements.builders import (
    AGENCY,
    CITY,
    DAY,
    LONGER,
    PKS,
    PRISON,
    RUNNING,
    STRANGER,
    TODAY,
    UMBRELLA,
    addendum_in_state,
    draft_addendum,
    in_state,
    kuasa,
    signature,
)

BELOW = replace(in_state(PKS, "in_force"), end_known_on=TODAY)


ORPHANS: list[tuple[str, dict[str, Any], bool]] = [
    ("2027-02-08", {"state": "in_force"}, False),
    ("2027-02-07", {"state": "in_force"}, True),
    ("2027-02-07", {"state": "suspended"}, True),
    ("2027-02-07", {"state": "signed"}, True),
    ("2027-02-07", {"state": "draft"}, False),
    ("2027-02-07", {"state": "approved"}, False),
    ("2027-02-07", {"state": "expired"}, False),
    ("2027-02-07", {"state": "terminated"}, False),
    ("2027-02-07", {"terminates_on": date(2027, 2, 7)}, False),
]


@pytest.mark.parametrize(("ends_on", "changes", "orphaned"), ORPHANS)
def test_a2_no_pks_that_lasts_is_left_outside_the_period(
    ends_on: str, changes: dict[str, Any], *, orphaned: bool
) -> None:
    shorter = addenda.new_terms(RUNNING, date.fromisoformat(ends_on), None, None, None)
    related = Related(below=[replace(BELOW, **changes)])
    if not orphaned:
        assert addenda.draft(RUNNING, draft_addendum(terms=shorter), None, related, TODAY)
        return
    with pytest.raises(errors.AddendumOrphansPks) as refused:
        addenda.draft(RUNNING, draft_addendum(terms=shorter), None, related, TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")
    for named in ("PKS Pelatihan", "180/1/2026", "2027-02-08", "training"):
        assert named in str(refused.value)
        assert named in refused.value.message("id")


def test_a2_nor_outside_the_scopes_and_each_is_named() -> None:
    narrower = replace(UMBRELLA.terms, scopes=frozenset[Scope]({"community_service"}))
    related = Related(below=[BELOW, replace(BELOW, title="PKS Kedua")])
    with pytest.raises(errors.AddendumOrphansPks, match=r"leave 2 .*PKS Pelatihan .*; PKS Kedua "):
        addenda.draft(RUNNING, draft_addendum(terms=narrower), None, related, TODAY)


@pytest.mark.parametrize("step", ["draft", "submit", "revise", "sign", "take effect"])
def test_a2_it_is_checked_at_every_step(step: str) -> None:
    shorter = addenda.new_terms(RUNNING, date(2027, 2, 7), None, None, None)
    related = Related(below=[BELOW])
    act: dict[str, Callable[[], object]] = {
        "draft": lambda: addenda.draft(RUNNING, draft_addendum(terms=shorter), None, related, TODAY),
        "submit": lambda: addenda.submit(RUNNING, draft_addendum(terms=shorter), related, TODAY),
        "revise": lambda: addenda.revise(RUNNING, draft_addendum(), shorter, "Lain", TODAY, related, TODAY),
        "sign": lambda: addenda.sign(
            RUNNING, addendum_in_state("approved", terms=shorter), signature(CITY), related, TODAY
        ),
        "take effect": lambda: addenda.take_effect(RUNNING, addendum_in_state("signed", terms=shorter), related, TODAY),
    }
    with pytest.raises(errors.AddendumOrphansPks):
        act[step]()


@pytest.mark.parametrize(
    ("terms", "related", "refusal"),
    [
        ({"ends_on": date(2031, 2, 8)}, Related(umbrella=RUNNING), None),
        ({"ends_on": date(2031, 2, 9)}, Related(umbrella=RUNNING), PeriodOutsideUmbrella),
        ({"scopes": frozenset({"training", "marketing"})}, Related(umbrella=RUNNING), ScopeOutsideUmbrella),
        (
            {"ends_on": date(2031, 2, 8)},
            Related(umbrella=RUNNING, pending=replace(LONGER, period=Period(TODAY, date(2030, 1, 1)))),
            PeriodOutsideUmbrella,
        ),
        ({"ends_on": date(2030, 1, 1)}, Related(umbrella=in_state(UMBRELLA, "suspended")), UmbrellaNotInForce),
    ],
)
def test_a2_a_pks_does_not_outgrow_its_umbrella(
    terms: dict[str, Any], related: Related, refusal: type[Exception] | None
) -> None:
    wanted = addenda.new_terms(BELOW, terms.get("ends_on"), terms.get("scopes"), None, None)
    if refusal is None:
        assert addenda.draft(BELOW, draft_addendum(BELOW, terms=wanted), None, related, TODAY)
        return
    with pytest.raises(refusal):
        addenda.draft(BELOW, draft_addendum(BELOW, terms=wanted), None, related, TODAY)


def test_a2_its_signatures_follow_the_rules_of_the_agreement() -> None:
    related = Related(umbrella=RUNNING)
    wanted = addenda.new_terms(BELOW, date(2028, 2, 8), None, None, None)
    ready = replace(draft_addendum(BELOW, terms=wanted), state="approved", approved_on=TODAY)
    for shown, refusal in (
        (signature(AGENCY), PowerOfAttorneyMissing),
        (kuasa(PRISON), PowerOfAttorneyNotFor),
        (signature(STRANGER), NotAParty),
        (signature(PRISON, signed_on=TODAY - DAY), SignedBeforeApproval),
        (signature(PRISON, signed_on=TODAY + DAY), SignedInFuture),
    ):
        with pytest.raises(refusal):
            addenda.sign(BELOW, ready, shown, related, TODAY)
    once, _ = addenda.sign(BELOW, ready, kuasa(AGENCY), related, TODAY)
    with pytest.raises(AlreadySigned):
        addenda.sign(BELOW, once, kuasa(AGENCY), related, TODAY)


SCOPES: list[Scope] = ["training", "equipment", "marketing", "community_service"]


ends = st.integers(0, 3000).map(lambda days: TODAY + days * DAY)


scopes = st.frozensets(st.sampled_from(SCOPES), min_size=1)


@given(ends, scopes, st.lists(st.tuples(ends, scopes), max_size=4))
def test_after_any_addendum_every_pks_lies_within_its_umbrella(
    end: date, wanted: frozenset[Scope], below: list[tuple[date, frozenset[Scope]]]
) -> None:
    pks = [replace(BELOW, scopes=s, period=Period(TODAY, e), programmes=frozenset()) for e, s in below]
    terms = Terms(wanted, Period(TODAY, end))
    outside = sum(not (s <= wanted and e <= end) for e, s in below)
    act = partial(addenda.take_effect, RUNNING, addendum_in_state("signed", terms=terms), Related(below=pks), TODAY)
    if outside:
        with pytest.raises(errors.AddendumOrphansPks, match=f"leave {outside} "):
            act()
        return
    assert act().after.agreement.terms == terms
