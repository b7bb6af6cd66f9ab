"""The clients of the load generator: one more connection when none is free, a new one when all were idle for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.bench import load
from tests.bench.load import Clients


class Server:
    """Answers each request after `delay_s`, and counts connections."""

    def __init__(self) -> None:
        self.opened, self.delay_s, self.port = 0, 0.0, 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        while head := await self._head(reader):
            await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r\n")[0]))
            await asyncio.sleep(self.delay_s)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        writer.close()

    async def _head(self, reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield made


async def test_a_call_that_finds_none_free_opens_one_more(server: Server) -> None:
    server.delay_s = 0.05
    clients = await Clients("token").connect("127.0.0.1", server.port, 1)
    await asyncio.gather(*(clients.update() for _ in range(3)))
    await asyncio.gather(*(clients.update() for _ in range(3)))
    clients.close()
    assert server.opened == 3


async def test_those_that_were_idle_for_long_are_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = await Clients("token").connect("127.0.0.1", server.port, 2)
    monkeypatch.setattr(load, "KEPT_S", 0.0)
    await clients.update()
    clients.close()
    assert server.opened == 3
