"""The load generator of the HTTP row, a process of its own: `python -m tests.bench.load HOST PORT CLIENTS SECONDS`.

Reads the bearer token from its input and prints requests per second. Plain streams over kept-alive connections, so that
what is measured is the service and not a client library.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from typing import Self

import uvloop

from tests.bench.measure import hammer
from tests.bench.organisations import CONTACTS, COUNT, organisation_id

KEPT_S = 2.0
"""The services close a connection that was idle for 5 s."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Clients:
    """Kept-alive connections that update organisations at random. A call that finds none free opens one more, so that
    a slow answer holds up no other call."""

    def __init__(self, token: str) -> None:
        body = CONTACTS.model_dump_json().encode()
        self._start = f"host: bench\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n".encode()
        self._end = f"content-length: {len(body)}\r\n\r\n".encode() + body
        self._free = list[tuple[float, Connection]]()
        """Since when, the longest idle first."""

    async def connect(self, host: str, port: int, connections: int) -> Self:
        self._address = host, port
        for _ in range(connections):
            self._give_back(await asyncio.open_connection(host, port))
        return self

    def close(self) -> None:
        for _, (_, writer) in self._free:
            writer.close()
        self._free.clear()

    async def _take(self) -> Connection:
        """The one that was used last; the server may have closed an older one."""
        if self._free:
            since, connection = self._free.pop()
            if time.monotonic() - since < KEPT_S:
                return connection
            connection[1].close()
            self.close()  # the others are idle for longer
        return await asyncio.open_connection(*self._address)

    def _give_back(self, connection: Connection) -> None:
        self._free.append((time.monotonic(), connection))

    async def update(self, headers: bytes = b"") -> None:
        path = f"/agreements/organisations/{organisation_id(random.randint(1, COUNT))}"
        reader, writer = await self._take()
        writer.write(f"PUT {path} HTTP/1.1\r\n".encode() + self._start + headers + self._end)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError((head + body).decode())
        self._give_back((reader, writer))


async def main(host: str, port: int, connections: int, seconds: float, token: str) -> float:
    clients = await Clients(token).connect(host, port, connections)
    return await hammer(clients.update, connections, seconds)


if __name__ == "__main__":
    host, port, connections, seconds = sys.argv[1:]
    bearer = sys.stdin.readline().strip()
    sys.stdout.write(f"{uvloop.run(main(host, int(port), int(connections), float(seconds), bearer))}\n")
