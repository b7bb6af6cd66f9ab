"""Organisations say their names and no contacts; an accreditation has a period."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.agreements import errors
from services.agreements.domain import organisation as rules
from services.agreements.domain.organisation import Accreditation, Organisation

OFFICE = Organisation(
    id=UUID(int=1),
    code="kanwil-maluku",
    name="Kanwil Ditjenpas Maluku",
    kind="corrections_office",
    address="Jalan Contoh 1",
    latitude=-3.69,
    longitude=128.18,
    email="kanwil@example.org",
    phone="+62 911 000000",
)


@pytest.mark.parametrize(("act", "type_"), [(rules.register, "registered"), (rules.update, "updated")])
def test_what_others_hear_of_an_organisation(act: object, type_: str) -> None:
    (said,) = act(OFFICE)  # type: ignore[operator]
    assert said.type == f"agreements.organisation.{type_}"
    assert said.public() == {
        "organisation_id": str(OFFICE.id),
        "code": "kanwil-maluku",
        "name": "Kanwil Ditjenpas Maluku",
        "kind": "corrections_office",
        "detail_url": f"/agreements/organisations/{OFFICE.id}",
    }


def accreditation(valid_until: date | None) -> Accreditation:
    start = date(2026, 2, 9)
    return Accreditation(UUID(int=2), OFFICE.id, "child_friendly_school", "The mayor", "SK 1/2026", start, valid_until)


@pytest.mark.parametrize("valid_until", [None, date(2026, 2, 9), date(2030, 1, 1)])
def test_s1_an_accreditation_has_both_days_or_no_end(valid_until: date | None) -> None:
    (said,) = rules.issue(accreditation(valid_until))
    assert said.type == "agreements.accreditation.issued"
    assert said.public()["valid_until"] == (None if valid_until is None else str(valid_until))
    assert "SK 1/2026" not in str(said.public()), "the evidence stands in the register"


def test_s1_an_accreditation_does_not_end_before_it_begins() -> None:
    with pytest.raises(errors.PeriodReversed):
        rules.issue(accreditation(date(2026, 2, 8)))
