"""How many agreements there are and how many end soon, as an operator sees it."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client import REGISTRY

from services.agreements.commands.agreements_counts import count_agreements
from shared.clock import local_day
from tests.service.agreements.client import AgreementsClient
from tests.support.crowd import UMBRELLAS, fill
from tests.support.databases import Databases
from tests.support.tiny import superuser


async def test_agreements_are_counted_by_state_and_by_how_soon_they_end(
    empty: AgreementsClient, databases: Databases
) -> None:
    h = empty.h
    today = local_day(h.clock.now())

    async def seen() -> dict[int, float | None]:
        async with h.pool.acquire() as conn:
            assert await count_agreements(conn, h.clock.now()) == 0
        ending = "masohi_agreements_ending"
        return {d: REGISTRY.get_sample_value(ending, {"kind": "joint", "within_days": str(d)}) for d in (30, 90)}

    async with superuser(databases, h) as conn:
        crowd = await fill(conn, today, 200, 100)
        assert await seen() == {30: 0, 90: 0}
        assert REGISTRY.get_sample_value("masohi_agreements", {"kind": "joint", "state": "in_force"}) == UMBRELLAS
        await conn.execute(
            "update agreements set ends_on = $2 where id = $1", crowd.big_umbrella, today + timedelta(days=30)
        )
        assert await seen() == {30: 1, 90: 1}
        await conn.execute(
            "update agreements set ends_on = $2 where id = $1", crowd.big_umbrella, today + timedelta(days=31)
        )
        assert await seen() == {30: 0, 90: 1}
