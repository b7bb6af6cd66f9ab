"""Many enrol at the same moment."""

from __future__ import annotations

import asyncio

from tests.service.training import scene
from tests.service.training.client import TrainingClient


async def test_twelve_at_once_share_no_place(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=3))["id"]
    people = [await scene.register_participant(ready) for _ in range(12)]
    made = await asyncio.gather(*(ready.enrol(programme, person["id"]) for person in people))
    assert sorted(e["state"] for e in made) == ["confirmed"] * 3 + ["waitlisted"] * 9
    assert sorted(e["ticket"] for e in made if e["ticket"]) == list(range(1, 10))
    leaving = [e for e in made if e["state"] == "confirmed"]
    await asyncio.gather(*(ready.withdraw(e["id"], reason="released") for e in leaving))
    rows = await ready.h.pool.fetch("select ticket from enrolments where state = 'confirmed' order by ticket")
    assert [row["ticket"] for row in rows] == [1, 2, 3]
