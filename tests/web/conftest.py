"""One whole system with its story played, as people reach it: through the gateway, with a sign-on and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.play import play
from deploy.local.stack import Ports, Stack
from tests.support.people import Person

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Tests leave it running, and the clocks where the story ended."""
    stack = Stack(tmp_path_factory.mktemp("site"), "tansu", Ports.free(), fast=True)
    stack.start(lambda _: None)
    try:
        play(stack, lambda _: None)
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def person(site: Stack) -> Iterator[Person]:
    """A browser without a program in it, of somebody who has not signed on yet."""
    with Person(site.origin) as somebody:
        yield somebody


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Where Chromium is. Without it these tests are skipped, unless MASOHI_REQUIRE_CHROMIUM=1."""
    if not CHROMIUM.exists() and os.environ.get("MASOHI_REQUIRE_CHROMIUM") != "1":
        pytest.skip("NOT TESTED IN A BROWSER: there is no /usr/bin/chromium")
    return CHROMIUM
