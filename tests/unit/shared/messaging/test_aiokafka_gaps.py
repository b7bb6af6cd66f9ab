"""What aiokafka does not foresee on uvloop: a connection that is lost while somebody writes to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvloop
from aiokafka import conn
from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.admin import ApiVersionRequest

from shared.messaging import aiokafka_gaps


@contextlib.asynccontextmanager
async def lost_connection() -> AsyncIterator[AIOKafkaConnection]:
    """A connection whose transport is gone, before its reader has heard of it."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    aiokafka_gaps.notice_lost_connections()
    connection = conn.AIOKafkaConnection(host, port)
    connection._closed_fut = asyncio.get_running_loop().create_future()
    connection._reader, connection._writer = await asyncio.open_connection(host, port)
    connection._read_task = asyncio.create_task(asyncio.sleep(60))
    connection._writer.transport.abort()
    await asyncio.sleep(0.01)
    connection._reader._eof = False  # a reset is an exception, not an end: aiokafka still thinks itself connected
    try:
        assert connection.connected()
        yield connection
    finally:
        connection.close()
        server.close()


async def write(connection: AIOKafkaConnection, *, secret: bool) -> None:
    await (connection._send_sasl_token(b"secret") if secret else connection.send(ApiVersionRequest()))


@pytest.mark.parametrize("secret", [False, True])
def test_a_write_to_a_lost_connection_is_an_error_that_is_retried(secret: bool) -> None:
    async def scene() -> None:
        async with lost_connection() as connection:
            with pytest.raises(KafkaConnectionError) as caught:
                await write(connection, secret=secret)
            assert caught.value.retriable
            assert "the handler is closed" in str(caught.value)
            assert not connection.connected(), "the next request opens a new one"

    uvloop.run(scene())
