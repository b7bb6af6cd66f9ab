"""The community service in this process, with what its neighbours have told it, and its client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import RunService
from tests.service.community_service import scene
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(scene.SERVICE) as running:
        await scene.introduce_neighbours(running)
        yield running


@pytest.fixture
def client(h: Harness) -> CommunityServiceClient:
    return CommunityServiceClient(h)
