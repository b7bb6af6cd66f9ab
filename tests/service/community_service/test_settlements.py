"""Settlements over HTTP: sessions that nobody has recorded, also after the end of the period."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.community_service.queries.settlements import unrecorded_sessions
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import COORDINATOR, SECOND, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

AFTER_THE_PERIOD = datetime(2026, 6, 15, tzinfo=UTC)
SERVED = {
    "outcome": "attended_complied",
    "checked_in_at": f"{MONDAY}T08:00:00+09:00",
    "checked_out_at": f"{MONDAY}T16:00:00+09:00",
    "reason": "menurut buku tamu dan dua saksi",
}
NOT_HELD = {"outcome": "not_held", "reason": "lokasi ditutup karena banjir"}


async def forget(client: CommunityServiceClient, **verdict: Any) -> tuple[Json, Json, str]:
    """A sentence whose only session nobody records, and whose period ends."""
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours_per_day=8, **verdict))
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY, "08:00", "16:00"))
    client.h.clock.set(AFTER_THE_PERIOD)
    return site, sentence, placed["sessions"][0]["id"]


async def test_a_session_that_is_gone_hides_none_of_those_behind_it(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    first, second = (each["id"] for each in placed["sessions"])
    client.h.clock.set(AFTER_THE_PERIOD)
    await client.settle(first, NOT_HELD)
    async with h.pool.acquire() as conn:
        rest = await unrecorded_sessions(conn, None, UUID(first), 25, AFTER_THE_PERIOD)
    assert [str(each.id) for each in rest["items"]] == [second]


async def pace(client: CommunityServiceClient, sentence: Json) -> tuple[str, int]:
    forecast = (await client.read_sentence(sentence["id"]))["forecast"]
    return forecast["pace"], forecast["short_minutes"]


async def test_the_only_session_was_never_recorded_and_the_period_is_over(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, session = await forget(client)
    await h.tick()
    assert await pace(client, sentence) == ("cannot_finish", 480), "the forecast tells the truth"
    view = await client.settle(session, SERVED)
    assert (view["outcome"], view["session"]["state"], view["session"]["present_minutes"]) == (
        "attended_complied",
        "recorded",
        480,
    )
    await client.sign_off(session)
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert await h.pool.fetchval("select reason from sessions") == SERVED["reason"]


async def test_whoever_settles_does_not_sign_off(client: CommunityServiceClient) -> None:
    _, _, session = await forget(client)
    await client.settle(session, SERVED)
    assert (await client.sign_off(session, status=403, caller=COORDINATOR))["title"] == "second-person-needed"
    assert [alarm["kind"] for alarm in await scene.open_alarms(client)] == ["signed_alone"]


async def test_a_session_that_was_not_held_frees_its_seat_its_day_and_its_minutes(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence, session = await forget(client, ends_on="2026-07-31")
    more = bodies.session("2026-06-22", "08:00", "16:00")
    assert "more-than-remains" in str(await scene.place(client, sentence, site, more, status=422))
    assert await client.settle(session, NOT_HELD) == {"session_id": session, "outcome": "not_held", "session": None}
    fact = (await h.facts())[-1]
    assert (fact[0], fact[1]["cause"], "banjir" in str(fact)) == (
        "community-service.session.cancelled",
        "not_held",
        False,
    )
    assert await h.pool.fetchval("select scheduled_minutes from case_days") == 0
    await scene.place(client, sentence, site, more)
    await client.settle(session, NOT_HELD, status=404)


async def test_an_absence_that_was_forgotten_counts_as_one(client: CommunityServiceClient) -> None:
    _, _, session = await forget(client)
    view = await client.settle(session, {"outcome": "unacceptable_absence", "reason": "tidak datang, kata penjaga"})
    assert view["session"]["enforceable"] is True
    assert (await client.sign_off(session))["credited_minutes"] == 0


async def test_only_a_coordinator_settles_and_says_why(client: CommunityServiceClient) -> None:
    _, _, session = await forget(client)
    await client.settle(session, SERVED, caller=SUPERVISOR, status=403)
    for body in ({**SERVED, "reason": " "}, {"outcome": "not_held"}, {**NOT_HELD, "outcome": "danced"}):
        await client.settle(session, body, status=422)


async def test_two_coordinators_settle_at_once_and_one_of_them_wins(client: CommunityServiceClient) -> None:
    _, _, session = await forget(client)
    answers = await asyncio.gather(
        client.raw.settle(session, SERVED), client.raw.settle(session, NOT_HELD, caller=SECOND)
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 404], [200, 409])


async def test_the_database_takes_no_session_as_not_held_before_it_is_over(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, session = await forget(client)
    insert = (
        "insert into cancelled_sessions (id, placement_id, sentence_id, site_id, starts_at, ends_at, cause, reason,"
        " cancelled_by, cancelled_at) select id, placement_id, sentence_id, site_id, starts_at, ends_at, 'not_held',"
        " $1, 'x', ends_at - $2::interval from sessions"
    )
    for reason, early in (("banjir", "1 second"), (None, "0 seconds")):
        with pytest.raises(asyncpg.CheckViolationError, match="not_held_is_over"):
            await h.pool.execute(insert.replace("$2", f"'{early}'"), reason)
    assert sentence["id"]
    assert session
