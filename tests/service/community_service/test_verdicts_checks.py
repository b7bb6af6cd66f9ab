"""A dry run of a verdict lists every rule that it breaks, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import (
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    KEJARI,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

WRITTEN = ("sentences", "persons", "returned_verdicts", "journal", "idempotency_keys", "person_reads")


async def rows(h: Harness) -> list[int]:
    return [await h.pool.fetchval(f"select count(*) from {table}") for table in WRITTEN]


async def test_every_broken_rule_is_told_in_both_languages_and_nothing_is_written(
    h: Harness, client: CommunityServiceClient
) -> None:
    before = await rows(h)
    body = bodies.verdict(hours=300, hours_per_day=9, consent_recorded=False, maximum_prison_months=60)
    keyed = client.with_headers(idempotency_key="k1")
    seen = await keyed.check_verdict(body)
    assert (seen["accepted"], seen["sentence_id"], seen["child"]) == (False, None, False)
    slugs = [each["slug"] for each in seen["broken"]]
    assert slugs == ["offence-too-grave", "consent-missing", "hours-out-of-range", "day-too-long"]
    assert seen["overridable"]
    assert all(
        each["rule"] and each["article"] and each["texts"]["id"] != each["texts"]["en"] for each in seen["broken"]
    )
    assert await rows(h) == before
    await client.pronounce(body, status=422)
    (returned,) = (await client.list_returned_verdicts())["items"]
    assert returned["broken"] == seen["broken"]


async def test_a_verdict_that_keeps_every_rule(client: CommunityServiceClient) -> None:
    seen = await client.check_verdict(bodies.verdict(), caller=PROSECUTOR)
    assert {name: seen[name] for name in ("accepted", "broken", "overridable", "hours_per_day")} == {
        "accepted": True,
        "broken": [],
        "overridable": False,
        "hours_per_day": 4,
    }
    child = await client.check_verdict(bodies.child_verdict())
    assert (child["accepted"], child["child"], child["hours_per_day"]) == (True, True, 3)


@pytest.mark.parametrize(
    ("changes", "logged"),
    [
        ({"verdict_number": "13/2026"}, True),
        ({"verdict_number": "13/2026", "name": "Orang Lain"}, True),
        ({}, True),
        ({"hours": 9}, True),
        ({"verdict_number": "13/2026", "nik": "8171010101900099"}, False),
    ],
    ids=["known", "known under another name", "recorded", "recorded with other content", "unknown"],
)
async def test_the_look_up_of_somebody_known_is_a_logged_read(
    h: Harness, client: CommunityServiceClient, changes: dict[str, Any], logged: bool
) -> None:
    await scene.pronounce(client)
    before = await rows(h)
    asks = client.with_headers(idempotency_key="k1")
    for _ in range(2):
        await asks.check_verdict(bodies.verdict(**changes), caller=PROSECUTOR)
    found = await h.pool.fetch("select person_id, reader, organisation_id, purpose from person_reads")
    person = await h.pool.fetchval("select person_id from persons")
    assert [tuple(row) for row in found] == [(person, "jaksa", KEJARI, "check of a verdict")] * (2 if logged else 0)
    assert (await rows(h))[:-1] == before[:-1], "and nothing else is written"


async def test_one_that_is_recorded_says_its_sentence_or_that_it_differs(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    same = await client.check_verdict(bodies.verdict())
    assert (same["accepted"], same["sentence_id"]) == (True, sentence["id"])
    other = await client.check_verdict(bodies.verdict(hours=9))
    assert ([each["slug"] for each in other["broken"]], other["overridable"]) == (["verdict-already-recorded"], False)


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"verdict_number": "13/2026", "name": "Orang Lain"}, "person-mismatch"),
        ({"verdict_number": "13/2026", "prosecutor_code": "pn-ambon"}, "office-of-other-kind"),
        ({"verdict_number": "13/2026", "verdict_date": "2025-12-01"}, "verdict-before-the-law"),
        ({"verdict_number": "13/2026", "prosecutor_code": None}, "office-not-named"),
    ],
)
async def test_what_is_never_overridden(client: CommunityServiceClient, changes: dict[str, Any], slug: str) -> None:
    await scene.pronounce(client)
    seen = await client.check_verdict(bodies.verdict(**changes))
    assert (slug in [each["slug"] for each in seen["broken"]], seen["overridable"]) == (True, False)


@pytest.mark.parametrize(
    "caller", [CLERK.at(KEJARI), PROSECUTOR.at(COURT), CLERK.at(None), COUNSELLOR, COORDINATOR], ids=str
)
async def test_only_the_verdicts_own_court_and_prosecutor_ask(client: CommunityServiceClient, caller: Caller) -> None:
    await client.check_verdict(bodies.verdict(), caller=caller, status=403)
