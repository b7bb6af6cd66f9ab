"""What accompanies a request or a message through the code without being passed by hand."""

from __future__ import annotations

import re
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
    expected_versions: frozenset[int] | None = None
    """What `If-Match` names: the version of a record that its change begins from is one of these."""


_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)
_NIK = re.compile(r"[0-9]{16}")
_trace: ContextVar[Trace] = ContextVar("trace", default=Trace())


def trace() -> Trace:
    """The trace of the request or message under way; an empty one outside of both."""
    return _trace.get()


def traceparent(text: str | None) -> str | None:
    """A caller's `traceparent` where it is one (W3C Trace Context, section 3.2), else None: a new trace begins.

    It goes out with the facts. Sixteen decimal digits in a row may be a national id (NIK): such a one is left out."""
    return text if text and _TRACEPARENT.fullmatch(text) and not _NIK.search(text) else None


@contextmanager
def tracing(current: Trace) -> Iterator[Trace]:
    """Binds a trace for the time of the block."""
    token = _trace.set(current)
    try:
        yield current
    finally:
        _trace.reset(token)
