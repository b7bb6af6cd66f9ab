"""Pauses and ends: from which day, how long the notice, and who else is concerned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements import errors
from services.agreements.domain import agreement as rules
from services.agreements.domain import ending, pause
from services.agreements.domain.agreement import Agreement, Due, Terms
from services.agreements.events import Scope
from tests.unit.agreements.cases import (
    AGENCY,
    CITY,
    PKS,
    PRISON,
    TODAY,
    UMBRELLA,
    approved,
    in_state,
    kuasa,
    signature,
    told,
)

DAY = timedelta(days=1)
RUNNING = replace(in_state(UMBRELLA, "in_force"), notice_days=30)


@pytest.mark.parametrize("state", ["draft", "in_review", "approved", "signed", "expired", "terminated"])
def test_only_what_is_in_force_or_suspended_is_terminated_with_notice(state: str) -> None:
    with pytest.raises(errors.WrongState):
        ending.give_notice(in_state(UMBRELLA, state), 30, TODAY)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(29, errors.NoticeTooShort), (30, None), (400, None), (1824, None), (1825, errors.NoticeTooLate)],
)
def test_notice_is_no_shorter_than_agreed_and_ends_before_the_agreement_does(
    days: int, refusal: type[Exception] | None
) -> None:
    """The umbrella ends on 8 February 2031, 1825 days from the day of the notice."""
    if refusal is None:
        given, (said,) = ending.give_notice(RUNNING, days, TODAY)
        assert (given.state, given.terminates_on) == ("in_force", TODAY + days * DAY)
        assert said.public()["terminates_on"] == str(TODAY + days * DAY)
        return
    with pytest.raises(refusal, match=str(days)):
        ending.give_notice(RUNNING, days, TODAY)


def test_notice_is_given_once() -> None:
    given, _ = ending.give_notice(RUNNING, 30, TODAY)
    with pytest.raises(errors.NoticeAlreadyGiven, match="2026-03-11"):
        ending.give_notice(given, 60, TODAY)


@given(st.integers(0, 730), st.integers(0, 730))
def test_the_last_day_follows_from_the_notice_and_is_never_after_the_period(agreed: int, stated: int) -> None:
    agreement = replace(RUNNING, notice_days=agreed)
    try:
        given, _ = ending.give_notice(agreement, stated, TODAY)
    except errors.NoticeTooShort:
        assert stated < agreed
    else:
        assert stated >= agreed
        assert given.last_day == TODAY + stated * DAY <= given.period.ends_on
        assert agreement.last_day == agreement.period.ends_on


@pytest.mark.parametrize(
    ("from_on", "refusal"),
    [
        (TODAY - DAY, errors.PauseInPast),
        (TODAY, None),
        (date(2031, 2, 8), None),
        (date(2031, 2, 9), errors.PauseAfterEnd),
    ],
)
def test_a_pause_begins_from_today_to_the_last_day(from_on: date, refusal: type[Exception] | None) -> None:
    if refusal is None:
        pause.check_day(RUNNING, from_on, TODAY)
        return
    with pytest.raises(refusal, match=str(from_on)):
        pause.check_day(RUNNING, from_on, TODAY)


@pytest.mark.parametrize(
    ("state", "by_umbrella", "again_by_umbrella", "allowed"),
    [
        ("in_force", False, False, True),
        ("in_force", False, True, True),
        ("suspended", False, False, False),
        ("suspended", True, False, True),
        ("suspended", True, True, False),
    ],
)
def test_one_suspended_by_its_umbrella_may_be_so_on_its_own_account_too(
    state: str, *, by_umbrella: bool, again_by_umbrella: bool, allowed: bool
) -> None:
    pks = replace(in_state(PKS, state), suspended_by_umbrella=by_umbrella)
    if allowed:
        suspended, _ = pause.suspend(pks, by_umbrella=again_by_umbrella)
        assert (suspended.state, suspended.suspended_by_umbrella) == ("suspended", again_by_umbrella)
        return
    with pytest.raises(errors.WrongState):
        pause.suspend(pks, by_umbrella=again_by_umbrella)


def test_a_plan_is_for_the_record_and_is_spent_when_it_is_carried_out() -> None:
    planned = pause.plan(RUNNING, "suspension", TODAY + DAY)
    assert (planned[0].state, told(planned)) == ("in_force", ["record.pause-planned"])
    suspended, _ = pause.suspend(planned[0])
    assert suspended.suspends_on is None
    again, _ = pause.plan(suspended, "resumption", TODAY + 5 * DAY)
    assert pause.resume(again)[0].resumes_on is None


def test_its_umbrella_s_pause_does_not_spend_its_own_plan() -> None:
    planned, _ = pause.plan(in_state(PKS, "in_force"), "suspension", TODAY + 9 * DAY)
    with_umbrella, _ = pause.suspend(planned, by_umbrella=True)
    again, _ = pause.resume(with_umbrella)
    assert (again.state, again.suspends_on) == ("in_force", TODAY + 9 * DAY)


@pytest.mark.parametrize("days", ending.NOTICES)
def test_a_notice_before_expiry_says_how_many_days_are_left_and_changes_nothing(days: int) -> None:
    (said,) = ending.expiring(RUNNING, days, Due(TODAY, late=True))
    assert said.public()["days"] == days
    assert (said.public()["state"], said.public()["late"]) == ("in_force", True)


def test_notices_are_90_30_and_7_days_before_the_last_day() -> None:
    assert ending.NOTICES == (90, 30, 7)


@pytest.mark.parametrize(
    ("agreement", "party", "changes", "refusal"),
    [
        (PKS, AGENCY, {}, None),
        (PKS, AGENCY, {"authority": "office", "kuasa_number": None, "kuasa_date": None}, errors.PowerOfAttorneyMissing),
        (PKS, AGENCY, {"kuasa_number": None}, errors.PowerOfAttorneyIncomplete),
        (PKS, AGENCY, {"kuasa_date": None}, errors.PowerOfAttorneyIncomplete),
        (PKS, AGENCY, {"kuasa_date": TODAY + DAY}, errors.KuasaAfterSigning),
        (PKS, AGENCY, {"kuasa_date": TODAY - 400 * DAY}, None),
        (PKS, PRISON, {}, errors.PowerOfAttorneyNotFor),
        (PKS, PRISON, {"authority": "office", "kuasa_number": None, "kuasa_date": None}, None),
        (PKS, PRISON, {"authority": "office"}, errors.PowerOfAttorneyIncomplete),
        (UMBRELLA, CITY, {}, None),
        (UMBRELLA, CITY, {"kuasa_date": TODAY + DAY}, errors.KuasaAfterSigning),
    ],
)
def test_a2_a_power_of_attorney_has_number_and_date_and_is_older_than_the_signature(
    agreement: Agreement, party: Any, changes: dict[str, Any], refusal: Any
) -> None:
    """In a PKS it is the mayor's, for agencies only; in an umbrella whoever signs for another shows one."""
    given = replace(kuasa(party), **changes)
    if refusal is None:
        assert rules.sign(approved(agreement), given, TODAY)[0].signatures == (given,)
        return
    with pytest.raises(refusal) as refused:
        rules.sign(approved(agreement), given, TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")


@pytest.mark.parametrize(
    ("scopes", "sites", "programmes", "fits"),
    [
        ({"training"}, (), ("las",), True),
        ({"training"}, ("Taman",), (), False),
        ({"community_service"}, ("Taman",), (), True),
        ({"community_service"}, (), ("las",), False),
        ({"training", "community_service"}, ("Taman",), ("las",), True),
        ({"equipment"}, (), (), True),
    ],
)
def test_a2_sites_are_named_for_community_service_and_programmes_for_training(
    scopes: set[Scope], sites: tuple[str, ...], programmes: tuple[str, ...], *, fits: bool
) -> None:
    if fits:
        assert Terms(frozenset(scopes), UMBRELLA.period, frozenset(sites), frozenset(programmes))
        return
    with pytest.raises(errors.CoverageOutsideScope):
        Terms(frozenset(scopes), UMBRELLA.period, frozenset(sites), frozenset(programmes))


def test_signed_by_office_in_an_umbrella_needs_no_power_of_attorney() -> None:
    assert rules.sign(approved(UMBRELLA), signature(CITY), TODAY)[0].signatures
