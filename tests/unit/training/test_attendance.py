"""Attendance, and its corrections."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.training.domain.attendance import attend, record
from services.training.events import Attendance
from tests.unit.training.cases import CONFIRMED


def test_attendance_recorded_twice_is_one_fact_and_a_correction_another() -> None:
    once, first = attend(CONFIRMED, 1, "present")
    twice, second = attend(once, 1, "present")
    corrected, third = attend(twice, 1, "excused")
    assert [len(first), len(second), len(third)] == [1, 0, 1]
    assert corrected.attendance == {1: "excused"}


def test_of_a_whole_session_each_line_stands_for_itself() -> None:
    new, same, waiting, stranger = (UUID(int=n) for n in range(1, 5))
    enrolments = {
        new: replace(CONFIRMED, id=new),
        same: replace(CONFIRMED, id=same, attendance={1: "present"}),
        waiting: replace(CONFIRMED, id=waiting, state="waitlisted"),
    }
    outcomes: dict[UUID, Attendance] = dict.fromkeys((new, same, waiting, stranger), "present")
    lines = record(enrolments, 1, outcomes)
    assert [(line.enrolment_id, len(line.facts), line.refusal and line.refusal.slug) for line in lines] == [
        (new, 1, None),
        (same, 0, None),
        (waiting, 0, "wrong-state"),
        (stranger, 0, "not-in-programme"),
    ]
