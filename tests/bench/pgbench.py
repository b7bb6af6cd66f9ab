"""pgbench on the very statements a command sends: heard on its connection, with the arguments of that call as literals.

Three things differ from call to call and become expressions: the organisation, drawn by pgbench; its id as text, which
is the key of the fact; and the fact's own id. They are worked out in the server, at about a microsecond each.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from deploy.local.postgres_programs import programs_for
from deploy.local.unprivileged import unprivileged_user
from shared.postgres.pool import Connection, in_transaction, open_pool
from tests.bench.organisations import COUNT

_OURS = "00000000-0000-7000-8000-"
_FIXED = "-0000-7000-8000-"
_KEY = "('00000000-0000-7000-8000-' || lpad(to_hex(:number::int), 12, '0'))"
_TPS = re.compile(r"^tps = ([\d.]+) \(without initial connection time\)", re.MULTILINE)


async def script_of(dsn: str, schema: str, command: Callable[[Connection], Awaitable[object]]) -> str:
    """Runs `command` in a transaction as the edge does, and writes down what went over the wire."""
    heard: list[Any] = []
    pool = await open_pool(dsn, schema, size=1)
    try:
        await in_transaction(pool, command)  # the driver asks for the types once per connection: not the command's own
        async with pool.acquire() as conn:
            conn.add_query_logger(heard.append)
        await in_transaction(pool, command)
        sent = [(statement.query, statement.args) for statement in heard]
        async with pool.acquire() as conn:
            lines = [await _line(conn, query, arguments) for query, arguments in sent]
    finally:
        await pool.close()
    return "\n".join([f"\\set number random(1, {COUNT})", *lines, ""])


async def _line(conn: Connection, query: str, arguments: tuple[Any, ...]) -> str:
    if not arguments:
        return query.rstrip("; \n") + ";"
    types = [parameter.name for parameter in (await conn.prepare(query)).get_parameters()]
    literals = [f"{_literal(value)}::{name}" for value, name in zip(arguments, types, strict=True)]
    return re.sub(r"\$(\d+)", lambda found: literals[int(found[1]) - 1], query).strip() + ";"


def _literal(value: Any) -> str:
    match value:
        case None:
            return "null"
        case list():
            return f"array[{', '.join(map(_literal, value))}]"
        case bytes():
            return f"'\\x{value.hex()}'"
        case UUID() | str() if str(value).startswith(_OURS):
            return f"({_KEY})"
        case UUID():
            return "uuidv7()"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


async def statements_of(dsn: str, schema: str, *commands: Callable[[Connection], Awaitable[object]]) -> list[Any]:
    """What the last command sends from begin to commit; the ones before it let the driver learn the types."""
    heard: list[Any] = []
    pool = await open_pool(dsn, schema, size=1)
    try:
        for command in commands[:-1]:
            await in_transaction(pool, command)
        async with pool.acquire() as conn:
            conn.add_query_logger(heard.append)
        await in_transaction(pool, commands[-1])
    finally:
        await pool.close()
    return heard


async def script_for(dsn: str, schema: str, heard: list[Any], number: int, count: int, last: list[str]) -> str:
    """The statements that were heard for one number, for any number up to `count`; `last` in place of the commit.

    An id that ends in the number becomes an expression. The other ids of the bench stay, a command's own are drawn.
    """
    conn = await asyncpg.connect(dsn, server_settings={"search_path": schema})
    try:
        lines = [await _numbered(conn, statement.query, statement.args, f"{number:012x}") for statement in heard]
    finally:
        await conn.close()
    return "\n".join([f"\\set number random(1, {count})", *lines, *(f"{query};" for query in last), ""])


async def _numbered(conn: Any, query: str, arguments: tuple[Any, ...], tail: str) -> str:
    if not arguments:
        return query.rstrip("; \n") + ";"
    types = [parameter.name for parameter in (await conn.prepare(query)).get_parameters()]
    literals = [f"({_numbered_literal(value, tail)})::{name}" for value, name in zip(arguments, types, strict=True)]
    filled = re.sub(r"\$(\d+)", lambda found: literals[int(found[1]) - 1], query)
    return re.sub(r"\s*\n\s*", " ", filled).strip() + ";"


def _numbered_literal(value: Any, tail: str) -> str:
    match value:
        case list() | tuple() | frozenset():
            return f"array[{', '.join(_numbered_literal(each, tail) for each in value)}]"
        case UUID() if _FIXED not in str(value):
            return "uuidv7()"
        case None | bytes():
            return _literal(value)
        case _:
            quoted = "'" + str(value).replace("'", "''") + "'"
            return quoted.replace(tail, "' || lpad(to_hex(:number::int), 12, '0') || '")


async def rate(script: Path, dsn: str, schema: str, clients: int, seconds: int) -> float:
    """Transactions per second."""
    url = urlsplit(dsn)
    where = {"PGHOST": url.hostname, "PGPORT": str(url.port), "PGUSER": url.username, "PGPASSWORD": url.password}
    program = programs_for(unprivileged_user()) / "pgbench"
    what = ["-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", "2", "-T", str(seconds)]
    process = await asyncio.create_subprocess_exec(
        *(program, *what, url.path[1:]),
        env={**os.environ, **where, "PGOPTIONS": f"-c search_path={schema}"},  # type: ignore[dict-item]
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    found = _TPS.search(out.decode())
    if process.returncode or not found:
        raise RuntimeError(f"pgbench: {errors.decode()[-400:]}")
    return float(found[1])
