"""A programme under its cooperation agreement, whatever order the news comes in."""

from __future__ import annotations

from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest

from services.agreements.events import OrganisationUpdated
from tests.service.training.conftest import AGENCY, OTHER_PRISON, PRISON, Training, agreement, somebody


async def test_a_programme_opens_under_an_agreement_in_force(ready: Training) -> None:
    opened = await ready.open()
    assert (opened["state"], opened["needs_decision"], opened["version"]) == ("open", False, 3)
    assert [session["number"] for session in opened["calendar"]] == [1, 2]
    assert await ready.published() == ["training.programme.opened"]
    listed = await ready.h.get(f"/training/programmes?state=open&agency={AGENCY}", "operator")
    assert [programme["id"] for programme in listed["items"]] == [opened["id"]]
    assert (await ready.h.get("/training/programmes?state=closed", "operator"))["items"] == []


@pytest.mark.parametrize(
    ("heard", "body", "slug"),
    [
        ({"state": "signed"}, {}, "agreement-not-in-force"),
        ({"state": "expired"}, {}, "agreement-not-in-force"),
        ({"scopes": ["marketing"]}, {}, "agreement-without-training"),
        ({}, {"institution_id": OTHER_PRISON}, "agreement-of-others"),
        ({}, {"agency_id": PRISON}, "agreement-of-others"),
        ({}, {"ends_on": "2027-02-09"}, "programme-outside-agreement"),
        ({}, {"cooperation_agreement_id": somebody()}, "agreement-unknown"),
    ],
)
async def test_the_gate_is_shut(training: Training, heard: dict[str, Any], body: dict[str, Any], slug: str) -> None:
    await training.h.hear(agreement(heard.get("state", "in_force"), **{k: v for k, v in heard.items() if k != "state"}))
    status = 409 if slug == "agreement-not-in-force" else 422
    said = await training.open(status, **body)
    assert (said["title"], said["rule"], said["article"]) == (slug, "A2", "PP 28/2018")
    assert await training.h.facts() == []


