"""An accident or a complaint is answered, and seen by the prosecutor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.community_service.domain.incidents import Incident, answer, report, see
from services.community_service.errors import incidents as errors
from tests.unit.community_service.cases import NOW, TODAY, sentence, uid

ACCIDENT = Incident(uid(70), "accident", TODAY, "sup")
COMPLAINT = replace(ACCIDENT, kind="complaint", opened_by="pk")


def test_only_the_four_services_read_of_an_incident() -> None:
    (fact,) = report(sentence(), ACCIDENT, TODAY)
    assert (fact.shared_topic, fact.internal_topic) == (None, "masohi.community-service.internal.v1")


def test_nothing_has_happened_tomorrow() -> None:
    with pytest.raises(errors.IncidentInFuture):
        report(sentence(), replace(ACCIDENT, happened_on=date(2026, 3, 2)), TODAY)


def test_a_complaint_is_answered_by_another_than_who_wrote_it_down() -> None:
    with pytest.raises(errors.AnotherAnswers):
        answer(sentence(), COMPLAINT, "pk")
    assert answer(sentence(), COMPLAINT, "pk-2")
    assert answer(sentence(), replace(ACCIDENT, opened_by="pk"), "pk"), "an accident may be"


def test_each_step_is_taken_once_in_any_order() -> None:
    assert see(sentence(), ACCIDENT)
    assert see(sentence(), replace(ACCIDENT, answered_at=NOW))
    assert answer(sentence(), replace(ACCIDENT, seen_at=NOW), "pk")
    with pytest.raises(errors.IncidentSettled):
        see(sentence(), replace(ACCIDENT, seen_at=NOW))
    with pytest.raises(errors.IncidentSettled):
        answer(sentence(), replace(ACCIDENT, answered_at=NOW), "pk")
