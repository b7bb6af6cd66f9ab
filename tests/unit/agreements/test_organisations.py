"""Facts of organisations carry names and no contacts. Coordinates are both given or both absent."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from services.agreements.domain import organisations
from services.agreements.domain.organisations import Organisation
from services.agreements.errors import organisations as errors

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


@pytest.mark.parametrize(("act", "type_"), [(organisations.register, "registered"), (organisations.update, "updated")])
def test_what_others_hear_of_an_organisation(act: object, type_: str) -> None:
    (fact,) = act(OFFICE)  # type: ignore[operator]
    assert fact.type == f"agreements.organisation.{type_}"
    assert fact.public() == {
        "organisation_id": str(OFFICE.id),
        "code": "kanwil-maluku",
        "name": "Kanwil Ditjenpas Maluku",
        "kind": "corrections_office",
        "detail_url": f"/agreements/organisations/{OFFICE.id}",
    }


def test_coordinates_come_in_pairs() -> None:
    with pytest.raises(errors.CoordinatesIncomplete):
        replace(OFFICE, latitude=None)
    with pytest.raises(errors.CoordinatesIncomplete):
        replace(OFFICE, longitude=None)
    replace(OFFICE, latitude=None, longitude=None)
