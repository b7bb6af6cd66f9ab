"""Yearly evaluations through their doors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from services.agreements.main import SERVICE
from tests.conftest import RunService
from tests.service.agreements.plan_scene import Scene, local, staged


@pytest.fixture
async def scene(harness: RunService) -> AsyncIterator[Scene]:
    async with harness(SERVICE) as running:
        yield await staged(running)


BODY = {
    "year": 1,
    "findings": "Pelatihan berjalan; penyerahan mesin terlambat.",
    "rating": "good",
    "recommendation": "continue",
}


async def file(scene: Scene, by: str, status: int | None = None, **changes: Any) -> Any:
    body = BODY | changes
    return await scene.h.post(f"{scene.path}/evaluations", body, "clerk", organisation=by, status=status)


async def test_filed_with_what_became_of_each_obligation(scene: Scene) -> None:
    await scene.in_force()
    done, short = await scene.agreed(what="Mesin jahit"), await scene.agreed(what="Benang", due_on="2026-07-31")
    await scene.report(done, 12)
    await scene.confirm(done)
    scene.h.clock.set(local("2027-01-20 09:00"))
    await scene.h.tick()
    filed = await file(scene, scene.prison)
    assert [(line["what"], line["outcome"]) for line in filed["obligations"]] == [
        ("Mesin jahit", "on_time"),
        ("Benang", "unfulfilled"),
    ]
    assert (filed["starts_on"], filed["ends_on"], filed["version"]) == ("2026-02-09", "2027-02-08", 1)
    type_, said = (await scene.h.facts())[-1]
    assert (type_, said["obligations"], said["on_time"], said["unfulfilled"]) == (
        "agreements.evaluation.filed",
        2,
        1,
        1,
    )
    assert short != done
    page = await scene.h.get(f"/agreements/evaluations?agreement={scene.pks}&recommendation=continue", "auditor")
    assert [each["id"] for each in page["items"]] == [filed["id"]]
    assert await scene.h.get(f"/agreements/evaluations/{filed['id']}", "auditor") == filed


async def test_who_stands_over_the_pks_may_file_and_nobody_else(scene: Scene) -> None:
    await scene.in_force()
    scene.h.clock.set(local("2027-01-20 09:00"))
    stranger = {"code": "dinsos", "name": "Dinas Sosial", "kind": "agency"}
    other = (await scene.h.post("/agreements/organisations", stranger, "clerk"))["id"]
    assert (await file(scene, other, 403))["slug"] == "forbidden"
    assert (await file(scene, scene.city))["filed_by"] == scene.city


async def test_refused_too_early_for_no_year_and_twice(scene: Scene) -> None:
    await scene.in_force()
    early = await file(scene, scene.agency, 409)
    assert (early["slug"], early["rule"]) == ("evaluation-too-early", "A4")
    assert "2027-01-09" in early["detail"]
    assert (await file(scene, scene.agency, 422, year=2))["slug"] == "year-outside-period"
    scene.h.clock.set(local("2027-01-20 09:00"))
    await file(scene, scene.agency)
    again = await file(scene, scene.prison, 409)
    assert (again["slug"], again["article"]) == ("evaluation-exists", "Permendagri 22/2020; PP 28/2018")


async def test_a_draft_is_not_evaluated(scene: Scene) -> None:
    await scene.draft()
    scene.h.clock.set(local("2027-01-20 09:00"))
    assert (await file(scene, scene.agency, 409))["slug"] == "plan-not-in-force"


async def test_two_at_once_one_is_filed(scene: Scene) -> None:
    await scene.in_force()
    scene.h.clock.set(local("2027-01-20 09:00"))
    said = await asyncio.gather(
        *[
            scene.h.client.post(
                f"{scene.path}/evaluations", json=BODY, headers=scene.h.token("clerk", organisation=party)
            )
            for party in (scene.agency, scene.prison, scene.city, scene.office)
        ]
    )
    assert sorted(answer.status_code for answer in said) == [201, 409, 409, 409]
    assert (await scene.kinds()) == ["evaluation.filed"]


async def test_a_pks_that_ended_early_is_evaluated_at_once(scene: Scene) -> None:
    await scene.in_force(ends_on="2031-02-08")
    umbrella_over = "2026-09-30"
    await scene.h.pool.execute("update agreements set ends_on = $1::text::date where kind = 'joint'", umbrella_over)
    scene.h.clock.set(local("2026-10-02 09:00"))
    await scene.h.tick()
    filed = await file(scene, scene.agency)
    assert filed["ends_on"] == umbrella_over
    assert (await file(scene, scene.agency, 422, year=2))["slug"] == "year-outside-period"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("starts_on = '2031-01-01', ends_on = '2031-01-02', filed_on = '2031-01-03'", "evaluations_year_within_period"),
        ("filed_on = '2026-06-01'", "evaluations_in_the_last_month"),
    ],
)
async def test_the_database_holds_the_rule_as_well(scene: Scene, change: str, constraint: str) -> None:
    await scene.in_force()
    scene.h.clock.set(local("2027-01-20 09:00"))
    await file(scene, scene.agency)
    with pytest.raises(asyncpg.CheckViolationError) as broken:
        await scene.h.pool.execute(f"update evaluations set {change}")
    assert broken.value.constraint_name == constraint
