"""The names of the services on the network of the containers: each leads to the process that is there now.

Connections that are open stay where they are. A thread of its own, so that nothing else holds it up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread

from deploy.local.process import HOST, free_port


class Names:
    def __init__(self, services: Mapping[str, int]) -> None:
        self.ports = {service: free_port() for service in services}
        self._leads_to = dict(services)
        self._listening, self._ended = Future[Callable[[], object]](), Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._ended.start()
        self._end = self._listening.result(10)

    def lead(self, service: str, port: int) -> None:
        """From here on new connections go to this port."""
        self._leads_to[service] = port

    def stop(self) -> None:
        """Cuts off what is still connected."""
        self._end()
        self._ended.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        end, loop = asyncio.Event(), asyncio.get_running_loop()
        servers = [await self._listen(service, port) for service, port in self.ports.items()]
        self._listening.set_result(lambda: loop.call_soon_threadsafe(end.set))
        await end.wait()
        for server in servers:
            server.close()

    async def _listen(self, service: str, port: int) -> asyncio.Server:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                there = await asyncio.open_connection(HOST, self._leads_to[service])
            except OSError:
                writer.transport.abort()
                return
            await asyncio.gather(_pass_on(reader, there[1]), _pass_on(there[0], writer))

        return await asyncio.start_server(connected, HOST, port)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes as they come; the end of one side ends the other."""
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
