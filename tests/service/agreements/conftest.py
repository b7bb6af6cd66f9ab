"""The agreements service and a client of it, with the parties registered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.agreements.main import build
from shared.settings import ServiceSettings
from tests.conftest import RunService
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient

SERVICE = build(ServiceSettings.model_construct())


@pytest.fixture
async def client(harness: RunService) -> AsyncIterator[AgreementsClient]:
    async with harness(SERVICE) as running:
        made = AgreementsClient(running)
        await scene.register_parties(made)
        yield made


@pytest.fixture
async def empty(harness: RunService) -> AsyncIterator[AgreementsClient]:
    """A client of a service whose register is empty."""
    async with harness(SERVICE) as running:
        yield AgreementsClient(running)
