"""Free places and enrolments, as an operator sees them."""

from __future__ import annotations

from prometheus_client import REGISTRY

from services.training.commands.programmes_counts import count_places
from shared.clock import local_day
from tests.conftest import RunService
from tests.service.training import scene
from tests.support.databases import Databases
from tests.support.tiny import connected
from tests.support.town import Town, fill


async def test_free_places_and_enrolments_are_counted(harness: RunService, databases: Databases) -> None:
    async with harness(scene.SERVICE) as h:
        name, today = await h.pool.fetchval("select current_database()"), local_day(h.clock.now())
        async with connected(databases.superuser_dsn.rpartition("/")[0] + f"/{name}") as conn:
            await fill(conn, Town(today, courses=2, loans=1_000, products=10, sales=20))
        async with h.pool.acquire() as reader:
            assert await count_places(reader, h.clock.now()) == 0
        enrolled = await h.pool.fetchval("select count(*) from enrolments")
        programmes = await h.pool.fetch(
            "select capacity - taken as free from programmes where state = 'open' and ends_on >= $1", today
        )
    (enrolments,) = (m for m in REGISTRY.collect() if m.name == "masohi_enrolments")
    assert sum(s.value for s in enrolments.samples) == enrolled > 0
    assert REGISTRY.get_sample_value("masohi_training_places_free") == sum(max(0, p["free"]) for p in programmes)
    assert programmes
