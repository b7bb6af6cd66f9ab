"""Attendance: it belongs to the time of a place, and a correction has a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.attendance import attend, record
from services.training.events import Attendance
from shared.clock import LOCAL_ZONE
from shared.errors import Refusal
from tests.unit.training.cases import CONFIRMED, session

FIRST = session(1, "2026-02-17 09:00", "2026-02-17 12:00")
STARTS, ENDS = FIRST.starts_at, FIRST.ends_at


def test_attendance_recorded_twice_is_one_fact_and_a_correction_another() -> None:
    once, first = attend(CONFIRMED, FIRST, "present")
    twice, second = attend(once, FIRST, "present")
    corrected, third = attend(twice, FIRST, "excused", "a letter came later")
    assert [len(first), len(second), len(third)] == [1, 0, 1]
    assert corrected.attendance == {1: "excused"}
    assert third[0].model_dump()["before"] == "present"


def test_of_a_whole_session_each_line_stands_for_itself() -> None:
    new, same, other, waiting, stranger = (UUID(int=n) for n in range(1, 6))
    enrolments = {
        new: replace(CONFIRMED, id=new),
        same: replace(CONFIRMED, id=same, attendance={1: "present"}),
        other: replace(CONFIRMED, id=other, attendance={1: "absent"}),
        waiting: replace(CONFIRMED, id=waiting, state="waitlisted"),
    }
    outcomes: dict[UUID, Attendance] = dict.fromkeys((new, same, other, waiting, stranger), "present")
    lines = record(enrolments, FIRST, outcomes)
    assert [(line.enrolment_id, len(line.facts), line.refusal and line.refusal.slug) for line in lines] == [
        (new, 1, None),
        (same, 0, None),
        (other, 0, "correction-without-reason"),
        (waiting, 0, "wrong-state"),
        (stranger, 0, "not-in-programme"),
    ]
    assert record(enrolments, FIRST, {other: "present"}, "mistaken for another")[0].before == "absent"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        pytest.param({"confirmed_at": at("2026-02-17 11:59")}, None, id="COURSE-01: a place before the session ends"),
        pytest.param({"confirmed_at": ENDS}, "no-place-yet", id="COURSE-02: a place at the moment in which it ends"),
        pytest.param({"confirmed_at": at("2026-02-18 00:00")}, "no-place-yet", id="COURSE-02: a place the day after"),
        pytest.param(
            {"state": "withdrawn", "confirmed_at": at("2026-02-09 08:00"), "ended_at": at("2026-02-17 09:01")},
            None,
            id="COURSE-03: who left during it is still recorded afterwards",
        ),
        pytest.param(
            {"state": "withdrawn", "confirmed_at": at("2026-02-09 08:00"), "ended_at": STARTS},
            "no-place-any-more",
            id="COURSE-03: who left at the moment in which it begins was not there",
        ),
        pytest.param(
            {"state": "withdrawn", "confirmed_at": None, "ended_at": at("2026-02-20 08:00")},
            "no-place-yet",
            id="COURSE-03: who left the waiting list never had a place",
        ),
        pytest.param({"state": "failed"}, "wrong-state", id="COURSE-03: who failed is judged, and stays so"),
    ],
)
def test_attendance_belongs_to_the_time_of_a_place(changes: dict[str, Any], slug: str | None) -> None:
    for outcome in ("present", "excused", "absent"):
        try:
            attend(replace(CONFIRMED, **changes), FIRST, outcome)
            found = None
        except Refusal as refusal:
            found = refusal.slug
        assert found == slug


@pytest.mark.parametrize(
    ("certified", "reason", "slug"),
    [
        pytest.param(True, "wrong line", "certificate-stands", id="COURSE-04: not while the certificate stands"),
        pytest.param(False, None, "correction-without-reason", id="COURSE-04: not without a reason"),
        pytest.param(False, "wrong line", None, id="COURSE-04: once it is revoked"),
    ],
)
def test_a_certified_attendance_is_corrected_after_the_revocation(
    certified: bool, reason: str | None, slug: str | None
) -> None:
    completed = replace(CONFIRMED, state="completed", confirmed_at=at("2026-02-09 08:00"), attendance={1: "present"})
    assert attend(completed, FIRST, "present", certified=certified)[1] == []
    if slug is None:
        assert attend(completed, FIRST, "absent", reason, certified=certified)[0].attendance == {1: "absent"}
        return
    with pytest.raises(Refusal) as refused:
        attend(completed, FIRST, "absent", reason, certified=certified)
    assert refused.value.slug == slug
