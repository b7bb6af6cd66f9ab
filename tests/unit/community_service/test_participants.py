"""Which offices of a case a role acts for."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from services.community_service.domain.participants import OFFICES, office_codes, office_fields
from services.community_service.domain.sentences import Sentence
from tests.unit.community_service.cases import sentence, verdict


@dataclass(frozen=True)
class VerdictWithoutOffices:
    court_code: str = "pn-ambon"
    prosecutor_code: str | None = None
    probation_office_code: str | None = None


@pytest.mark.parametrize(
    ("roles", "codes"),
    [
        ({"court_clerk"}, ["pn-ambon"]),
        ({"supervising_judge"}, ["pn-ambon"]),
        ({"prosecutor"}, ["kejari-ambon"]),
        ({"counsellor"}, ["bapas-ambon"]),
        ({"court_clerk", "counsellor"}, ["pn-ambon", "bapas-ambon"]),
        ({"coordinator"}, []),
        ({"supervisor", "auditor"}, []),
        (set(), []),
    ],
)
def test_each_role_acts_for_its_office(roles: set[str], codes: list[str]) -> None:
    assert office_codes(roles, sentence()) == codes
    assert office_codes(roles, verdict()) == codes


def test_an_office_that_a_verdict_does_not_name_has_no_code() -> None:
    assert office_codes(OFFICES, VerdictWithoutOffices()) == ["pn-ambon", "pn-ambon"]


def test_every_office_is_a_field_of_a_sentence() -> None:
    assert set(office_fields(OFFICES)) <= set(Sentence.__dataclass_fields__)
