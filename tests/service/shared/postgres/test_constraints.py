"""A violated constraint becomes its refusal; an unknown one stays what it is; a row that is not there is not found."""

from __future__ import annotations

import asyncpg
import pytest

from shared.errors import NotFound
from shared.postgres.constraints import refusing
from shared.postgres.rows import found
from tests.support.harness import Harness
from tests.support.tiny import THING, Unlucky

_ADD = "insert into things (id, label, touched) values ($1, 'a', 1)"


async def test_a_constraint_in_the_table_becomes_its_refusal_with_its_figures(h: Harness) -> None:
    await h.pool.execute(_ADD, THING)
    with pytest.raises(Unlucky) as caught:
        async with refusing({"things_pkey": Unlucky})(label="Ambon"):
            await h.pool.execute(_ADD, THING)
    assert str(caught.value) == "Ambon is unlucky."


async def test_a_function_may_make_the_refusal(h: Harness) -> None:
    await h.pool.execute(_ADD, THING)
    with pytest.raises(Unlucky, match="always is unlucky"):
        async with refusing({"things_pkey": lambda **_: Unlucky(label="always")})(label="Ambon"):
            await h.pool.execute(_ADD, THING)


async def test_another_constraint_is_raised_as_it_is(h: Harness) -> None:
    with pytest.raises(asyncpg.NotNullViolationError):
        async with refusing({"things_pkey": Unlucky})():
            await h.pool.execute("insert into things (id) values ($1)", THING)


async def test_a_row_is_found_or_named(h: Harness) -> None:
    await h.pool.execute(_ADD, THING)
    assert found(await h.pool.fetchrow("select label from things"), "thing", THING) == {"label": "a"}
    with pytest.raises(NotFound, match=f"no thing {THING}"):
        found(None, "thing", THING)
