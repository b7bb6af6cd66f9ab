"""The law as it was read again: what a verdict about a child, and one about an adult, must keep."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.calendar import weekdays
from services.community_service.domain.cases import Ordered
from services.community_service.domain.verdicts import (
    KnownPerson,
    assign,
    need_same_person,
    ordered,
    rules_of,
    wrong_offices,
)
from services.community_service.domain.verdicts_adults import latest_day
from services.community_service.errors.verdicts import PersonMismatch
from services.community_service.identity import Identity
from services.community_service.rules import BOOK
from shared.errors import RulesBroken
from shared.periods import Period
from tests.unit.community_service.cases import TODAY, child_verdict, sentence, slugs, uid, verdict

FINGERPRINT = "0d6a66d143e5be330db6bda5fdf72aefe27b2d25da9537d0b62bb95d02927248"
"""Of this verdict, as the release before sanctions made it."""

WORKING = frozenset({1, 2, 3, 4, 5})
CHILDREN = [
    pytest.param({"hours": 7}, [], id="C1: seven hours are the least"),
    pytest.param({"hours": 6}, ["child-hours-out-of-range"], id="C1: six hours"),
    pytest.param({"hours": 121, "ends_on": "2027-03-01"}, ["child-hours-out-of-range"], id="C1: 121 hours"),
    pytest.param({"maximum_prison_months": 180}, [], id="C1: no ceiling on the offence"),
    pytest.param({"maximum_prison_months": None}, [], id="C1: the offence's maximum is not asked"),
    pytest.param({"consent_recorded": False}, [], id="C1: nobody asks a child for consent"),
    pytest.param({"replaces": {"prison_months": 24}}, [], id="C1: a condition of two years of prison"),
    pytest.param({"replaces": {"prison_days": 730}}, [], id="C1: two years in days"),
    pytest.param({"replaces": {"prison_days": 731}}, ["child-prison-too-long"], id="C1: a day more than two years"),
    pytest.param({"replaces": {"prison_months": 25}}, ["child-prison-too-long"], id="C1: 25 months"),
    pytest.param({"replaces": None}, ["child-condition-of-prison"], id="C1: no prison term is stated"),
    pytest.param({"replaces": {"fine_rupiah": 1}}, ["child-condition-of-prison"], id="C1: in place of a fine"),
    pytest.param(
        {"replaces": {"prison_months": 1, "fine_rupiah": 1}}, ["child-condition-of-prison"], id="C1: prison and a fine"
    ),
    pytest.param({"ends_on": "2029-03-01"}, [], id="C1: three years to the day"),
    pytest.param({"ends_on": "2029-03-02"}, ["child-period-too-long"], id="C1: a day more than three years"),
    pytest.param({"hours_per_day": None}, [], id="C2: no hours a day are stated: three"),
    pytest.param({"hours_per_day": 4}, ["child-day-too-long"], id="C2: four hours a day"),
    pytest.param({"hours": 15, "ends_on": "2026-03-06"}, [], id="C2: five working days for fifteen hours"),
    pytest.param({"hours": 16, "ends_on": "2026-03-08"}, ["child-does-not-fit-period"], id="C2: no sixth on a weekend"),
    pytest.param({"birth_date": "2012-01-10"}, [], id="C1: fourteen on the day of the offence"),
    pytest.param({"birth_date": "2012-01-11"}, ["too-young"], id="UU 11/2012 art. 69(2): thirteen, a day before 14"),
    pytest.param({"sanctions": {"prison_days": 1}}, ["child-has-no-sanctions"], id="C5: prison for a failure"),
    pytest.param({"sanctions": {"fine_rupiah": 1}}, ["child-has-no-sanctions"], id="C5: a fine for a failure"),
    pytest.param({"sanctions": {"repeat_hours": 7}}, [], id="C5: a repeat"),
    pytest.param({"commercial": True}, ["commercial"], id="K3: never commercial"),
    pytest.param({"days_per_week": 1, "hours": 40}, ["child-does-not-fit-period"], id="K8: 14 days, 13 weeks"),
    pytest.param({"ends_on": None}, ["child-verdict-incomplete"], id="C1: no period"),
]
ADULTS = [
    pytest.param({"sanctions": None}, ["verdict-incomplete"], id="K8: no sanction is stated"),
    pytest.param({"sanctions": {}}, ["verdict-incomplete"], id="K8: an empty sanction"),
    pytest.param({"sanctions": {"repeat_hours": 61}}, ["sanction-too-high"], id="K6: to repeat more than the hours"),
    pytest.param({"sanctions": {"prison_days": 120}}, [], id="K6: the prison that was replaced"),
    pytest.param({"sanctions": {"prison_days": 121}}, ["sanction-too-high"], id="K6: a day more than was replaced"),
    pytest.param({"sanctions": {"fine_rupiah": 1}}, ["sanction-too-high"], id="K6: a fine where prison was replaced"),
    pytest.param({"maximum_prison_months": None}, ["verdict-incomplete"], id="K1: the offence's maximum"),
    pytest.param({"consent_recorded": False}, ["consent-missing"], id="K2: no consent"),
    pytest.param(
        {"replaces": {"prison_months": 1, "fine_rupiah": 1}}, ["prison-and-fine"], id="K1: prison and a fine at once"
    ),
    pytest.param({"ends_on": "2026-08-28"}, [], id="K5: 180 days"),
    pytest.param({"ends_on": "2026-08-29"}, ["period-too-many-days"], id="K5: 181 days"),
    pytest.param({"birth_date": "2026-01-11"}, ["birth-after-offence", "child-day-too-long"], id="born after it"),
    pytest.param({"days_per_week": 1, "hours": 52}, [], id="K8: thirteen weeks for thirteen days"),
    pytest.param({"days_per_week": 1, "hours": 53}, ["does-not-fit-period"], id="K8: a fourteenth day has no week"),
    pytest.param({"days_per_month": 4, "hours": 48}, [], id="K8: four days in each of three months"),
    pytest.param({"days_per_month": 4, "hours": 49}, ["does-not-fit-period"], id="K8: a thirteenth day has no month"),
    pytest.param({"place": "Taman Kota", "work": "kebersihan"}, [], id="K8: place and kind of work"),
]


@pytest.mark.parametrize(("changes", "broken"), CHILDREN)
def test_a_child_is_judged_by_the_law_for_children(changes: dict[str, Any], broken: list[str]) -> None:
    assert slugs(child_verdict(**changes)) == broken


@pytest.mark.parametrize(("changes", "broken"), ADULTS)
def test_an_adult_is_judged_by_article_85(changes: dict[str, Any], broken: list[str]) -> None:
    if "birth_date" in changes:
        changes |= {"sanctions": None}
    assert slugs(verdict(**changes)) == broken


def test_a_period_that_is_over_is_returned_and_its_last_day_is_not_over() -> None:
    assert slugs(verdict(), date(2026, 5, 31)) == []
    assert slugs(verdict(), date(2026, 6, 1)) == ["period-over"]
    assert slugs(child_verdict(), date(2026, 6, 1)) == ["period-over"]


def test_children_since_2022_and_adults_since_2026() -> None:
    past = {
        "verdict_date": "2023-05-02",
        "offence_date": "2023-01-10",
        "starts_on": "2023-05-08",
        "ends_on": "2023-07-28",
    }
    assert slugs(child_verdict(birth_date="2007-05-05", **past), date(2023, 5, 3)) == []
    assert slugs(verdict(**past), date(2023, 5, 3)) == ["verdict-before-the-law"]
    first = past | {"verdict_date": "2022-12-26", "offence_date": "2022-10-01"}
    assert slugs(child_verdict(birth_date="2007-05-05", **first), date(2023, 5, 3)) == []
    before = first | {"verdict_date": "2022-12-25"}
    assert slugs(child_verdict(birth_date="2007-05-05", **before), date(2023, 5, 3)) == ["verdict-before-the-law"]


def test_nothing_new_is_judged_by_the_retired_set_and_what_was_made_under_it_keeps_it() -> None:
    retired = BOOK.of(date(2026, 1, 2))
    assert retired.retired
    assert (retired.child.from_age, retired.breach.substitute_prison_days) == (12, 365)
    for day in (date(2026, 1, 2), date(2026, 6, 1), date(2030, 1, 1)):
        assert not BOOK.on(day).retired
    assert sentence().rules_from == date(2022, 12, 26)
    assert all(rules.breach.substitute_prison_days == 0 and rules.fine for rules in BOOK.sets if not rules.retired)


@given(st.dates(date(2026, 1, 2), date(2100, 1, 1)))
def test_the_longest_period_of_an_adult_has_180_days_whatever_the_months(starts_on: date) -> None:
    latest = latest_day(starts_on, BOOK.first.instalments)
    assert Period(starts_on, latest).days == 180


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(1, 1200))
def test_working_days_are_the_days_from_monday_to_friday(starts_on: date, days: int) -> None:
    period = Period(starts_on, starts_on + timedelta(days=days - 1))
    each = (starts_on + timedelta(days=n) for n in range(days))
    assert weekdays(period, WORKING) == sum(day.isoweekday() <= 5 for day in each)


def test_a_verdict_that_orders_nothing_orders_nothing() -> None:
    """Its prosecutor may have it carried out all the same. Prison does not follow from silence (K6)."""
    assert ordered(verdict(sanctions=None), rules_of(verdict())) == Ordered(0, 0, 0, 0)
    said = verdict(sanctions={"prison_days": 90}, detained_days=12)
    assert ordered(said, rules_of(said)) == Ordered(0, 90, 0, 12)
    child = child_verdict(detained_days=12)
    assert ordered(child, rules_of(child)) is None


@pytest.mark.parametrize(
    ("kinds", "broken"),
    [
        pytest.param({}, 0, id="the register may not know an office yet"),
        pytest.param({"pn-ambon": "court", "kejari-ambon": "prosecutor"}, 0, id="known, and of their kinds"),
        pytest.param({"kejari-ambon": "agency"}, 1, id="K7: an agency as prosecutor"),
        pytest.param({"pn-ambon": "prosecutor", "bapas-ambon": "prison"}, 2, id="K7: two of another kind"),
    ],
)
def test_an_office_is_of_the_kind_that_it_is_named_for(kinds: dict[str, str], broken: int) -> None:
    assert [each.slug for each in wrong_offices(verdict(), kinds)] == ["office-of-other-kind"] * broken


def test_a_wrong_office_is_said_together_with_every_other_broken_rule() -> None:
    with pytest.raises(RulesBroken) as refused:
        assign(verdict(hours=300), uid(1), uid(2), {"kejari-ambon": "agency"}, TODAY)
    assert {each.slug for each in refused.value.broken} >= {"hours-out-of-range", "office-of-other-kind"}


@pytest.mark.parametrize(
    ("known", "named", "same"),
    [
        ("Budi Santoso", "BUDI SANTOSO, S.H.", True),
        ("Budi bin Ahmad", "Ahmad", True),
        ("Agus bin Umar", "Budi bin Ali", False),
        ("Dr. Agus", "Dr. Budi", False),
        ("Agus, S.H.", "Budi, S.H.", False),
        ("Haji", "HAJI", True),
        ("Haji", "Hj.", False),
        ("A. B.", "A. C.", False),
    ],
)
def test_titles_and_patronymics_tell_nobody_from_another(known: str, named: str, same: bool) -> None:
    told = verdict(name=named)
    person = KnownPerson(known, told.birth_date)
    if same:
        need_same_person(person, told)
    else:
        with pytest.raises(PersonMismatch):
            need_same_person(person, told)


def test_a_verdict_from_before_has_the_fingerprint_that_it_had() -> None:
    """Heard again after an upgrade it is the same verdict. The digest is of a release without sanctions."""
    old = verdict(sanctions=None)
    assert Identity(b"k" * 32).fingerprint(old).hex() == FINGERPRINT
    assert Identity(b"k" * 32).fingerprint(old.model_copy(update={"detained_days": 1})).hex() != FINGERPRINT
