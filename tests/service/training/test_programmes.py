"""Programmes open under a cooperation agreement in force, and close when nobody is left in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.training import scene
from tests.service.training.client import AGENCY, OTHER_PRISON, PRISON, TrainingClient


async def test_a_programme_opens_under_an_agreement_in_force(ready: TrainingClient) -> None:
    opened = await scene.open_programme(ready)
    assert (opened["state"], opened["needs_decision"], opened["version"]) == ("open", False, 3)
    assert [session["number"] for session in opened["calendar"]] == [1, 2]
    assert await ready.published() == ["training.programme.opened"]
    listed = await ready.list_programmes(state="open", agency=AGENCY)
    assert [programme["id"] for programme in listed["items"]] == [opened["id"]]
    assert (await ready.list_programmes(state="closed"))["items"] == []


@pytest.mark.parametrize(
    ("agreement", "changes", "slug"),
    [
        ({"state": "signed"}, {}, "agreement-not-in-force"),
        ({"state": "expired"}, {}, "agreement-not-in-force"),
        ({"scopes": ["marketing"]}, {}, "agreement-without-training"),
        ({}, {"institution_id": OTHER_PRISON}, "agreement-of-others"),
        ({}, {"agency_id": PRISON}, "agreement-of-others"),
        ({}, {"ends_on": "2027-02-09"}, "programme-outside-agreement"),
        ({}, {"cooperation_agreement_id": scene.invent_id()}, "agreement-unknown"),
    ],
)
async def test_no_programme_opens_where_the_agreement_does_not_allow_it(
    training: TrainingClient, agreement: dict[str, Any], changes: dict[str, Any], slug: str
) -> None:
    await scene.publish_agreement(training, **{"state": "in_force", **agreement}, version=1)
    status = 409 if slug == "agreement-not-in-force" else 422
    refused = await scene.open_programme(training, status=status, **changes)
    assert (refused["title"], refused["rule"], refused["article"]) == (slug, "A2", "PP 28/2018")
    assert await training.h.facts() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"capacity": 501},
        {"capacity": 0},
        {"minutes": 300_001},
        {"sessions": 401},
        {"min_age": 40, "max_age": 30},
        {"min_score": 101},
        {"skill": "Sewing!"},
        {"risk_levels": []},
        {"ends_on": "9999-12-31"},
        {"calendar": [{"starts_at": "9999-12-31T23:00:00Z", "ends_at": "9999-12-31T23:59:00Z"}]},
        {"calendar": [{"starts_at": "2026-02-16T08:00:00", "ends_at": "2026-02-16T09:00:00"}]},
    ],
)
async def test_every_figure_is_bounded(ready: TrainingClient, changes: dict[str, Any]) -> None:
    assert (await scene.open_programme(ready, status=422, **changes))["title"] == "unreadable"


async def test_it_closes_when_nobody_is_left_in_it(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    inside, waiting = [await scene.enrol_somebody(ready, programme) for _ in range(2)]
    assert (await ready.close_programme(programme, status=409))["title"] == "programme-in-use"
    await ready.fail(inside["id"], reason="did not come")
    closed = await ready.close_programme(programme)
    assert (closed["state"], closed["waiting"]) == ("closed", 0)
    assert (await ready.read_enrolment(waiting["id"]))["state"] == "withdrawn"
    await scene.publish_agreement(ready, "suspended", 6)
    assert (await ready.read_programme(programme))["state"] == "closed"
    assert (await scene.enrol_somebody(ready, programme, status=409))["title"] == "programme-closed"


async def test_the_etag_changes_with_places_and_if_match_is_honoured(ready: TrainingClient) -> None:
    programme = await scene.open_programme(ready)
    path = f"/training/programmes/{programme['id']}"
    before = (await ready.h.client.get(path, headers=ready.h.token("auditor"))).headers["etag"]
    headers = ready.h.token("auditor") | {"if-none-match": before}
    assert (await ready.h.client.get(path, headers=headers)).status_code == 304
    await scene.enrol_somebody(ready, programme["id"])
    assert (await ready.h.client.get(path, headers=headers)).json()["taken"] == 1
    moved: dict[str, Any] = {"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T15:00:00+09:00"}
    await ready.schedule_session(programme["id"], 2, **moved, headers={"if-match": before}, status=412)
    now = f'"{programme["version"] + 1}"'
    await ready.schedule_session(programme["id"], 2, **moved, headers={"if-match": now})
