"""PP 28/2018 (A2): when an agreement allows a programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.training.domain.neighbours import gate
from tests.unit.training.cases import AGENCY, AGREEMENT, OTHER, PRISON, PROGRAMME


def test_every_reason_is_named_at_once() -> None:
    broken = gate(
        replace(AGREEMENT, state="expired", scopes=frozenset({"marketing"})), OTHER, PRISON, PROGRAMME.period, "", ""
    )
    assert [refusal.slug for refusal in broken] == [
        "agreement-not-in-force",
        "agreement-without-training",
        "agreement-of-others",
    ]


def test_the_period_covers_its_own_days() -> None:
    assert gate(replace(AGREEMENT, period=PROGRAMME.period), AGENCY, PRISON, PROGRAMME.period, "", "") == []


ENDS = PROGRAMME.period.ends_on


@pytest.mark.parametrize(
    ("last_day", "broken"),
    [
        pytest.param(ENDS, [], id="A2: it ends on the last day"),
        pytest.param(ENDS - timedelta(days=1), ["programme-after-last-day"], id="A2: a day after the last day"),
        pytest.param(None, [], id="A2: no other last day is known"),
    ],
)
def test_a_last_day_that_is_known_now_holds_at_once(last_day: date | None, broken: list[str]) -> None:
    found = gate(replace(AGREEMENT, last_day=last_day), AGENCY, PRISON, PROGRAMME.period, "", "")
    assert [refusal.slug for refusal in found] == broken
    assert {refusal.article for refusal in found} <= {"PP 28/2018 art. 9, 22"}


@pytest.mark.parametrize(
    ("named", "covered"),
    [
        pytest.param([], True, id="A2: a PKS that names no programme covers all"),
        pytest.param(["las", "Menjahit  Dasar"], True, id="A2: named by its title"),
        pytest.param(["Sewing"], True, id="A2: named by its skill"),
        pytest.param(["Menjahit"], False, id="A2: a part of the title is another name"),
        pytest.param(["las"], False, id="A2: another one is named"),
    ],
)
def test_a_pks_that_names_its_programmes_covers_no_other(named: list[str], *, covered: bool) -> None:
    naming = replace(AGREEMENT, programmes=frozenset(named))
    found = gate(naming, AGENCY, PRISON, PROGRAMME.period, "Menjahit dasar", "sewing")
    assert [refusal.slug for refusal in found] == ([] if covered else ["programme-not-covered"])
    assert {refusal.article for refusal in found} <= {"PP 28/2018 art. 6(2), 19(2)"}
