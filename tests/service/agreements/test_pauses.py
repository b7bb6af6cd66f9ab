"""PAUSE: suspension and resumption, each from its day."""

from __future__ import annotations

import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_pause_01_suspension_and_resumption_have_a_reason_and_a_day(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await client.suspend(umbrella, from_on="2026-03-01", reason="Audit keuangan")
    assert (await scene.state_of(client, umbrella), (await client.read(umbrella))["suspends_on"]) == (
        "in_force",
        "2026-03-01",
    )
    scene.move_to(client, "2026-03-01")
    await scene.settle(client)
    assert (await scene.state_of(client, umbrella), (await client.read(umbrella))["suspends_on"]) == ("suspended", None)
    await client.resume(umbrella, from_on="2026-03-10", reason="Audit selesai")
    scene.move_to(client, "2026-03-12")
    await scene.settle(client)
    assert await scene.state_of(client, umbrella) == "in_force"
    assert await scene.dates_of(client, "agreement.resumed") == ["2026-03-10 00:00"]
    assert [(p["step"], p["from_on"], p["reason"]) for p in await client.list_pauses(umbrella)] == [
        ("suspension", "2026-03-01", "Audit keuangan"),
        ("resumption", "2026-03-10", "Audit selesai"),
    ]
    assert "Audit" not in str(await client.h.facts())


@pytest.mark.parametrize(
    ("from_on", "slug"), [("2026-02-08", "pause-in-past"), ("2031-02-09", "pause-after-end"), ("2031-02-08", None)]
)
async def test_pause_02_from_today_to_the_last_day(client: AgreementsClient, from_on: str, slug: str | None) -> None:
    umbrella = await scene.make_umbrella(client)
    answer = await client.suspend(umbrella, from_on=from_on, status=422 if slug else 201)
    assert answer.get("slug") == slug


async def test_pause_03_needs_a_party_and_the_right_state(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    assert (await client.suspend(umbrella, by="agency", status=403))["slug"] == "forbidden"
    assert (await client.resume(umbrella, status=409))["slug"] == "wrong-state"
    await client.suspend(umbrella)
    assert (await client.suspend(umbrella, status=409))["slug"] == "wrong-state"
