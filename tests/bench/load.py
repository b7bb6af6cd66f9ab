"""The load generator of the HTTP row, a process of its own: `python -m tests.bench.load HOST PORT CLIENTS SECONDS`.

Reads the bearer token from its input and prints requests per second. Plain streams over kept-alive connections, so that
what is measured is the service and not a client library.
"""

from __future__ import annotations

import asyncio
import random
import sys
from typing import Self

import uvloop

from tests.bench.measure import hammer
from tests.bench.organisations import CONTACTS, COUNT, organisation_id


class Clients:
    """Kept-alive connections that update organisations at random; each call waits for a free one."""

    def __init__(self, token: str) -> None:
        body = CONTACTS.model_dump_json().encode()
        self._start = f"host: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n".encode()
        self._end = f"content-length: {len(body)}\r\n\r\n".encode() + body
        self._free = asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()

    async def connect(self, host: str, port: int, connections: int) -> Self:
        for _ in range(connections):
            self._free.put_nowait(await asyncio.open_connection(host, port))
        return self

    def close(self) -> None:
        while not self._free.empty():
            self._free.get_nowait()[1].close()

    async def update(self, headers: bytes = b"") -> None:
        path = f"/agreements/organisations/{organisation_id(random.randint(1, COUNT))}"
        reader, writer = await self._free.get()  # in turn: the server closes one that is idle for long
        writer.write(f"PUT {path} HTTP/1.1\r\n".encode() + self._start + headers + self._end)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError((head + body).decode())
        self._free.put_nowait((reader, writer))


async def main(host: str, port: int, connections: int, seconds: float, token: str) -> float:
    clients = await Clients(token).connect(host, port, connections)
    return await hammer(clients.update, connections, seconds)


if __name__ == "__main__":
    host, port, connections, seconds = sys.argv[1:]
    bearer = sys.stdin.readline().strip()
    sys.stdout.write(f"{uvloop.run(main(host, int(port), int(connections), float(seconds), bearer))}\n")
