"""The phone app on a real browser and a real process of the service, in a story of a Monday in March."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright, expect

from deploy.local.issuer import Issuer
from tests.conftest import RunService
from tests.service.community_service import scene
from tests.service.community_service.client import CommunityServiceClient
from tests.support import browser
from tests.support.browser import Served
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.web.offline.field import Field


@pytest.fixture(scope="session")
async def driver() -> AsyncIterator[Playwright]:
    expect.set_options(timeout=20_000)
    async with browser.playwright() as running:
        yield running


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    browser.need_chromium()
    async with harness(scene.SERVICE) as running:
        await scene.introduce_neighbours(running)
        yield running


@pytest.fixture
async def served(h: Harness, databases: Databases, issuer: Issuer, tmp_path: Path) -> AsyncIterator[Served]:
    name = await h.pool.fetchval("select current_database()")
    async with browser.served(databases.dsn("community_service", name), issuer, tmp_path) as running:
        yield running


@pytest.fixture
def field(h: Harness, served: Served, driver: Playwright, tmp_path: Path) -> Field:
    return Field(CommunityServiceClient(h), served, driver, tmp_path / "profile")
