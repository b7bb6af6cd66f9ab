"""Outcomes in the database: one row each, with the meaning that the domain gives them."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from services.community_service.domain.outcomes import OUTCOMES, Meaning
from services.community_service.events import Outcome
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

RECORD = "update sessions set state = 'recorded', outcome = $2, reason = $3, recorded_by = 'sup' where id = $1"


async def scheduled(client: CommunityServiceClient) -> UUID:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    return UUID((await scene.place(client, sentence, site, bodies.session(MONDAY)))["sessions"][0]["id"])


async def test_the_table_and_the_domain_say_the_same(h: Harness) -> None:
    rows = await h.pool.fetch("select code, attended, enforceable, credited, needs_reason from outcome_codes")
    assert {row["code"]: tuple(row)[1:] for row in rows} == {
        code: (meaning.attended, meaning.enforceable, meaning.credited, meaning.needs_reason)
        for code, meaning in OUTCOMES.items()
    }


async def test_no_check_of_the_database_lists_outcomes(h: Harness) -> None:
    checks = await h.pool.fetch("select conname, pg_get_constraintdef(oid) as text from pg_constraint")
    assert [row["conname"] for row in checks if any(code in row["text"] for code in OUTCOMES)] == []


@pytest.mark.parametrize(("outcome", "meaning"), OUTCOMES.items())
async def test_the_database_asks_for_a_reason_where_the_outcome_needs_one(
    h: Harness, client: CommunityServiceClient, outcome: Outcome, meaning: Meaning
) -> None:
    session_id = await scheduled(client)
    if meaning.needs_reason:
        with pytest.raises(asyncpg.CheckViolationError, match="without a reason") as raised:
            await h.pool.execute(RECORD, session_id, outcome, None)
        assert raised.value.constraint_name == "sessions_reason_stated"
        await h.pool.execute(RECORD, session_id, outcome, "sakit")
        with pytest.raises(asyncpg.CheckViolationError, match="without a reason"):
            await h.pool.execute("update sessions set reason = null where id = $1", session_id)
    else:
        await h.pool.execute(RECORD, session_id, outcome, None)


async def test_an_outcome_that_is_not_in_the_table_is_refused(h: Harness, client: CommunityServiceClient) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await h.pool.execute(RECORD, await scheduled(client), "danced", None)


async def test_a_new_outcome_is_one_row(h: Harness, client: CommunityServiceClient) -> None:
    session_id = await scheduled(client)
    async with h.pool.acquire() as conn:
        await conn.execute("insert into outcome_codes values ('at_the_clinic', false, false, false, true)")
        with pytest.raises(asyncpg.CheckViolationError, match="without a reason"):
            await conn.execute(RECORD, session_id, "at_the_clinic", None)
        await conn.execute(RECORD, session_id, "at_the_clinic", "sakit")
