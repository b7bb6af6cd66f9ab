"""What an outcome means: whether it counts, and who may record it."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from services.community_service.commands.attendance import CheckOut, RecordAbsence
from services.community_service.domain.attendance import check_out, record_absence
from services.community_service.domain.outcomes import (
    ABSENCES,
    ATTENDED,
    ENFORCEABLE,
    OUTCOMES,
    counts_for,
    may_be_credited,
)
from services.community_service.errors.attendance import ReasonMissing
from services.community_service.events import Outcome
from tests.unit.community_service.cases import attendance, case


def test_every_outcome_of_the_events_has_its_meaning() -> None:
    assert tuple(OUTCOMES) == get_args(Outcome)


def test_who_was_not_there_is_credited_nothing_and_nothing_counts_both_ways() -> None:
    for meaning in OUTCOMES.values():
        assert meaning.attended or not meaning.credited
        assert not (meaning.enforceable and meaning.credited)


def test_the_lists_follow_from_the_meanings() -> None:
    assert ATTENDED == ("attended_complied", "attended_failed_to_comply")
    assert ABSENCES == ("acceptable_absence", "unacceptable_absence")
    assert ENFORCEABLE == ("attended_failed_to_comply", "unacceptable_absence")


@pytest.mark.parametrize("outcome", [None, *OUTCOMES])
def test_only_who_attended_and_complied_counts(outcome: Outcome | None) -> None:
    assert counts_for(outcome) == (outcome == "attended_complied")


@pytest.mark.parametrize(
    ("state", "outcome", "open_"),
    [
        ("scheduled", None, True),
        ("checked_in", None, True),
        ("recorded", "attended_complied", True),
        ("recorded", "attended_failed_to_comply", False),
        ("recorded", "acceptable_absence", False),
        ("recorded", "unacceptable_absence", False),
        ("signed_off", "attended_complied", False),
        ("signed_off", "unacceptable_absence", False),
    ],
)
def test_what_may_still_be_credited(state: str, outcome: Outcome | None, open_: bool) -> None:
    assert may_be_credited(state, outcome) == open_


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_check_out_takes_who_attended_and_an_absence_who_did_not(outcome: Outcome) -> None:
    fits, other = (CheckOut, RecordAbsence) if OUTCOMES[outcome].attended else (RecordAbsence, CheckOut)
    assert fits.model_validate({"outcome": outcome}).outcome == outcome
    with pytest.raises(ValidationError, match="Input should be"):
        other.model_validate({"outcome": outcome})
    with pytest.raises(ValidationError, match="Input should be"):
        fits.model_validate({"outcome": "danced"})


def test_the_schemas_of_the_bodies_list_what_they_accept() -> None:
    assert CheckOut.model_json_schema()["properties"]["outcome"]["enum"] == list(ATTENDED)
    assert RecordAbsence.model_json_schema()["properties"]["outcome"]["enum"] == list(ABSENCES)


@pytest.mark.parametrize("outcome", ABSENCES)
def test_an_absence_has_a_reason_where_it_needs_one(outcome: Outcome) -> None:
    session = attendance()
    about = case(None, session)
    record_absence(about, outcome, "sakit", "sup", session.ends_at)
    if OUTCOMES[outcome].needs_reason:
        with pytest.raises(ReasonMissing):
            record_absence(about, outcome, None, "sup", session.ends_at)
    else:
        record_absence(about, outcome, None, "sup", session.ends_at)


@pytest.mark.parametrize("outcome", ATTENDED)
def test_who_attended_was_not_absent(outcome: Outcome) -> None:
    session = attendance()
    with pytest.raises(AssertionError):
        record_absence(case(None, session), outcome, "sakit", "sup", session.ends_at)


@pytest.mark.parametrize("outcome", ABSENCES)
def test_who_was_absent_does_not_check_out(outcome: Outcome) -> None:
    session = attendance()
    with pytest.raises(AssertionError):
        check_out(case(None, session), session.ends_at, outcome, "sup", session.ends_at)
