"""The attendance of a programme as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from services.training.queries import exports
from tests.service.training import scene
from tests.service.training.client import AGENCY, AUDITOR, OTHER_PRISON, STAFF, TRAINER, Caller, TrainingClient


async def test_course_55_a_line_for_each_person_and_session(ready: TrainingClient) -> None:
    programme, (first, second, waiting) = await scene.finish_sessions(ready, 3)
    await ready.record_attendance(programme, 1, {first: "present"})
    await ready.record_attendance(programme, 2, {first: "excused"})
    text = await ready.export_attendance(programme)
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["enrolment_id"], line["session"], line["outcome"]) for line in lines] == [
        (first, "1", "present"),
        (first, "2", "excused"),
        (second, "", ""),
    ]
    assert waiting not in text
    assert "\r\n" in text


async def test_course_56_every_person_on_it_is_a_logged_read(
    ready: TrainingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme, _ = await scene.finish_sessions(ready, 7, capacity=7)
    monkeypatch.setattr(exports, "BATCH", 3)
    text = await ready.export_attendance(programme, by=AUDITOR)
    assert len(text.splitlines()) == 8
    rows = await ready.h.pool.fetch(
        "select distinct person_id, purpose from person_reads where reader = 'user-1' and purpose = 'yearly report'"
    )
    assert [row["purpose"] for row in rows] == ["yearly report"] * 7


async def test_a_formula_is_shown_and_not_computed(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    person = await scene.register_participant(ready, name="=HYPERLINK(1)")
    await ready.enrol(programme, person["id"])
    assert "'=HYPERLINK(1)" in await ready.export_attendance(programme)


async def test_who_may_export(ready: TrainingClient) -> None:
    programme, _ = await scene.finish_sessions(ready)
    for by in (TRAINER, STAFF, AUDITOR):
        await ready.export_attendance(programme, by=by)
    for by in (Caller("trainer", OTHER_PRISON), Caller("institution_staff", AGENCY), Caller("coordinator")):
        await ready.export_attendance(programme, by=by, status=403)
    await ready.export_attendance(scene.invent_id(), by=AUDITOR, status=404)
