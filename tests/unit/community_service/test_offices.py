"""K7: an office of a case that no register knows is put right; what the verdict names otherwise stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.community_service.domain.offices import Office, correct
from services.community_service.domain.sentences import Sentence
from services.community_service.errors.cases import WrongState
from services.community_service.errors.offices import OfficeKnown, OfficeUnknown
from services.community_service.errors.verdicts import OfficeOfOtherKind
from services.community_service.events import SentenceState
from tests.unit.community_service.cases import sentence

LOST = replace(sentence(), probation_office_code="bapas-abon", prosecutor_code="kejari-abon")
KINDS = {"bapas-ambon": "probation_office", "kejari-ambon": "prosecutor"}


@pytest.mark.parametrize(
    ("office", "code", "expected"),
    [
        ("probation_office", "bapas-ambon", replace(LOST, probation_office_code="bapas-ambon")),
        ("prosecutor", "kejari-ambon", replace(LOST, prosecutor_code="kejari-ambon")),
    ],
)
def test_the_code_of_one_office_changes_and_nothing_else(office: Office, code: str, expected: Sentence) -> None:
    corrected, (fact,) = correct(LOST, office, code, KINDS)
    assert corrected == expected
    assert fact.public()[f"{office}_code"] == code


def test_the_same_again_says_nothing() -> None:
    assert correct(replace(LOST, prosecutor_code="kejari-ambon"), "prosecutor", "kejari-ambon", KINDS)[1] == []


def test_an_office_that_the_register_knows_is_the_verdicts() -> None:
    known = replace(LOST, probation_office_code="bapas-ambon")
    with pytest.raises(OfficeKnown) as refusal:
        correct(known, "probation_office", "bapas-masohi", KINDS | {"bapas-masohi": "probation_office"})
    assert refusal.value.rule == "K7"


@pytest.mark.parametrize(
    ("code", "refusal"), [("bapas-masohi", OfficeUnknown), ("kejari-ambon", OfficeOfOtherKind)], ids=["unknown", "kind"]
)
def test_the_right_one_is_known_and_of_the_kind(code: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        correct(LOST, "probation_office", code, KINDS)


@pytest.mark.parametrize("state", ["revoked", "closed", "lapsed"])
def test_a_case_that_is_over_stays_as_it_was(state: SentenceState) -> None:
    with pytest.raises(WrongState):
        correct(replace(LOST, state=state), "probation_office", "bapas-ambon", KINDS)


def test_one_that_the_register_knows_as_something_else_is_put_right() -> None:
    lost = replace(LOST, probation_office_code="kejari-ambon")
    corrected, _ = correct(lost, "probation_office", "bapas-ambon", KINDS)
    assert corrected.probation_office_code == "bapas-ambon"
