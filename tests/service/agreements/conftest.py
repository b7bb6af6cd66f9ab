"""The agreements service and a client of it, with the parties registered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import RunService
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


@pytest.fixture
async def client(harness: RunService) -> AsyncIterator[AgreementsClient]:
    async with harness(scene.SERVICE) as running:
        made = AgreementsClient(running)
        await scene.register_parties(made)
        yield made


@pytest.fixture
async def empty(harness: RunService) -> AsyncIterator[AgreementsClient]:
    """A client of a service whose register is empty."""
    async with harness(scene.SERVICE) as running:
        yield AgreementsClient(running)
