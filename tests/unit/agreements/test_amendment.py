"""An addendum: draft → review → approved → signed by all → in effect on its day; within its umbrella, over its PKS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import errors
from services.agreements.domain import amendment as rules
from services.agreements.domain.agreement import Agreement, Due, Period, Terms
from services.agreements.domain.amendment import OPEN, Amendment, AmendmentState, Around, Change
from services.agreements.events import Scope
from tests.unit.agreements.cases import (
    AGENCY,
    CITY,
    DUE,
    OFFICE,
    PKS,
    PRISON,
    STRANGER,
    TODAY,
    UMBRELLA,
    in_state,
    kuasa,
    signature,
)

DAY = timedelta(days=1)
RUNNING = replace(in_state(UMBRELLA, "in_force"), end_known_on=TODAY)
BELOW = replace(in_state(PKS, "in_force"), end_known_on=TODAY)
LONGER = replace(UMBRELLA.terms, period=Period(TODAY, date(2032, 2, 8)))
ALONE = Around()


def addendum(agreement: Agreement = RUNNING, **changes: Any) -> Amendment:
    made = Amendment(
        id=agreement.id, agreement_id=agreement.id, number=1, reason="Perpanjangan", effective_on=TODAY, terms=LONGER
    )
    return replace(made, **changes)


def in_step(state: AmendmentState, **changes: Any) -> Amendment:
    signed = (signature(CITY), signature(OFFICE)) if state in {"signed", "held", "in_effect"} else ()
    return addendum(state=state, approved_on=TODAY, signatures=signed, **changes)


def told(change: Change) -> list[str]:
    return [event.type.removeprefix("agreements.") for event in change[1]]


STEPS: dict[str, tuple[Callable[[Amendment], Change], set[str], str, list[str]]] = {
    "submit": (
        lambda a: rules.submit(RUNNING, a, ALONE, TODAY),
        {"draft"},
        "in_review",
        ["record.submitted"],
    ),
    "reword": (
        lambda a: rules.revise(RUNNING, a, LONGER, "Lain", TODAY, ALONE, TODAY),
        {"draft"},
        "draft",
        ["record.addendum-drafted"],
    ),
    "approve": (
        lambda a: rules.review(RUNNING, a, CITY, "approve", TODAY),
        {"in_review"},
        "in_review",
        ["record.reviewed"],
    ),
    "ask for changes": (
        lambda a: rules.review(RUNNING, a, CITY, "request_changes", TODAY),
        {"in_review"},
        "draft",
        ["record.reviewed"],
    ),
    "sign": (
        lambda a: rules.sign(RUNNING, replace(a, signatures=()), signature(CITY), ALONE, TODAY),
        {"approved"},
        "approved",
        ["record.signature"],
    ),
    "take effect": (
        lambda a: rules.take_effect(RUNNING, a, ALONE, DUE)[1],
        {"signed", "held"},
        "in_effect",
        ["joint-agreement.amended"],
    ),
    "hold": (lambda a: rules.hold(a, "PKS"), {"signed"}, "held", ["record.addendum-held"]),
    "withdraw": (rules.withdraw, set(OPEN), "withdrawn", ["record.addendum-withdrawn"]),
    "lapse": (rules.lapse, set(OPEN), "lapsed", ["record.addendum-lapsed"]),
}


@pytest.mark.parametrize("state", get_args(AmendmentState))
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_from_its_states_and_no_other(step: str, state: AmendmentState) -> None:
    take, allowed, leads_to, facts = STEPS[step]
    amendment = in_step(state)
    if state in allowed:
        change = take(amendment)
        assert (change[0].state, told(change)) == (leads_to, facts)
        return
    with pytest.raises(errors.AddendumWrongState, match=f"Addendum 1 is {state}; this needs it to be"):
        take(amendment)


def test_it_is_signed_with_the_last_signature() -> None:
    first = rules.sign(RUNNING, in_step("approved"), signature(CITY), ALONE, TODAY)
    last = rules.sign(RUNNING, first[0], signature(OFFICE), ALONE, TODAY)
    assert (first[0].state, last[0].state) == ("approved", "signed")
    assert told(last) == ["record.signature", "record.addendum-signed"]


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "signed", "expired", "terminated"])
def test_only_an_agreement_in_force_or_suspended_is_amended(state: str) -> None:
    with pytest.raises(errors.WrongState, match=f"The agreement is {state}"):
        rules.draft(in_state(UMBRELLA, state), addendum(), None, ALONE, TODAY)


@pytest.mark.parametrize("state", get_args(AmendmentState))
def test_one_at_a_time(state: AmendmentState) -> None:
    latest = in_step(state)
    second = addendum(number=2)
    if state not in OPEN:
        assert told(rules.draft(RUNNING, second, latest, ALONE, TODAY)) == ["record.addendum-drafted"]
        return
    with pytest.raises(errors.AddendumOpen, match=f"Addendum 1 is still {state}"):
        rules.draft(RUNNING, second, latest, ALONE, TODAY)


@pytest.mark.parametrize(
    ("ends_on", "effective_on", "refusal"),
    [
        (date(2031, 2, 8), TODAY, errors.AddendumChangesNothing),
        (date(2032, 2, 8), date(2031, 2, 8), None),
        (date(2032, 2, 8), date(2031, 2, 9), errors.AddendumAfterEnd),
        (TODAY, TODAY, None),
        (TODAY, TODAY + DAY, errors.AddendumEndsBeforeEffect),
        (TODAY - DAY, TODAY - 10 * DAY, errors.PeriodReversed),
    ],
)
def test_it_changes_something_while_the_agreement_lasts(
    ends_on: date, effective_on: date, refusal: type[Exception] | None
) -> None:
    def act() -> Change:
        terms = rules.new_terms(RUNNING, ends_on, None, None, None)
        return rules.draft(RUNNING, addendum(terms=terms, effective_on=effective_on), None, ALONE, TODAY)

    if refusal is None:
        assert act()
        return
    with pytest.raises(refusal):
        act()


def test_what_is_agreed_before_today_takes_effect_no_sooner_than_it_is_signed() -> None:
    signed = in_step("signed", effective_on=TODAY - 30 * DAY)
    assert signed.effective_day == TODAY
    assert in_step("signed", effective_on=TODAY + DAY).effective_day == TODAY + DAY


def test_in_effect_the_agreement_has_the_new_terms_and_one_more_revision() -> None:
    amended, (amendment, (said,)) = rules.take_effect(RUNNING, in_step("signed"), ALONE, Due(TODAY + DAY, late=True))
    assert (amended.terms, amended.revision, amended.end_known_on) == (LONGER, 2, TODAY + DAY)
    assert (amendment.state, amendment.in_effect_on) == ("in_effect", TODAY + DAY)
    public = said.public()
    assert (public["addendum"], public["revision"], public["late"]) == (1, 2, True)
    assert (public["ends_on"], public["due_on"]) == ("2032-02-08", "2026-02-10")


def test_an_addendum_that_leaves_the_last_day_repeats_no_notice() -> None:
    narrower = replace(UMBRELLA.terms, scopes=frozenset[Scope]({"training"}))
    amended, _ = rules.take_effect(RUNNING, in_step("signed", terms=narrower), ALONE, Due(TODAY + DAY))
    assert amended.end_known_on == TODAY


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
    shorter = rules.new_terms(RUNNING, date.fromisoformat(ends_on), None, None, None)
    around = Around(below=[replace(BELOW, **changes)])
    if not orphaned:
        assert rules.draft(RUNNING, addendum(terms=shorter), None, around, TODAY)
        return
    with pytest.raises(errors.WouldOrphan) as refused:
        rules.draft(RUNNING, addendum(terms=shorter), None, around, TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")
    for named in ("PKS Pelatihan", "180/1/2026", "2027-02-08", "training"):
        assert named in str(refused.value)
        assert named in refused.value.message("id")


def test_a2_nor_outside_the_scopes_and_each_is_named() -> None:
    narrower = replace(UMBRELLA.terms, scopes=frozenset[Scope]({"community_service"}))
    around = Around(below=[BELOW, replace(BELOW, title="PKS Kedua")])
    with pytest.raises(errors.WouldOrphan, match=r"leave 2 .*PKS Pelatihan .*; PKS Kedua "):
        rules.draft(RUNNING, addendum(terms=narrower), None, around, TODAY)


@pytest.mark.parametrize("step", ["draft", "submit", "reword", "sign", "take effect"])
def test_a2_it_is_checked_at_every_step(step: str) -> None:
    shorter = rules.new_terms(RUNNING, date(2027, 2, 7), None, None, None)
    around = Around(below=[BELOW])
    act: dict[str, Callable[[], object]] = {
        "draft": lambda: rules.draft(RUNNING, addendum(terms=shorter), None, around, TODAY),
        "submit": lambda: rules.submit(RUNNING, addendum(terms=shorter), around, TODAY),
        "reword": lambda: rules.revise(RUNNING, addendum(), shorter, "Lain", TODAY, around, TODAY),
        "sign": lambda: rules.sign(RUNNING, in_step("approved", terms=shorter), signature(CITY), around, TODAY),
        "take effect": lambda: rules.take_effect(RUNNING, in_step("signed", terms=shorter), around, DUE),
    }
    with pytest.raises(errors.WouldOrphan):
        act[step]()


@pytest.mark.parametrize(
    ("terms", "around", "refusal"),
    [
        ({"ends_on": date(2031, 2, 8)}, Around(umbrella=RUNNING), None),
        ({"ends_on": date(2031, 2, 9)}, Around(umbrella=RUNNING), errors.PeriodOutsideUmbrella),
        ({"scopes": frozenset({"training", "marketing"})}, Around(umbrella=RUNNING), errors.ScopeOutsideUmbrella),
        (
            {"ends_on": date(2031, 2, 8)},
            Around(umbrella=RUNNING, pending=replace(LONGER, period=Period(TODAY, date(2030, 1, 1)))),
            errors.PeriodOutsideUmbrella,
        ),
        ({"ends_on": date(2030, 1, 1)}, Around(umbrella=in_state(UMBRELLA, "suspended")), errors.UmbrellaNotInForce),
    ],
)
def test_a2_a_pks_does_not_outgrow_its_umbrella(
    terms: dict[str, Any], around: Around, refusal: type[Exception] | None
) -> None:
    wanted = rules.new_terms(BELOW, terms.get("ends_on"), terms.get("scopes"), None, None)
    if refusal is None:
        assert rules.draft(BELOW, addendum(BELOW, terms=wanted), None, around, TODAY)
        return
    with pytest.raises(refusal):
        rules.draft(BELOW, addendum(BELOW, terms=wanted), None, around, TODAY)


def test_a2_its_signatures_follow_the_rules_of_the_agreement() -> None:
    around = Around(umbrella=RUNNING)
    wanted = rules.new_terms(BELOW, date(2028, 2, 8), None, None, None)
    ready = replace(addendum(BELOW, terms=wanted), state="approved", approved_on=TODAY)
    for shown, refusal in (
        (signature(AGENCY), errors.PowerOfAttorneyMissing),
        (kuasa(PRISON), errors.PowerOfAttorneyNotFor),
        (signature(STRANGER), errors.NotAParty),
        (signature(PRISON, signed_on=TODAY - DAY), errors.SignedBeforeApproval),
        (signature(PRISON, signed_on=TODAY + DAY), errors.SignedInFuture),
    ):
        with pytest.raises(refusal):
            rules.sign(BELOW, ready, shown, around, TODAY)
    once, _ = rules.sign(BELOW, ready, kuasa(AGENCY), around, TODAY)
    with pytest.raises(errors.AlreadySigned):
        rules.sign(BELOW, once, kuasa(AGENCY), around, TODAY)


def test_why_it_is_made_stands_in_no_fact() -> None:
    drafted = rules.draft(RUNNING, addendum(reason="Permintaan Saudara A"), None, ALONE, TODAY)
    assert "Saudara" not in str([event.model_dump() for event in drafted[1]])


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
    act = partial(rules.take_effect, RUNNING, in_step("signed", terms=terms), Around(below=pks), DUE)
    if outside:
        with pytest.raises(errors.WouldOrphan, match=f"leave {outside} "):
            act()
        return
    assert act()[0].terms == terms
