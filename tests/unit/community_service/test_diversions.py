"""UU 11/2012 art. 1(3), 7 and 10 to 14 as tables: on each side of every figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.community_service import events, justice
from services.community_service.domain import breaches_steps, diversions
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import diversions as errors
from services.community_service.errors.cases import WrongState
from services.community_service.rules import BOOK
from shared.errors import RulesBroken
from shared.holidays import Calendar
from tests.unit.community_service.cases import NOW, TODAY, case, sentence, uid

CALENDAR = Calendar({})


def determination(**changes: Any) -> justice.DiversionDetermined:
    """20 hours at 2 hours a day, of a child who was 14 at the offence."""
    fields = {
        "court_code": "pn-ambon",
        "determination_number": "2/Pen.Div/2026/PN Amb",
        "determination_date": "2026-02-20",
        "nik": "8171010505110003",
        "name": "Someone",
        "birth_date": "2011-05-05",
        "offence_date": "2026-01-10",
        "hours": 20,
        "hours_per_day": 2,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    return justice.DiversionDetermined.model_validate(fields | changes)


def slugs(fields: justice.DiversionDetermined, today: date = TODAY) -> list[str]:
    try:
        diversions.assign(fields, uid(1), uid(2), {}, CALENDAR, today)
    except RulesBroken as broken:
        return [refusal.slug for refusal in broken.broken]
    return []


def diverted(**changes: Any) -> Sentence:
    made, _ = diversions.assign(determination(), uid(1), uid(2), {}, CALENDAR, TODAY)
    return replace(made, **changes)


def test_a_determination_that_keeps_every_rule_is_a_childs_sentence() -> None:
    made, (fact,) = diversions.assign(determination(), uid(1), uid(2), {}, CALENDAR, TODAY)
    assert (made.origin, made.regime, made.required_minutes, made.daily_cap_minutes) == (
        "diversion",
        "child",
        1200,
        120,
    )
    assert isinstance(fact, events.SentenceAssigned)
    assert (fact.verdict_number, fact.regime) == (None, "child")
    assert fact.shared_topic == events.CHILDREN


@pytest.mark.parametrize(
    ("birth_date", "broken"),
    [
        pytest.param("2014-01-10", [], id="C6: twelve on the day of the offence"),
        pytest.param("2014-01-11", ["diversion-age"], id="C6: twelve a day after the offence"),
        pytest.param("2012-01-11", [], id="C6: thirteen, who could not be punished"),
        pytest.param("2008-01-11", [], id="C6: eighteen a day after the offence"),
        pytest.param("2008-01-10", ["diversion-age"], id="C6: eighteen on the day of the offence"),
    ],
)
def test_c6_a_diversion_is_for_a_child_from_twelve_on(birth_date: str, broken: list[str]) -> None:
    assert slugs(determination(birth_date=birth_date)) == broken


@pytest.mark.parametrize(
    ("hours", "broken"),
    [
        pytest.param(6, ["diversion-hours-out-of-range"], id="C6: six hours are too few"),
        pytest.param(7, [], id="C6: seven hours is the least"),
        pytest.param(120, [], id="C6: 120 hours is the most"),
        pytest.param(121, ["diversion-hours-out-of-range"], id="C6: 121 hours are too many"),
    ],
)
def test_c6_hours_of_a_diversion(hours: int, broken: list[str]) -> None:
    assert slugs(determination(hours=hours, hours_per_day=3)) == broken


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "broken"),
    [
        pytest.param("2026-03-02", "2026-06-01", [], id="C6: three months to the day"),
        pytest.param("2026-03-02", "2026-06-02", ["diversion-too-long"], id="C6: a day more than three months"),
        pytest.param("2026-11-30", "2027-02-28", [], id="C6: three months into a short one"),
        pytest.param("2026-11-30", "2027-03-01", ["diversion-too-long"], id="C6: a day past a short month"),
        pytest.param("2026-03-02", "2026-03-01", ["period-reversed"], id="C6: it ends before it starts"),
        pytest.param("2026-02-20", "2026-05-19", [], id="C6: from the day of the determination"),
        pytest.param("2026-02-19", "2026-05-18", ["period-before-determination"], id="C6: before the determination"),
        pytest.param(None, "2026-05-31", ["determination-incomplete"], id="C6: no first day"),
        pytest.param("2026-03-02", None, ["determination-incomplete"], id="C6: no last day"),
    ],
)
def test_c6_at_most_three_months(starts_on: str | None, ends_on: str | None, broken: list[str]) -> None:
    assert slugs(determination(starts_on=starts_on, ends_on=ends_on)) == broken


@pytest.mark.parametrize(
    ("hours", "ends_on", "needed", "available"),
    [
        pytest.param(120, "2026-05-31", None, None, id="120 hours in forty days and more"),
        pytest.param(8, "2026-03-05", None, None, id="8 hours in four days"),
        pytest.param(9, "2026-03-05", 5, 4, id="9 hours need a fifth day"),
    ],
)
def test_c2_it_fits_its_period(hours: int, ends_on: str, needed: int | None, available: int | None) -> None:
    pronounced = determination(hours=hours, hours_per_day=3 if hours == 120 else 2, ends_on=ends_on)
    broken = diversions.broken_rules(pronounced, BOOK.sets[0], CALENDAR, TODAY)
    figures = [(refusal.figures["needed"], refusal.figures["available"]) for refusal in broken]
    assert figures == ([(needed, available)] if needed else [])


def test_c2_only_working_days_count_where_the_rules_know_them() -> None:
    """Ten days from a Friday on, with two weekends: six working days."""
    pronounced = determination(
        hours=14,
        determination_date="2027-01-04",
        starts_on="2027-01-08",
        ends_on="2027-01-17",
        offence_date="2026-12-20",
    )
    (refusal,) = diversions.broken_rules(pronounced, BOOK.sets[-1], CALENDAR, date(2027, 1, 8))
    assert (refusal.slug, refusal.figures["needed"], refusal.figures["available"]) == ("diversion-does-not-fit", 7, 6)


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        pytest.param({"determination_date": "2026-03-02"}, ["determination-in-future"], id="of tomorrow"),
        pytest.param({"offence_date": "2026-02-20"}, [], id="of the day of the offence"),
        pytest.param({"offence_date": "2026-02-21"}, ["offence-after-determination"], id="before the offence"),
        pytest.param(
            {"determination_date": "2022-12-25", "offence_date": "2022-12-01", "birth_date": "2008-05-05"},
            ["determination-before-rules"],
            id="before the first rules",
        ),
        pytest.param({"hours_per_day": 4}, ["child-day-too-long"], id="C2: four hours a day"),
        pytest.param({"hours_per_day": None}, [], id="no hours a day: those of the law"),
        pytest.param({"prosecutor_code": None}, ["determination-incomplete"], id="no prosecutor"),
        pytest.param({"probation_office_code": None}, ["determination-incomplete"], id="no probation office"),
    ],
)
def test_c6_what_a_determination_says(changes: dict[str, Any], broken: list[str]) -> None:
    assert slugs(determination(**changes)) == broken


def test_every_refusal_of_a_determination_says_c6_or_c2_and_nobody() -> None:
    bad = determination(birth_date="2015-06-07", hours=500, hours_per_day=9, ends_on="2026-12-31", prosecutor_code=None)
    with pytest.raises(RulesBroken) as refused:
        diversions.assign(bad, uid(1), uid(2), {}, CALENDAR, TODAY)
    assert [r.rule for r in refused.value.broken] == ["C6", "C6", "C2", "C6", "C6"]
    text = " ".join(r.message(language) for r in refused.value.broken for language in ("en", "id"))
    assert not [personal for personal in ("2015", "06-07", bad.nik, bad.name, "2026-01-10") if personal in text]


def test_the_articles_are_those_of_the_figures() -> None:
    rules = BOOK.sets[-1]
    assert rules.diversion.article == errors.DiversionTooLong.article
    assert rules.diversion_hours.article == errors.DiversionHoursOutOfRange.article


@pytest.mark.parametrize("state", ["assigned", "active"])
def test_c6_a_failure_is_reported_and_ends_the_diversion(state: Any) -> None:
    failure, done = diversions.fail(case(diverted(state=state)), "tidak hadir", "pk", NOW)
    assert (failure.reason, failure.by, failure.at) == ("tidak hadir", "pk", NOW)
    assert done.case.sentence.state == "closed"
    (fact,) = done.events
    assert isinstance(fact, events.SentenceFailed)
    assert (fact.state, fact.shared_topic) == ("closed", events.CHILDREN)


@pytest.mark.parametrize("state", ["completed", "closed", "revoked"])
def test_a_diversion_that_has_ended_does_not_fail(state: Any) -> None:
    with pytest.raises(WrongState):
        diversions.fail(case(diverted(state=state)), "tidak hadir", "pk", NOW)


def test_a_verdict_is_no_diversion() -> None:
    with pytest.raises(errors.NoDiversion):
        diversions.fail(case(sentence()), "tidak hadir", "pk", NOW)


def test_c6_nothing_of_a_diversion_is_warned_about() -> None:
    failures = [
        events.Failure(session_id=uid(n), starts_at=NOW, outcome="unacceptable_absence", fact_id=uid(n))
        for n in range(9)
    ]
    with pytest.raises(errors.DiversionOnlyReported):
        breaches_steps.warn(case(diverted()), None, failures, uid(9), "pk", NOW)
    assert breaches_steps.standing(case(diverted()), None, failures, NOW) is None
