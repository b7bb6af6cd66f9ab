"""From a violated constraint to its refusal. Each service has one table of them, by the name of the constraint.

refusing = constraints.refusing({
    "organisations_code_key": errors.CodeTaken,
    "credits_one_sign_off": lambda **_: errors.WrongState(state="signed_off", needed="recorded"),
})

async with refusing(code=organisation.code):
    await conn.execute("insert into organisations …")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg

from shared.errors import Refusal

Make = Callable[..., Refusal]
"""A Refusal's class, or a function that makes one. It gets the figures of the `async with`."""


def refusing(refusals: Mapping[str, Make]) -> Callable[..., AbstractAsyncContextManager[None]]:
    """The context manager of one service. What violates a constraint without an entry is raised as it is."""

    @asynccontextmanager
    async def refusing(**figures: object) -> AsyncIterator[None]:
        try:
            yield
        except asyncpg.IntegrityConstraintViolationError as error:
            if (make := refusals.get(error.constraint_name or "")) is None:
                raise
            raise make(**figures) from None

    return refusing