@pytest.mark.parametrize(
    "body",
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
async def test_every_figure_is_bounded(ready: Training, body: dict[str, Any]) -> None:
    assert (await ready.open(422, **body))["title"] == "unreadable"


async def test_with_its_agreement_it_is_suspended_and_open_again(ready: Training) -> None:
    empty, running = await ready.open(), await ready.open(skill="cooking")
    enrolment = await ready.enrol(running["id"])
    await ready.hear("suspended", 6)
    assert (await ready.programme(empty["id"]))["needs_decision"] is False
    suspended = await ready.programme(running["id"])
    assert (suspended["state"], suspended["needs_decision"]) == ("suspended", True)
    refused = await ready.enrol(running["id"], status=409)
    assert (refused["title"], refused["rule"], refused["article"]) == ("programme-suspended", "A2", "PP 28/2018")
    # What runs goes on.
    assert (await ready.assess(enrolment["id"], 70))["score"] == 70
    await ready.hear("resumed", 7)
    opened = await ready.programme(running["id"])
    assert (opened["state"], opened["needs_decision"]) == ("open", False)
    last = (await ready.h.facts())[-1]
    assert last[0] == "training.programme.opened"
    assert last[1]["state"] == "open"


async def test_nobody_moves_up_while_suspended_and_the_queue_does_when_open_again(ready: Training) -> None:
    programme = await ready.open(capacity=1)
    first, second = await ready.enrol(programme["id"]), await ready.enrol(programme["id"])
    await ready.hear("suspended", 6)
    await ready.staff(f"enrolments/{first['id']}/withdrawal", {"reason": "released"})
    assert ((await ready.programme(programme["id"]))["taken"], await state_of(ready, second)) == (0, "waitlisted")
    await ready.hear("resumed", 7)
    assert ((await ready.programme(programme["id"]))["taken"], await state_of(ready, second)) == (1, "confirmed")


async def state_of(training: Training, enrolment: dict[str, Any]) -> str:
    found = await training.h.get(f"/training/enrolments/{enrolment['id']}", "institution_staff", organisation=PRISON)
    return str(found["state"])


async def test_an_agreement_that_shrinks_suspends_what_it_no_longer_covers(ready: Training) -> None:
    short, long = await ready.open(ends_on="2026-04-30"), await ready.open()
    await ready.hear("in_force", 6, ends_on=date(2026, 4, 30))
    states = [(await ready.programme(programme["id"]))["state"] for programme in (short, long)]
    assert states == ["open", "suspended"]


NEWS = [("suspended", 6), ("resumed", 7), ("suspended", 8), ("expired", 9)]


@pytest.mark.parametrize("order", list(permutations(NEWS)))
async def test_whatever_the_order_the_last_word_counts(ready: Training, order: list[tuple[str, int]]) -> None:
    programme = await ready.open()
    for state, version in (*order, *order[::2]):
        await ready.hear(state, version)
    assert (await ready.programme(programme["id"]))["state"] == "suspended"
    known = await ready.h.pool.fetchrow("select state, version from cooperation_agreements")
    assert tuple(known or ()) == ("expired", 9)


async def test_news_of_before_its_activation_comes_late_and_changes_nothing(ready: Training) -> None:
    programme = await ready.open()
    await ready.hear("signed", 4)
    assert (await ready.programme(programme["id"]))["state"] == "open"


async def test_the_same_message_twice_is_one_fact(ready: Training) -> None:
    await ready.open()
    for _ in range(3):
        await ready.h.hear(agreement("suspended"), version=6, id="same")
    assert (await ready.published()).count("training.programme.suspended") == 1


async def test_organisations_keep_what_was_said_last(ready: Training) -> None:
    for name, version in (("Third", 3), ("Second", 2)):
        said = OrganisationUpdated(organisation_id=AGENCY, code="org-0", name=name, kind="agency")
        await ready.h.hear(said, version=version)
    assert await ready.h.pool.fetchval("select name from organisations where id = $1", AGENCY) == "Third"


async def test_it_closes_when_nobody_is_left_in_it(ready: Training) -> None:
    programme = await ready.open(capacity=1)
    path = f"/training/programmes/{programme['id']}/closure"
    inside, waiting = await ready.enrol(programme["id"]), await ready.enrol(programme["id"])
    assert (await ready.h.post(path, None, "coordinator", status=409))["title"] == "programme-in-use"
    await ready.teach(f"enrolments/{inside['id']}/failure", {"reason": "did not come"})
    closed = await ready.h.post(path, None, "coordinator")
    assert (closed["state"], closed["waiting"], await state_of(ready, waiting)) == ("closed", 0, "withdrawn")
    await ready.hear("suspended", 6)
    assert (await ready.programme(programme["id"]))["state"] == "closed"
    assert (await ready.enrol(programme["id"], status=409))["title"] == "programme-closed"


async def test_a_session_is_moved_until_it_begins(ready: Training) -> None:
    programme = await ready.open(calendar=[])
    path = f"/training/programmes/{programme['id']}/sessions/1"
    body = {"starts_at": "2026-02-16T08:00:00+09:00", "ends_at": "2026-02-16T11:00:00+09:00"}
    await ready.h.put(path, body, "trainer", organisation=PRISON, status=403)
    await ready.h.put(path, body, "coordinator")
    moved = await ready.h.put(path, body | {"ends_at": "2026-02-16T10:00:00+09:00"}, "trainer", organisation=AGENCY)
    assert [session["ends_at"] for session in moved["calendar"]] == ["2026-02-16T01:00:00Z"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-16T08:00:01+09:00"))
    assert (await ready.h.put(path, body, "coordinator", status=409))["title"] == "session-held"


async def test_the_etag_changes_with_places_and_if_match_is_kept(ready: Training) -> None:
    programme = await ready.open()
    before = f'"{programme["version"]}"'
    headers = ready.h.token("auditor") | {"if-none-match": before}
    path = f"/training/programmes/{programme['id']}"
    assert (await ready.h.client.get(path, headers=headers)).status_code == 304
    await ready.enrol(programme["id"])
    assert (await ready.h.client.get(path, headers=headers)).json()["taken"] == 1
    moved = {"starts_at": "2026-02-18T14:00:00+09:00", "ends_at": "2026-02-18T15:00:00+09:00"}
    await ready.h.put(f"{path}/sessions/2", moved, "coordinator", headers={"if-match": before}, status=412)
    now = f'"{programme["version"] + 1}"'
    await ready.h.put(f"{path}/sessions/2", moved, "coordinator", headers={"if-match": now})
