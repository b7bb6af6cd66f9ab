"""What a person asks about their own data: a clock of 72 hours from the receipt, and an answer or an article."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from shared.privacy.law import LAW
from tests.conftest import RunService
from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import BAPAS, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

PATH = "/community-service/data-requests"
RECEIVED = datetime.fromisoformat("2026-03-01T07:00:00+09:00")
KINDS = ("access", "correction", "erasure", "objection")


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(scene.SERVICE) as running:
        await scene.introduce_neighbours(running)
        await scene.pronounce(CommunityServiceClient(running), bodies.verdict())
        yield running


async def person(h: Harness) -> UUID:
    found: UUID = await h.pool.fetchval("select person_id from persons")
    return found


async def ask(h: Harness, *roles: str, status: int = 201, **changes: Any) -> Any:
    who = {key: changes.pop(key) for key in ("organisation", "subject") if key in changes}
    body = {
        "person_id": await person(h),
        "kind": "access",
        "received_at": RECEIVED,
        "made_by": "person",
        "identity_check": "identity_card",
        "document": "12/PDP/2026",
    }
    return await h.post(PATH, body | changes, *(roles or ("data_officer",)), status=status, **who)


async def answer(h: Harness, request: Any, status: int = 200) -> Any:
    path = f"{PATH}/{request['id']}/answer"
    return await h.post(path, {"document": "13/PDP/2026"}, "data_officer", status=status)


def gauge(state: str) -> float:
    return REGISTRY.get_sample_value("masohi_data_requests", {"state": state}) or 0.0


@pytest.mark.parametrize("kind", KINDS)
async def test_the_clock_is_three_days_of_24_hours_from_the_receipt(h: Harness, kind: str) -> None:
    request = await ask(h, kind=kind)
    due = datetime.fromisoformat(request["due_at"])
    assert due - RECEIVED == timedelta(hours=72)
    assert request["hours_left"] == pytest.approx(72 - (h.clock.now() - RECEIVED) / timedelta(hours=1), abs=0.1)


def test_the_hours_are_data_with_their_article() -> None:
    assert (LAW.requests.hours, LAW.breach_notice.hours) == (72, 72)
    assert "UU 27/2022" in LAW.requests.article
    assert LAW.breach_notice.article == "UU 27/2022 art. 46"


async def test_a_request_is_overdue_after_its_72_hours_and_not_at_them(h: Harness) -> None:
    request = await ask(h)
    h.clock.set(RECEIVED + timedelta(hours=72) - timedelta(seconds=30))
    assert (await h.get(f"{PATH}?overdue=true", "data_officer"))["items"] == []
    await h.sealer.tick()
    assert (gauge("open"), gauge("overdue")) == (1, 0)
    h.clock.set(RECEIVED + timedelta(hours=72, seconds=1))
    (late,) = (await h.get(f"{PATH}?overdue=true", "auditor"))["items"]
    assert late["id"] == request["id"]
    assert late["hours_left"] <= 0
    await h.sealer.tick()
    assert (gauge("open"), gauge("overdue")) == (1, 1)


async def test_a_late_answer_counts_and_the_journal_says_that_it_was_late(h: Harness) -> None:
    first, second = await ask(h), await ask(h, document="14/PDP")
    await answer(h, first)
    h.clock.set(RECEIVED + timedelta(hours=73))
    done = await answer(h, second)
    assert (done["state"], done["hours_left"]) == ("answered", None)
    settled = [fact for type_, fact in await h.facts() if type_.endswith("data-request-settled")]
    assert [fact["late"] for fact in settled] == [False, True]
    assert not [fact for fact in settled if "person_id" in fact]


async def test_a_refusal_names_its_reason_and_its_article(h: Harness) -> None:
    request = await ask(h, kind="erasure")
    path = f"{PATH}/{request['id']}/refusal"
    body = {"document": "15/PDP", "reason": "perkara masih berjalan", "article": "UU 27/2022 art. 15(1)b"}
    await h.post(path, {"document": "15/PDP", "reason": "perkara masih berjalan"}, "data_officer", status=422)
    await h.post(path, body | {"article": "tidak ada"}, "data_officer", status=422)
    done = await h.post(path, body, "data_officer")
    assert (done["state"], done["reason"], done["article"]) == ("refused", body["reason"], body["article"])


async def test_a_request_is_settled_once_also_when_two_answer_at_the_same_time(h: Harness) -> None:
    request = await ask(h)
    path = f"{PATH}/{request['id']}/answer"
    headers = h.token("data_officer")
    answers = await asyncio.gather(
        *[h.client.post(path, json={"document": f"{n}/PDP"}, headers=headers) for n in range(3)]
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    assert {each.json()["title"] for each in answers if each.status_code == 409} == {"data-request-settled"}


async def test_a_request_that_is_still_to_come_is_refused(h: Harness) -> None:
    refused = await ask(h, received_at=h.clock.now() + timedelta(hours=1), status=422)
    assert (refused["title"], refused["rule"]) == ("received-later", "D1")


@pytest.mark.parametrize(
    "changes",
    [{"identity_check": "none"}, {"kind": "sale"}, {"made_by": "neighbour"}, {"document": ""}, {"received_at": 0}],
    ids=str,
)
async def test_what_is_not_said_as_the_law_asks_is_unreadable(h: Harness, changes: dict[str, Any]) -> None:
    await ask(h, status=422, **changes)


async def test_a_counsellor_enters_requests_of_the_own_clients_only_and_answers_none(h: Harness) -> None:
    request = await ask(h, "counsellor", organisation=BAPAS)
    await ask(h, "counsellor", organisation=OTHER_BAPAS, status=403)
    await ask(h, "prosecutor", status=403)
    await h.post(f"{PATH}/{request['id']}/answer", {"document": "1"}, "counsellor", organisation=BAPAS, status=403)


async def test_a_request_of_somebody_unknown_is_not_entered(h: Harness) -> None:
    await ask(h, person_id=UUID(int=255), status=404)


async def test_the_database_keeps_a_refusal_without_an_article_out(h: Harness) -> None:
    request = await ask(h)
    with pytest.raises(Exception, match="data_requests_refused_by_an_article"):
        await h.pool.execute(
            "update data_requests set state = 'refused', settled_at = now(), settled_by = 'a', answer_document = '1'"
            " where id = $1",
            UUID(request["id"]),
        )
