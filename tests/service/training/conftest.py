"""The training service in this process, with and without the facts that it needs from the agreements service."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import RunService
from tests.service.training import scene
from tests.service.training.client import TrainingClient
from tests.service.training.equipment_client import EquipmentClient, publish_agreement
from tests.service.training.market import Market
from tests.service.training.treasury import Treasury


@pytest.fixture
async def training(harness: RunService) -> AsyncIterator[TrainingClient]:
    """No event has come yet."""
    async with harness(scene.SERVICE) as running:
        yield TrainingClient(running)


@pytest.fixture
async def ready(training: TrainingClient) -> TrainingClient:
    """The organisations are known and the cooperation agreement is in force."""
    await scene.publish_organisations(training)
    await scene.publish_agreement(training, "in_force", 5)
    return training


@pytest.fixture
async def equipment(harness: RunService) -> AsyncIterator[EquipmentClient]:
    """The same, and the cooperation agreement has the scope `equipment`."""
    async with harness(scene.SERVICE) as running:
        client = EquipmentClient(running)
        await scene.publish_organisations(client)
        await publish_agreement(client, "in_force", 5)
        yield client


@pytest.fixture
async def market(training: TrainingClient) -> Market:
    """The organisations are known, the cooperation agreement has the scope `marketing`, and the institution has a rule
    by which profits are split."""
    await scene.publish_organisations(training)
    made = Market(training)
    await made.follow_agreement("in_force", 5)
    await Treasury(training).add_rule()
    return made
