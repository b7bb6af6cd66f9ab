"""The tiny service, running on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.postgres.pool import Pool
from tests.conftest import RunService
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import Ears, furnish, tiny


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
async def h(harness: RunService, databases: Databases, ears: Ears) -> AsyncIterator[Harness]:
    async with harness(tiny(ears)) as running:
        await furnish(databases, running)
        yield running


@pytest.fixture
async def closed_pool() -> AsyncIterator[Pool]:
    """A pool that connects to where nobody listens."""
    pool = asyncpg.create_pool("postgresql://nobody@127.0.0.1:1/nothing", min_size=0, max_size=1)
    await pool
    yield pool
    await pool.close()
