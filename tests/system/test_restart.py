"""`make up` again: a broker that forgot everything is refilled from the journals, and nothing is done twice."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from deploy.local.errors import LocalError
from deploy.local.instance import only_one, running
from deploy.local.process import free_port
from deploy.local.stack import Ports, Stack
from tests.support.world import World, header, until

TOPIC = "masohi.agreements.v1"


async def _register(world: World, count: int) -> None:
    async with world.client("agreements", "clerk") as client:
        for number in range(count):
            body = {"code": f"restart-{number}", "name": "Before", "kind": "agency"}
            made = (await client.post("/agreements/organisations", json=body)).json()
            await client.put(f"/agreements/organisations/{made['id']}", json={"name": f"After {number}"})


async def _settled(world: World, facts: int) -> None:
    """All facts are published, and both listeners have taken each of them since they started."""
    await world.outbox_empty("agreements")
    for service in ("training", "notifications"):
        await until(partial(_taken, world, service), facts, 60, f"{service} has not heard all")


async def _taken(world: World, service: str) -> int:
    async with world.client(service) as client:
        lines = (await client.get("/metrics")).text.splitlines()
    wanted = [line for line in lines if line.startswith("masohi_consumed_total{") and TOPIC in line]
    return int(sum(float(line.split()[-1]) for line in wanted))


async def _said(world: World) -> list[tuple[bytes | None, str, str, bytes | None]]:
    """Per key in order: id, sequence, value."""
    records = sorted(
        await world.messages(TOPIC), key=lambda record: (record.key or b"", record.partition, record.offset)
    )
    return [(r.key, header(r, "ce_id"), header(r, "ce_sequence"), r.value) for r in records]


async def test_the_topics_are_refilled_with_the_same_facts_and_nothing_is_done_twice(tmp_path: Path) -> None:
    counts = "select (select count(*) from inbox), (select count(*) from journal)"
    stack = Stack(tmp_path, "tansu", Ports.free(), fast=True)
    world = World(stack)
    seen = []
    for start in range(2):
        await _start(stack)
        try:
            if start == 0:
                await _register(world, 5)
            await _settled(world, 10)
            async with world.database("training") as training, world.database("notifications") as notifications:
                state = [tuple(await conn.fetchrow(counts) or ()) for conn in (training, notifications)]
            seen.append((await _said(world), state))
        finally:
            stack.stop()
    assert len(seen[0][0]) == 10
    assert seen[0] == seen[1]


async def _start(stack: Stack) -> None:

    await asyncio.to_thread(stack.start, lambda _: None)


def test_only_one_stack_holds_a_state_folder(tmp_path: Path) -> None:
    with only_one(tmp_path):
        assert running(tmp_path)
        with pytest.raises(LocalError, match="already runs"), only_one(tmp_path):
            pass
    assert running(tmp_path) is None


def test_a_busy_port_gives_one_clear_line_and_leaves_nothing_running(tmp_path: Path) -> None:

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        free = Ports.free()
        ports = replace(free, kafka=taken.getsockname()[1])
        stack = Stack(tmp_path, "tansu", ports, fast=True)
        with pytest.raises(LocalError, match=r"^Port \d+ \(Tansu\) is in use") as refused:
            stack.start(lambda _: None)
    assert "\n" not in str(refused.value)
    assert not stack.postgres.alive


def test_a_service_that_cannot_start_says_why_in_one_line(tmp_path: Path) -> None:
    stack = Stack(tmp_path, "tansu", Ports.free(), fast=True)
    stack.services["training"]._own["MASOHI_ENVIRONMENT"] = "production"
    with pytest.raises(LocalError, match="simulated clock") as refused:
        stack.start(lambda _: None)
    assert "\n" not in str(refused.value)
    assert not stack.postgres.alive


def test_a_token_for_the_local_stack_comes_from_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.token", "--help"], capture_output=True, text=True, check=True
    )
    assert "--role" in done.stdout
