"""The community service in this process, its scene set."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import RunService
from tests.service.community_service.scene import SERVICE, set_scene
from tests.support.harness import Harness


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        await set_scene(running)
        yield running
