"""PERSON: who was registered by number in training and is known by the NIK since has the skills of both."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.community_service.store import neighbours as store
from services.community_service.store.personal import PERSONAL
from services.training import events as training
from shared.ids import new_id
from shared.privacy.personal import ERASED
from tests.support.erasing import erase_at
from tests.support.harness import Harness

OLD, NEW, OTHER = (UUID(int=0x8000_8000_0000_0000_0000 + n) for n in (1, 2, 3))
JOINED = training.PersonJoined(participant_id=new_id(), old_person_id=OLD, person_id=NEW, child=False)


def completed(skill: str, person: UUID = OLD) -> training.EnrolmentCompleted:
    return training.EnrolmentCompleted(
        enrolment_id=new_id(),
        programme_id=new_id(),
        agency_id=new_id(),
        institution_id=new_id(),
        person_id=person,
        child=False,
        skill=skill,
        state="completed",
        level="basic",
        completed_on=date(2026, 2, 17),
    )


async def skills(h: Harness, person: UUID) -> list[str]:
    rows = await h.pool.fetch("select skill from skills where person_id = $1 order by skill", person)
    return [row["skill"] for row in rows]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(["skill", "join"], id="PERSON-50 first the skill"),
        pytest.param(["join", "skill"], id="PERSON-50 first the join"),
        pytest.param(["join", "skill", "join", "skill"], id="PERSON-50 each twice"),
    ],
)
async def test_person_50_skills_under_the_old_id_count_for_the_new_one(h: Harness, order: list[str]) -> None:
    facts = {"skill": completed("sewing"), "join": JOINED}
    for each in order:
        await h.hear(facts[each])
    assert (await skills(h, NEW), await skills(h, OLD)) == (["sewing"], [])


async def test_person_51_a_later_version_under_the_old_id_goes_to_the_new_one_too(h: Harness) -> None:
    fact = completed("sewing")
    await h.hear(fact)
    await h.hear(JOINED)
    await h.hear(fact.model_copy(update={"skill": "tailoring"}), version=2)
    assert (await skills(h, NEW), await skills(h, OLD)) == (["tailoring"], [])


async def test_person_52_nobody_elses_skills_move(h: Harness) -> None:
    await h.hear(completed("welding", OTHER))
    await h.hear(completed("cooking", NEW))
    await h.hear(JOINED)
    assert (await skills(h, OTHER), await skills(h, NEW)) == (["welding"], ["cooking"])


async def test_person_53_a_join_waits_for_the_skill_that_is_being_written(h: Harness) -> None:
    """Two transactions, as two partitions bring them. The skill is not committed when the join is heard."""
    async with h.pool.acquire() as conn:
        transaction = conn.transaction()
        await transaction.start()
        await store.store_skill(conn, completed("sewing"), 1)
        joining = asyncio.create_task(h.hear(JOINED))
        await asyncio.sleep(0.3)
        assert not joining.done()
        await transaction.commit()
    await joining
    assert (await skills(h, NEW), await skills(h, OLD)) == (["sewing"], [])


async def test_person_54_the_two_ids_are_shown_and_go_after_the_skill(h: Harness) -> None:
    await h.hear(completed("sewing"))
    await h.hear(JOINED)
    export = await h.get(f"/community-service/persons/{NEW}/export?purpose=permohonan", "data_officer")
    assert [row["old_person_id"] for row in export["tables"]["person_joins"]] == [str(OLD)]
    days = {each.name: each.days for each in PERSONAL.retention}
    now = h.clock.now()
    await erase_at(h, now + timedelta(days=days["joined-ids"] - 1))
    assert await h.pool.fetchval("select count(*) from person_joins") == 1
    for later in (40, 41):
        await erase_at(h, now + timedelta(days=days["joined-ids"] + later))
    assert await h.pool.fetchval("select count(*) from person_joins") == 0


async def test_what_a_person_without_a_case_was_read_for_goes_with_the_last_skill(h: Harness) -> None:
    await h.hear(completed("sewing", OTHER))
    await h.get(f"/community-service/persons/{OTHER}/export?purpose=Yohanes%20bertanya", "data_officer")
    days = {each.name: each.days for each in PERSONAL.retention}
    await erase_at(h, h.clock.now() + timedelta(days=days["skills"] + 1))
    assert await h.pool.fetchval("select array_agg(purpose) from person_reads") == [ERASED]
