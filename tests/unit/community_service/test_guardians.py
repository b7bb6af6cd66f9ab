"""C2g: a child is accompanied by parents or guardian, who are told of each session. PP 58/2022 art. 16(1), (4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.community_service.domain import attendance
from services.community_service.domain.guardians import Guardian, name_guardian
from services.community_service.domain.sessions import Compliance
from services.community_service.errors.guardians import GuardianOfAChildOnly
from services.community_service.events import Accompanied
from tests.unit.community_service.cases import attendance as session
from tests.unit.community_service.cases import case, child_verdict, sentence

GUARDIAN = Guardian("Ibu Contoh", "mother", "whatsapp", "+62 811", "wali-7")
CHILD = sentence(child_verdict())
BOOKED = [(datetime(2026, 3, day, 5, tzinfo=UTC), datetime(2026, 3, day, 7, tzinfo=UTC)) for day in (2, 9)]


def test_the_fact_names_the_recipient_and_nothing_else() -> None:
    (fact,) = name_guardian(CHILD, None, GUARDIAN, [])
    assert set(fact.public()) == {"sentence_id", "guardian_reference", "detail_url"}
    assert (fact.topic, fact.internal_topic) == (None, "masohi.community-service.internal.v1")


def test_an_adult_has_no_guardian() -> None:
    with pytest.raises(GuardianOfAChildOnly) as refusal:
        name_guardian(sentence(), None, GUARDIAN, [])
    assert (refusal.value.rule, refusal.value.article) == ("C2g", "PP 58/2022 art. 16(1)")


def test_another_telephone_number_is_no_fact_and_another_recipient_is() -> None:
    assert name_guardian(CHILD, GUARDIAN, replace(GUARDIAN, contact="+62 812"), BOOKED) == []
    (fact,) = name_guardian(CHILD, GUARDIAN, replace(GUARDIAN, reference=None), BOOKED)
    assert fact.public()["guardian_reference"] is None


def test_who_is_named_late_hears_of_the_sessions_that_come() -> None:
    named, *due = name_guardian(CHILD, None, GUARDIAN, BOOKED)
    assert named.type == "community-service.guardian.named"
    assert {each.type for each in due} == {"community-service.guardian.session-due"}
    assert [each.public()["starts_at"] for each in due] == ["2026-03-02T05:00:00Z", "2026-03-09T05:00:00Z"]
    assert {each.topic for each in due} == {None}


@pytest.mark.parametrize(
    ("at_the_gate", "at_the_end", "noted"),
    [("guardian", None, "guardian"), (None, "both", "both"), ("guardian", "nobody", "nobody"), (None, None, None)],
)
def test_who_accompanied_is_noted_at_check_in_or_check_out(
    at_the_gate: Accompanied | None, at_the_end: Accompanied | None, noted: Accompanied | None
) -> None:
    planned = session(180)
    known, starts, ends = case(CHILD, planned), planned.starts_at, planned.ends_at
    arrived = attendance.check_in(known, starts, "sup", ends, accompanied_by=at_the_gate).case
    compliance = Compliance(behaviour="good", accompanied_by=at_the_end)
    left = attendance.check_out(arrived, ends, "attended_complied", "sup", ends, compliance=compliance).case
    assert left.session.compliance == Compliance(behaviour="good", accompanied_by=noted)
