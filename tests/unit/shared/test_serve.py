"""What is made at the start stays, so nobody looks through it for garbage: not while it is made, and not later."""

from __future__ import annotations

import gc

import pytest

from shared.runtime import serve
from shared.settings import ServiceSettings
from tests.support.harness import SETTINGS
from tests.support.tiny import tiny


async def _fits(*_: str) -> None:
    """A database that is as this release needs it."""


def test_a_service_collects_its_garbage_but_not_what_it_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[bool, bool]] = []
    frozen = gc.get_freeze_count()
    monkeypatch.setattr("shared.runtime.logs.configure", lambda *_: None)
    monkeypatch.setattr("shared.runtime.start_only_where_it_fits", _fits)
    monkeypatch.setattr(
        "shared.runtime.uvicorn.run",
        lambda *_, **__: served.append((gc.isenabled(), gc.get_freeze_count() > frozen)),
    )
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    gc.disable()
    try:
        serve(tiny(), ServiceSettings.model_validate(SETTINGS))
    finally:
        gc.enable()
    assert served == [(True, True)]
