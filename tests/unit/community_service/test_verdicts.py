"""Art. 85 KUHP and art. 76 UU 11/2012 as tables: on each side of every figure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.community_service.domain.verdicts import regime
from services.community_service.errors import verdicts_adults as adults_errors
from services.community_service.errors import verdicts_children as children_errors
from services.community_service.rules import BOOK
from shared.errors import Refusal
from tests.unit.community_service.cases import child_verdict, refusals, sentence, slugs, verdict

LONG = {"hours_per_day": 8, "starts_on": "2026-03-02", "ends_on": "2026-08-28"}


def test_a_verdict_that_keeps_every_rule_is_assigned() -> None:
    made = sentence()
    assert (made.regime, made.state, made.required_minutes, made.daily_cap_minutes) == ("adult", "assigned", 3600, 240)
    assert made.rules_from == date(2022, 12, 26)
    child = sentence(child_verdict())
    assert (child.regime, child.required_minutes, child.daily_cap_minutes) == ("child", 1200, 180)


@pytest.mark.parametrize(
    ("replaces", "broken"),
    [
        ({"prison_months": 6}, []),
        ({"prison_months": 7}, ["replaced-prison-too-long"]),
        ({"prison_days": 180}, []),
        ({"prison_days": 181}, ["replaced-prison-too-long"]),
        ({"prison_months": 5, "prison_days": 30}, []),
        ({"prison_months": 6, "prison_days": 1}, ["replaced-prison-too-long"]),
        ({"fine_rupiah": 10_000_000}, []),
        ({"fine_rupiah": 10_000_001}, ["replaced-fine-too-high"]),
        (
            {"prison_months": 7, "fine_rupiah": 10_000_001},
            ["replaced-prison-too-long", "replaced-fine-too-high", "prison-and-fine"],
        ),
        ({"prison_days": 1, "fine_rupiah": 1}, ["prison-and-fine"]),
        ({}, ["verdict-incomplete"]),
        (None, ["verdict-incomplete"]),
    ],
)
def test_k1_what_is_replaced(replaces: Any, broken: list[str]) -> None:
    assert slugs(verdict(replaces=replaces)) == broken


@pytest.mark.parametrize(
    ("months", "broken"), [(0, []), (59, []), (60, ["offence-too-grave"]), (84, ["offence-too-grave"])]
)
def test_k1_the_offence_carries_less_than_five_years(months: int, broken: list[str]) -> None:
    assert slugs(verdict(maximum_prison_months=months)) == broken


def test_k2_consent_and_k3_commerce() -> None:
    assert slugs(verdict(consent_recorded=False)) == ["consent-missing"]
    assert slugs(verdict(commercial=True)) == ["commercial"]


@pytest.mark.parametrize(
    ("hours", "broken"),
    [(7, ["hours-out-of-range"]), (8, []), (240, []), (241, ["hours-out-of-range"])],
)
def test_k4_hours_of_an_adult(hours: int, broken: list[str]) -> None:
    assert slugs(verdict(**LONG, hours=hours)) == broken


@pytest.mark.parametrize(
    ("hours", "broken"),
    [(6, ["child-hours-out-of-range"]), (7, []), (120, []), (121, ["child-hours-out-of-range"])],
)
def test_c1_hours_of_a_child_take_the_place_of_k4(hours: int, broken: list[str]) -> None:
    assert slugs(child_verdict(hours=hours)) == broken


@pytest.mark.parametrize(("per_day", "broken"), [(1, []), (8, []), (9, ["day-too-long"]), (24, ["day-too-long"])])
def test_k5_hours_a_day(per_day: int, broken: list[str]) -> None:
    assert slugs(verdict(hours_per_day=per_day)) == broken


@pytest.mark.parametrize(
    ("per_day", "broken"), [(1, []), (3, []), (4, ["child-day-too-long"]), (8, ["child-day-too-long"])]
)
def test_c2_hours_a_day_of_a_child(per_day: int, broken: list[str]) -> None:
    assert slugs(child_verdict(hours_per_day=per_day)) == broken


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "broken"),
    [
        ("2026-03-02", "2026-08-28", []),
        ("2026-03-02", "2026-08-29", ["period-too-many-days"]),
        ("2026-03-01", "2026-08-27", []),
        ("2026-08-31", "2027-02-26", []),
        ("2026-08-31", "2027-02-27", ["period-too-many-days"]),
        ("2027-08-30", "2028-02-25", []),
        ("2027-08-30", "2028-02-26", ["period-too-many-days"]),
        ("2026-03-02", "2026-03-01", ["period-reversed"]),
        ("2026-02-20", "2026-03-31", []),
        ("2026-02-19", "2026-03-31", ["period-before-verdict"]),
        (None, "2026-03-31", ["verdict-incomplete"]),
        ("2026-03-02", None, ["verdict-incomplete"]),
    ],
)
def test_k5_and_k8_the_period(starts_on: str | None, ends_on: str | None, broken: list[str]) -> None:
    assert slugs(verdict(starts_on=starts_on, ends_on=ends_on)) == broken


@pytest.mark.parametrize(
    ("hours", "per_day", "ends_on", "needed", "available"),
    [
        (240, 8, "2026-03-31", None, None),
        (240, 8, "2026-03-30", 30, 29),
        (239, 8, "2026-03-30", 30, 29),
        (232, 8, "2026-03-30", None, None),
        (8, 8, "2026-03-02", None, None),
        (9, 8, "2026-03-02", 2, 1),
        (9, 8, "2026-03-03", None, None),
        (61, 4, "2026-03-16", 16, 15),
    ],
)
def test_k5_a_sentence_fits_its_period(
    hours: int, per_day: int, ends_on: str, needed: int | None, available: int | None
) -> None:
    broken = refusals(verdict(hours=hours, hours_per_day=per_day, starts_on="2026-03-02", ends_on=ends_on))
    assert [r.slug for r in broken] == (["does-not-fit-period"] if needed else [])
    for refusal in broken:
        assert (refusal.figures["needed"], refusal.figures["available"]) == (needed, available)


def test_the_arithmetic_stands_in_the_message() -> None:
    (adult,) = refusals(verdict(hours=240, hours_per_day=8, starts_on="2026-03-02", ends_on="2026-03-30"))
    assert adult.message("en") == "240 hours at 8 hours a day need 30 days; 2026-03-02 to 2026-03-30 has 29."
    assert adult.article == "KUHP (UU 1/2023) art. 85(5), 184"
    (child,) = refusals(child_verdict(hours=120, hours_per_day=3, starts_on="2026-03-02", ends_on="2026-04-23"))
    assert child.message("en") == "120 hours at 3 hours a day need 40 working days; 2026-03-02 to 2026-04-23 has 39."
    assert slugs(child_verdict(hours=120, hours_per_day=3, starts_on="2026-03-02", ends_on="2026-04-24")) == []
    (long,) = refusals(verdict(starts_on="2026-03-02", ends_on="2026-08-29"))
    assert long.message("en") == (
        "At most 6 × 30 = 180 days, 2026-03-02 to 2026-08-28; the verdict: 181, to 2026-08-29."
    )


def test_the_laws_cap_decides_the_fit_when_the_verdict_asks_for_more_a_day() -> None:
    pronounced = verdict(hours=240, hours_per_day=10, starts_on="2026-03-02", ends_on="2026-03-25")
    assert slugs(pronounced) == ["day-too-long", "does-not-fit-period"]


@pytest.mark.parametrize(
    ("missing", "broken"),
    [
        ("prosecutor_code", "office-not-named"),
        ("probation_office_code", "office-not-named"),
        ("hours_per_day", "verdict-incomplete"),
    ],
)
def test_k7_and_k8_what_the_verdict_must_say(missing: str, broken: str) -> None:
    (refusal,) = refusals(verdict(**{missing: None}))
    assert refusal.slug == broken
    assert refusal.figures["missing"] == missing


@pytest.mark.parametrize(
    ("birth_date", "offence_date", "who"),
    [
        ("2008-01-11", "2026-01-10", "child"),
        ("2008-01-10", "2026-01-10", "adult"),
        ("2008-01-09", "2026-01-10", "adult"),
        ("2012-01-10", "2026-01-10", "child"),
        ("2012-01-11", "2026-01-10", "too-young"),
        ("2008-02-29", "2026-02-28", "child"),
        ("2008-02-29", "2026-03-01", "adult"),
        ("2012-02-29", "2026-02-28", "too-young"),
        ("2008-02-29", "2024-02-29", "child"),
        ("2006-03-01", "2024-02-29", "child"),
        ("2006-02-28", "2024-02-28", "adult"),
    ],
)
def test_c1_a_child_is_one_from_14_to_before_the_18th_birthday_at_the_offence(
    birth_date: str, offence_date: str, who: str
) -> None:
    pronounced = verdict(
        birth_date=birth_date, offence_date=offence_date, hours=20, hours_per_day=3, verdict_date="2026-03-01"
    )
    if who != "adult":
        pronounced = pronounced.model_copy(update={"sanctions": None})
    assert slugs(pronounced) == (["too-young"] if who == "too-young" else [])
    assert regime(pronounced, BOOK.on(pronounced.verdict_date)) == ("adult" if who == "adult" else "child")


def test_who_has_grown_up_since_the_offence_is_still_judged_as_a_child() -> None:
    pronounced = child_verdict(birth_date="2008-02-01", offence_date="2026-01-31", hours=7)
    assert slugs(pronounced) == []
    assert sentence(pronounced).regime == "child"


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({"verdict_date": "2026-03-01", "starts_on": "2026-03-01"}, []),
        ({"verdict_date": "2026-03-02"}, ["verdict-in-future"]),
        ({"offence_date": "2026-02-20"}, []),
        ({"offence_date": "2026-02-21"}, ["offence-after-verdict"]),
        ({"verdict_date": "2026-01-02", "offence_date": "2026-01-01"}, []),
        ({"verdict_date": "2026-01-01", "offence_date": "2026-01-01"}, ["verdict-before-the-law"]),
    ],
)
def test_dates(changes: dict[str, str], broken: list[str]) -> None:
    assert slugs(verdict(**changes)) == broken


def test_every_broken_rule_is_said_at_once_each_with_its_article() -> None:
    pronounced = verdict(
        replaces={"prison_months": 7, "fine_rupiah": 20_000_000},
        maximum_prison_months=60,
        consent_recorded=False,
        commercial=True,
        hours=241,
        hours_per_day=9,
        ends_on="2026-12-31",
        prosecutor_code=None,
    )
    broken = refusals(pronounced)
    assert [r.rule for r in broken] == ["K3", "K1", "K1", "K1", "K1", "K2", "K4", "K5", "K5", "K7"]
    assert all(r.article and "art. 85" in r.article for r in broken)


def test_no_refusal_says_who_it_is() -> None:
    pronounced = child_verdict(
        birth_date="2014-06-07", hours=500, hours_per_day=9, ends_on="2026-03-03", commercial=True
    )
    text = " ".join(r.message(language) for r in refusals(pronounced) for language in ("en", "id"))
    for personal in ("2014", "06-07", pronounced.nik, pronounced.name, "2026-01-10"):
        assert personal not in text


def test_the_articles_of_the_refusals_are_those_of_the_figures() -> None:
    rules = BOOK.sets[-1]
    assert rules.child_prison
    pairs: list[tuple[str, type[Refusal]]] = [
        (rules.replacement.article, adults_errors.ReplacedPrisonTooLong),
        (rules.replacement.article, adults_errors.ReplacedFineTooHigh),
        (rules.replacement.article, adults_errors.OffenceTooGrave),
        (rules.hours.article, adults_errors.HoursOutOfRange),
        (rules.instalments.article, adults_errors.DayTooLong),
        (rules.instalments.article, adults_errors.PeriodTooManyDays),
        (rules.instalments.article, adults_errors.DoesNotFitPeriod),
        (rules.child_prison.article, children_errors.ChildPrisonTooLong),
        (rules.child_day.article, children_errors.ChildDayTooLong),
    ]
    assert [refusal.article for _, refusal in pairs] == [article for article, _ in pairs]
