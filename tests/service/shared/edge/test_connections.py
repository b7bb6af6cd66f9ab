"""The limits of a connection, on real sockets: what a client may send, and how long it may take."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
import uvicorn

from shared.edge import middleware, uvicorn_gaps
from shared.edge.bodies import Body
from shared.runtime import server_options
from shared.settings import ServiceSettings
from tests.support.harness import SETTINGS, Harness
from tests.support.tiny import THING

LIMITS = {"max_header_bytes": 4_096, "max_headers": 20, "header_timeout_s": 0.3, "idle_timeout_s": 1, "leave_s": 0.7}
PATH = f"/agreements/things/{THING}"
LIVE = b"GET /health/live HTTP/1.1\r\nhost: x\r\n"


class Client:
    """One connection, which says exactly what it is told."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, *pieces: bytes, pause_s: float = 0.0) -> None:
        for piece in pieces:
            self.writer.write(piece)
            with contextlib.suppress(ConnectionError):
                await self.writer.drain()
            await asyncio.sleep(pause_s)

    async def answer(self, *, head: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and content of the next answer."""
        async with asyncio.timeout(5):
            start, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines if line)
            length = 0 if head else int(headers.get("content-length", 0))
            return int(start.split()[1]), headers, await self.reader.readexactly(length)

    async def status(self) -> int:
        return (await self.answer())[0]

    async def closed(self, within_s: float = 3) -> bytes:
        """What still came before the server closed."""
        async with asyncio.timeout(within_s):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""


class Served:
    """The tiny service behind uvicorn, with limits that a test can reach."""

    def __init__(self, server: uvicorn.Server) -> None:
        self.port = server.servers[0].sockets[0].getsockname()[1]
        self._server = server

    async def end(self) -> None:
        """Asks it to end; returns when it takes no new connections."""
        self._server.should_exit = True
        with contextlib.suppress(OSError):
            while True:
                (await asyncio.open_connection("127.0.0.1", self.port))[1].close()
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        try:
            yield Client(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@pytest.fixture
async def served(h: Harness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    app: Any = h.client._transport.app  # type: ignore[attr-defined]
    monkeypatch.setattr(middleware, "Body", lambda scope, receive, most, _: Body(scope, receive, most, 0.3))
    options = server_options(ServiceSettings.model_validate(SETTINGS | LIMITS)) | {"lifespan": "off"}
    server = uvicorn.Server(uvicorn.Config(app, **options))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield Served(server)
    server.force_exit = server.should_exit = True
    await task


async def test_a_service_that_ends_answers_once_more_on_each_connection(served: Served) -> None:
    """A gateway may be sending on a connection that it keeps: closed in this moment, the request would be lost."""
    async with served.client() as used, served.client() as idle:
        for client in (used, idle):
            await client.say(LIVE + b"\r\n")
            assert await client.status() == 200
        await served.end()
        await used.say(LIVE + b"\r\n")
        status, headers, _ = await used.answer()
        assert (status, headers["connection"]) == (200, "close")
        assert await used.closed() == b""
        assert await idle.closed() == b"", "nobody waits for ever"


def head(*lines: str, method: str = "PUT", path: str = PATH) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "host: x", *lines, "", ""]).encode()


def signed(h: Harness, *lines: str, method: str = "PUT", path: str = PATH) -> bytes:
    return head(f"authorization: {h.token('marker')['authorization']}", *lines, method=method, path=path)


TOO_LARGE: dict[str, list[bytes]] = {
    "one header": [LIVE, b"x: " + b"a" * 5_000 + b"\r\n\r\n"],
    "one piece": [LIVE + b"x: " + b"a" * 5_000 + b"\r\n\r\n"],
    "many headers": [LIVE + b"".join(b"x%d: %s\r\n" % (n, b"a" * 400) for n in range(15)) + b"\r\n"],
    "one address": [b"GET /health/live?" + b"a" * 5_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n"],
    "one name": [LIVE + b"a" * 5_000 + b": x\r\n\r\n"],
    "a number of headers": [LIVE + b"x: y\r\n" * 20 + b"\r\n"],
    "fifty megabytes": [LIVE + b"x: ", *[b"a" * 1_000_000] * 50, b"\r\n\r\n"],
    "no end": [LIVE + b"x: ", *[b"a" * 1_000] * 10],
    "empty lines": [b"\r\n" * 3_000],
}


@pytest.mark.parametrize("pieces", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_head_that_is_too_large_is_answered_and_heard_no_further(served: Served, pieces: list[bytes]) -> None:
    async with served.client() as client:
        saying = asyncio.create_task(client.say(*pieces))
        status, headers, content = await client.answer()
        assert (status, headers["content-type"]) == (431, "application/problem+json")
        assert orjson.loads(content)["title"] == "request-header-fields-too-large"
        assert await client.closed() == b""
        await saying


async def test_a_head_of_the_limit_is_taken(served: Served) -> None:
    async with served.client() as client:
        await client.say(LIVE + b"x: " + b"a" * 4_000 + b"\r\n\r\n")
        assert await client.status() == 200
        await client.say(LIVE + b"x: y\r\n" * 19 + b"\r\n")
        assert await client.status() == 200


@pytest.mark.parametrize("first", [b"GET /", LIVE, LIVE + b"x: "], ids=str)
async def test_a_head_that_does_not_come_whole_in_time_is_given_up(served: Served, first: bytes) -> None:
    async with served.client() as client:
        begun = time.monotonic()
        saying = asyncio.create_task(client.say(first, *[b"a"] * 40, pause_s=0.02))
        assert await client.status() == 408
        assert 0.25 < time.monotonic() - begun < 0.6
        assert await client.closed() == b""
        await saying


@pytest.mark.parametrize("said", [b"", b"\r\n"])
async def test_a_connection_that_asks_nothing_is_closed(served: Served, said: bytes) -> None:
    async with served.client() as client:
        await client.say(said)
        assert re.match(rb"$|HTTP/1.1 408 ", await client.closed())


async def test_a_connection_that_asks_nothing_more_is_closed(served: Served) -> None:
    async with served.client() as client:
        await client.say(LIVE + b"\r\n")
        assert await client.status() == 200
        begun = time.monotonic()
        assert await client.closed() == b""
        assert 0.8 < time.monotonic() - begun < 2


async def test_the_next_request_has_as_little_time_as_the_first(served: Served) -> None:
    async with served.client() as client:
        await client.say(LIVE + b"\r\n")
        assert await client.status() == 200
        await client.say(b"GET /", *[b"a"] * 30, pause_s=0.02)
        assert await client.status() == 408


@pytest.mark.parametrize("framing", ["content-length: 100", "transfer-encoding: chunked"])
async def test_a_body_that_does_not_come_whole_in_time_is_given_up(h: Harness, served: Served, framing: str) -> None:
    async with served.client() as client:
        begun = time.monotonic()
        await client.say(signed(h, framing, "content-type: application/json"))
        saying = asyncio.create_task(client.say(*[b"1\r\n{\r\n"] * 40, pause_s=0.02))
        status, headers, content = await client.answer()
        assert (status, headers["connection"]) == (408, "close")
        assert orjson.loads(content)["title"] == "request-timeout"
        assert 0.25 < time.monotonic() - begun < 0.7
        assert await client.closed() == b""
        await saying


async def test_who_is_not_let_in_is_answered_before_the_body_and_not_waited_for(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uvicorn_gaps, "DRAIN_S", 0.3)
    async with served.client() as client:
        await client.say(head("content-length: 1000000", "content-type: application/json"))
        saying = asyncio.create_task(client.say(*[b"{"] * 40, pause_s=0.02))
        assert await client.status() == 401
        begun = time.monotonic()
        assert await client.closed() == b""
        assert 0.2 < time.monotonic() - begun < 0.8
        await saying


async def test_what_is_left_of_a_body_is_thrown_away_and_the_connection_goes_on(served: Served) -> None:
    async with served.client() as client:
        await client.say(head("content-length: 1000000", "content-type: application/json"), b"{" * 1_000_000)
        assert await client.status() == 401
        await client.say(LIVE + b"\r\n")
        assert await client.status() == 200
        assert await client.closed() == b"", "and is closed when nothing more comes"


CHUNKED = ("transfer-encoding: chunked", "content-type: application/json")
MARK = b'{"label": "a"}'


async def test_trailers_are_no_headers(h: Harness, served: Served) -> None:
    async with served.client() as client:
        trailers = f'authorization: {h.token("marker")["authorization"]}\r\nif-match: "7"\r\nx-correlation-id: told'
        await client.say(head(*CHUNKED), b"%x\r\n%s\r\n0\r\n%s\r\n\r\n" % (len(MARK), MARK, trailers.encode()))
        status, headers, _ = await client.answer()
        assert (status, headers["x-correlation-id"] == "told") == (401, False)


@pytest.mark.parametrize("rest", [b"0\r\nx: " + b"a" * 300_000, b"1;" + b"a" * 300_000], ids=["trailer", "extension"])
async def test_what_stands_beside_a_body_is_bounded_too(h: Harness, served: Served, rest: bytes) -> None:
    async with served.client() as client:
        await client.say(signed(h, *CHUNKED), b"%x\r\n%s\r\n" % (len(MARK), MARK))
        saying = asyncio.create_task(client.say(*[rest[n : n + 2_000] for n in range(0, len(rest), 2_000)]))
        assert await client.status() == 431
        assert await client.closed() == b""
        await saying
    assert await h.facts() == []


async def test_a_body_in_the_smallest_pieces_is_taken(h: Harness, served: Served) -> None:
    async with served.client() as client:
        await client.say(signed(h, *CHUNKED), b"".join(b"1\r\n%c\r\n" % byte for byte in MARK) + b"0\r\n\r\n")
        assert await client.status() == 200


async def test_requests_in_a_row_are_each_answered_in_their_order(h: Harness, served: Served) -> None:
    async with served.client() as client:
        request = signed(h, f"content-length: {len(MARK)}", "content-type: application/json") + MARK
        await client.say(request * 3 + LIVE + b"\r\n" + head(method="GET"))
        assert [await client.status() for _ in range(5)] == [200, 200, 200, 200, 401]
    assert len(await h.facts()) == 3


async def test_a_head_that_is_too_large_does_not_take_the_answer_before_it_away(h: Harness, served: Served) -> None:
    async with served.client() as client:
        request = signed(h, f"content-length: {len(MARK)}", "content-type: application/json") + MARK
        await client.say(request + LIVE + b"x: " + b"a" * 9_000 + b"\r\n\r\n")
        assert await client.status() == 200
        assert await client.closed() == b"", "the answer to the first is never taken for one to the second"


@pytest.mark.parametrize("said", [b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET / HTTP/1.1\r\nno header\r\n\r\n", b"%" * 100])
async def test_what_is_no_request_is_told_so(served: Served, said: bytes) -> None:
    async with served.client() as client:
        await client.say(said)
        status, headers, _ = await client.answer()
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert await client.closed() == b""


async def test_after_head_the_connection_is_still_in_step(served: Served) -> None:
    async with served.client() as client:
        for path in ("/health/live", "/metrics", "/nowhere", "/health/live"):
            await client.say(head(method="HEAD", path=path))
            status, headers, _ = await client.answer(head=True)
            assert status == (404 if path == "/nowhere" else 200)
            assert int(headers["content-length"]) > 0
        await client.say(LIVE + b"\r\n")
        status, _, content = await client.answer()
        assert (status, orjson.loads(content)) == (200, {"status": "live"})


async def test_a_client_that_does_not_read_its_answers_is_cut_off(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uvicorn_gaps, "STALL_S", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=2)
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(_ask_for_ever(writer), 20)
    assert not reader.at_eof()
    writer.close()


async def _ask_for_ever(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(head(method="GET", path="/metrics"))
        await writer.drain()
        await asyncio.sleep(0.001)


async def test_many_slow_clients_keep_nobody_waiting(served: Served) -> None:
    async with contextlib.AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(served.client()) for _ in range(200)]
        said = [client.say(LIVE, *[b"x"] * 20, pause_s=0.01) for client in slow]
        talking = asyncio.gather(*said, return_exceptions=True)
        for _ in range(10):
            async with served.client() as quick:
                begun = time.monotonic()
                await quick.say(LIVE + b"\r\n")
                assert await quick.status() == 200
                assert time.monotonic() - begun < 1
        # On a busy machine some still talk when they are cut off: what they wanted to say then finds no ear, and what
        # they would have heard is lost with the connection.
        assert all(error is None or isinstance(error, ConnectionError) for error in await talking)
        assert {(await client.closed())[:12] for client in slow} <= {b"HTTP/1.1 408", b""}
