"""`make verify-journal` on a local stack: sealed once by two processes, verified, and a changed byte is found."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.process import HOST, free_port
from deploy.local.stack import Ports, Stack
from deploy.services import SERVICES
from shared.clock import local_day, midnight
from tests.support.world import World
from tests.system.test_intake import register_court, verdict

CHECKOUT = Path(__file__).parents[2]
CS = "community_service"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[World]:
    """A local stack of its own, in the folder where `make up` would keep it."""
    stack = Stack(tmp_path / ".local" / "up", "tansu", Ports.free(), fast=True)
    stack.start(lambda _: None)
    try:
        yield World(stack)
    finally:
        stack.stop()


def verify(folder: Path, world: World) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.verify"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "PG_PORT": str(world.stack.ports.postgres)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


async def midnights_pass(world: World, url: str, moment: datetime) -> None:
    async with world.client(CS, "operator", url=url) as operator:
        await operator.put("/community-service/clock", json={"now": moment.isoformat()})


async def test_the_local_stack_is_verified_with_one_command(small: World, tmp_path: Path) -> None:
    clerks = await register_court(small)
    async with small.client(CS, "court_clerk") as clerk:
        clerk.headers.update(clerks)
        assert (await clerk.post("/community-service/sentences", json=verdict("1/Pid.B/2026"))).status_code == 201
    port = free_port()
    replica = small.replica(CS, port, "second")
    replica.start()
    try:
        first = local_day(await small.value(CS, "select min(occurred_at) from journal"))
        third = midnight(first + timedelta(days=3))
        urls = (small.stack.urls[CS], f"http://{HOST}:{port}")
        await asyncio.gather(*[midnights_pass(small, url, third) for url in urls])
        await small.wait_for(CS, "select array_agg(number order by number) from seals", equals=[1, 2, 3])
    finally:
        replica.stop()
    code, output = await asyncio.to_thread(verify, tmp_path, small)
    assert (code, [line.partition(":")[0] for line in output]) == (0, list(SERVICES))
    assert "everything fits; sealed until" in output[list(SERVICES).index(CS)]

    async with small.database(CS) as conn:
        changed = await conn.fetchrow(
            "update journal set data = overlay(data::text placing '7' from 12 for 1)::json where position ="
            " (select min(position) from journal) returning key, position"
        )
    code, output = await asyncio.to_thread(verify, tmp_path, small)
    assert code == 1
    assert changed
    named = "  {key} version 1 at position {position}: the content was changed".format(**changed)
    assert named in output

    small.stack.postgres.stop()
    code, output = await asyncio.to_thread(verify, tmp_path, small)
    assert (code, len(output)) == (2, 1)
    assert output[0].startswith("ERROR: the journal cannot be read: ")
