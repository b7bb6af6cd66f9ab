"""Who may be in the register of participants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.training.domain.participants import age_on, register
from shared.errors import Refusal
from tests.unit.training.cases import ADULT, TODAY


def test_age_counts_completed_years() -> None:
    assert [age_on(date(2000, 6, 15), date(2026, 6, day)) for day in (14, 15)] == [25, 26]


@pytest.mark.parametrize(
    ("born", "kind", "slug"),
    [
        (date(2014, 2, 17), "child_institution", "birth-date-unlikely"),
        (date(2027, 1, 1), "prison", "birth-date-unlikely"),
        (date(1900, 1, 1), "prison", "birth-date-unlikely"),
        (date(1990, 1, 1), "agency", "not-an-institution"),
        (date(1990, 1, 1), None, "not-an-institution"),
    ],
)
def test_who_cannot_be_in_the_register(born: date, kind: str | None, slug: str) -> None:
    with pytest.raises(Refusal) as no:
        register(replace(ADULT, birth_date=born), kind, TODAY)
    assert no.value.slug == slug


def test_the_register_tells_the_journal_no_name() -> None:
    (recorded,) = register(replace(ADULT, birth_date=date(2014, 2, 16)), "child_institution", TODAY)
    assert recorded.public() == {"participant_id": str(ADULT.id), "institution_id": str(ADULT.institution_id)}
