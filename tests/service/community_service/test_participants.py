"""Whoever asks for a case sees it where their own office belongs to it, on every route that shows a case."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.service.community_service import scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    JUDGE,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

TEXT = "this is for another organisation"
SEES = [
    (CLERK, True),
    (CLERK.at(KEJARI), False),
    (CLERK.at(None), False),
    (JUDGE, True),
    (JUDGE.at(KEJARI), False),
    (PROSECUTOR, True),
    (PROSECUTOR.at(COURT), False),
    (COUNSELLOR, True),
    (COUNSELLOR.at(OTHER_BAPAS), False),
    (COUNSELLOR.at(KEJARI), False),
    (COUNSELLOR.at(UUID(int=77)), False),
    (COORDINATOR, True),
    (AUDITOR.at(OTHER_BAPAS), True),
]


@pytest.mark.parametrize(("caller", "sees"), SEES)
async def test_who_sees_a_case(client: CommunityServiceClient, caller: Caller, sees: bool) -> None:
    sentence = await scene.pronounce(client)
    for read in (client.raw.read_sentence, client.raw.read_balance):
        answer = await read(sentence["id"], caller=caller)
        assert answer.status_code == (200 if sees else 403)
        assert sees or TEXT in answer.text
    listed = (await client.list_sentences(caller=caller))["items"]
    assert [each["id"] for each in listed] == ([sentence["id"]] if sees else [])


@pytest.mark.parametrize(("caller", "sees"), SEES)
async def test_who_sees_what_belongs_to_a_case(client: CommunityServiceClient, caller: Caller, sees: bool) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    breach = await client.warn(sentence["id"])
    answer = await client.raw.read_breach(breach["id"], caller=caller)
    assert answer.status_code == (200 if sees else 403)
    assert sees or TEXT in answer.text
    listed = (await client.list_breaches(caller=caller))["items"]
    assert [each["id"] for each in listed] == ([breach["id"]] if sees else [])


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (COUNSELLOR, 200),
        (COORDINATOR, 200),
        (COUNSELLOR.at(OTHER_BAPAS), 403),
        (COUNSELLOR.at(None), 403),
        (PROSECUTOR, 403),
        (AUDITOR, 403),
    ],
)
async def test_a_plan_is_for_the_counsellors_of_its_case_and_for_coordinators(
    client: CommunityServiceClient, caller: Caller, status: int
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    plan = await client.make_plan({"sentence_id": sentence["id"], "site_ids": [site["id"]]})
    await client.read_plan(plan["id"], caller=caller, status=status)


async def test_two_roles_see_the_cases_of_both_and_a_plan_asks_for_the_counsellors_alone(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    plan = await client.make_plan({"sentence_id": sentence["id"], "site_ids": [site["id"]]})
    at_prosecutors = client.with_headers(**h.token("counsellor", "prosecutor", organisation=KEJARI))
    await at_prosecutors.read_sentence(sentence["id"], status=200)
    await at_prosecutors.read_plan(plan["id"], status=403)
    at_office = client.with_headers(**h.token("counsellor", "prosecutor", organisation=BAPAS))
    await at_office.read_plan(plan["id"], status=200)
