"""JSON lines with the correlation id, and nothing that an error quotes of people."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import asyncpg
import orjson
from pydantic import BaseModel

from shared.context import Trace, tracing
from shared.logs import JsonFormatter


class Person(BaseModel):
    age: int


def line(message: str, exc_info: Any = None, **extra: Any) -> dict[str, Any]:
    record = logging.getLogger("tiny").makeRecord(
        "tiny", logging.INFO, "file", 1, message, ("x",) if "%" in message else (), exc_info, extra=extra
    )
    written: dict[str, Any] = orjson.loads(JsonFormatter("training").format(record))
    return written


def test_a_line_says_when_where_and_what() -> None:
    with tracing(Trace("story-1")):
        written = line("hello %s", n=3)
    assert written.pop("time").endswith("+00:00")
    assert written == {
        "level": "INFO",
        "service": "training",
        "logger": "tiny",
        "message": "hello x",
        "correlation_id": "story-1",
        "n": 3,
    }


def test_outside_a_story_there_is_no_correlation_id() -> None:
    assert "correlation_id" not in line("hello")


def test_what_json_does_not_know_is_written_as_text() -> None:
    assert line("hello", error=ValueError("x"))["error"] == "x"


NAME = "Maria"


def logged(call: Callable[[], object]) -> str:
    try:
        call()
    except Exception:
        return str(line("failed", sys.exc_info())["exception"])
    raise AssertionError("nothing was raised")


def test_a_traceback_does_not_quote_the_row_that_postgres_quotes() -> None:
    error = asyncpg.CheckViolationError('violates "children_age"')
    error.detail = f"Failing row contains ({NAME})."

    def violate() -> None:
        raise error

    written = logged(violate)
    assert "children_age" in written
    assert NAME not in written


def test_a_traceback_does_not_quote_the_input_that_pydantic_quotes() -> None:
    written = logged(lambda: Person.model_validate({"age": NAME}))
    assert "valid integer" in written
    assert NAME not in written
