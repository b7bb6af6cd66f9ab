"""The agreements service with its scene."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.agreements.main import SERVICE
from tests.conftest import RunService
from tests.service.agreements.scene import Scene


@pytest.fixture
async def scene(harness: RunService) -> AsyncIterator[Scene]:
    async with harness(SERVICE) as running:
        yield await Scene(running).begin()
