"""A private body teaches only where it is accredited for the whole programme (C3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.service.training import scene
from tests.service.training.client import TRAINER, TrainingClient

BODY: dict[str, Any] = {
    "name": "LPK Contoh",
    "accreditation_number": "LA-LPK/12/2024",
    "issuer": "Komite Akreditasi",
    "valid_from": "2026-02-16",
    "valid_until": "2026-05-29",
}


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        pytest.param({}, None, id="COURSE-36: from the first day to the last"),
        pytest.param({"valid_from": "2026-02-17"}, "accreditation-too-short", id="COURSE-36: a day short at the start"),
        pytest.param({"valid_until": "2026-05-28"}, "accreditation-too-short", id="COURSE-36: a day short at the end"),
        pytest.param({"valid_until": "2025-01-01"}, "unreadable", id="COURSE-36: days in order"),
        pytest.param({"valid_until": "9999-12-31"}, "unreadable", id="COURSE-36: days within bounds"),
    ],
)
async def test_the_accreditation_covers_the_programme(
    ready: TrainingClient, changes: dict[str, Any], slug: str | None
) -> None:
    programme = (await scene.open_programme(ready))["id"]
    answer = await ready.record_body(programme, status=422 if slug else 200, **BODY | changes)
    assert answer.get("title") == (slug or "Menjahit Dasar")
    if slug is None:
        assert answer["training_body"]["last_day"] == "2026-05-29"
    await ready.record_body(programme, by=TRAINER, status=403, **BODY)


async def test_course_37_what_the_issuer_took_back_waits_and_takes_no_new_session(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, sessions=3))["id"]
    await ready.record_body(programme, **BODY | {"valid_until": "2027-12-31"})
    assert (await ready.list_waiting(kind="accreditation_ending"))["items"] == []
    withdrawn = await ready.withdraw_accreditation(programme, "2026-03-31")
    assert withdrawn["training_body"]["last_day"] == "2026-03-31"
    (item,) = (await ready.list_waiting(kind="accreditation_ending"))["items"]
    assert (item["id"], item["waits_for"]) == (programme, "coordinator")
    after = {"starts_at": "2026-04-01T14:00:00+09:00", "ends_at": "2026-04-01T17:00:00+09:00"}
    refused = await ready.schedule_session(programme, 3, **after, status=422)  # type: ignore[arg-type]
    assert (refused["title"], refused["rule"]) == ("session-after-accreditation", "C3")
    assert (await ready.withdraw_accreditation(programme, "2026-03-01", status=409))[
        "title"
    ] == "accreditation-withdrawn"
    renewed = await ready.record_body(
        programme, **BODY | {"accreditation_number": "LA-LPK/13/2026", "valid_until": "2027-12-31"}
    )
    assert renewed["training_body"]["accreditation_number"] == "LA-LPK/13/2026"
    assert (await ready.list_waiting(kind="accreditation_ending"))["items"] == []
    await ready.schedule_session(programme, 3, **after)  # type: ignore[arg-type]
    assert await ready.h.pool.fetchval("select count(*) from training_bodies") == 2, "the one before stays"


async def test_course_38_what_ends_within_a_month_is_told(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await ready.record_body(programme, **BODY)
    ready.h.clock.set(datetime.fromisoformat("2026-04-28T12:00:00+09:00"))
    assert (await ready.list_waiting(kind="accreditation_ending"))["items"] == []
    ready.h.clock.set(datetime.fromisoformat("2026-04-29T00:00:00+09:00"))
    (item,) = (await ready.list_waiting(kind="accreditation_ending"))["items"]
    assert (item["since"], item["age_days"]) == ("2026-04-28T15:00:00Z", 0)


async def test_a_longer_programme_needs_a_longer_accreditation(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    await ready.record_body(programme, **BODY)
    refused = await ready.amend_programme(programme, ends_on="2026-06-30", status=422)
    assert refused["title"] == "accreditation-too-short"
    path = f"/training/programmes/{programme}/training-body"
    left = await ready.h.post(f"{path}/end", None, "coordinator")
    assert left["training_body"] is None
    await ready.h.post(f"{path}/end", None, "coordinator", status=404)
    await ready.amend_programme(programme, ends_on="2026-06-30")


async def test_the_database_itself_asks_for_the_whole_period(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    with pytest.raises(Exception, match="accreditation does not cover"):
        await ready.h.pool.execute(
            "insert into training_bodies (id, programme_id, name, accreditation_number, issuer, valid_from,"
            " valid_until, recorded_by, recorded_at) values (gen_random_uuid(), $1, 'LPK', '1', 'Komite',"
            " '2026-02-17', '2026-05-29', 'x', now())",
            programme,
        )
