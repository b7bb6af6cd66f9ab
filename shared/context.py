"""What accompanies a request or a message through the code without being passed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trace:
    """Why something happens: the story it belongs to, the event it answers, the W3C trace."""

    correlation_id: str = ""
    causation_id: str | None = None
    traceparent: str | None = None
    expected_version: int | None = None


_trace: ContextVar[Trace] = ContextVar("trace", default=Trace())


def trace() -> Trace:
    return _trace.get()


@contextmanager
def tracing(current: Trace) -> Iterator[Trace]:
    token = _trace.set(current)
    try:
        yield current
    finally:
        _trace.reset(token)
