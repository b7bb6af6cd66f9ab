"""A service as it runs for real, while clients send headers that are larger than its memory."""

from __future__ import annotations

import asyncio
import time

from tests.system.lone_service import Running

MEGABYTE = b"a" * 1_000_000
ASK = b"GET /health/live HTTP/1.1\r\nhost: x\r\n"


async def ask(service: Running) -> float:
    """How long an ordinary caller waits, in seconds."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(ASK + b"\r\n")
    assert (await reader.readline()).split()[1] == b"200"
    writer.close()
    return time.perf_counter() - began


async def flood(service: Running, megabytes: int) -> bytes:
    """Sends one header of that size; returns the status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    writer.write(ASK + b"x: ")
    for _ in range(megabytes):
        writer.write(MEGABYTE)
        await writer.drain()
    status = (await reader.readline()).split()[1]
    writer.close()
    return status


async def test_headers_of_fifty_megabytes_cost_nobody_anything(service: Running) -> None:
    await ask(service)
    before, waited = service.peak_mb(), [0.0]
    floods = asyncio.gather(*[flood(service, 50) for _ in range(5)])
    while not floods.done():
        waited.append(await ask(service))
        await asyncio.sleep(0.005)
    assert await floods == [b"431"] * 5
    assert service.peak_mb() - before < 20, "250 MB were sent"
    assert max(waited) < 1
