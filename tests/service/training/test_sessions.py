"""The calendar of a programme."""

from __future__ import annotations

from datetime import datetime

from tests.service.training import scene
from tests.service.training.client import PRISON, TRAINER, Caller, TrainingClient


async def test_a_session_is_moved_until_it_begins(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, calendar=[]))["id"]
    starts_at, ends_at, earlier = (f"2026-02-16T{hour}:00:00+09:00" for hour in ("08", "11", "10"))
    await ready.schedule_session(
        programme, 1, starts_at=starts_at, ends_at=ends_at, by=Caller("trainer", PRISON), status=403
    )
    await ready.schedule_session(programme, 1, starts_at=starts_at, ends_at=ends_at)
    moved = await ready.schedule_session(programme, 1, starts_at=starts_at, ends_at=earlier, by=TRAINER)
    assert [session["ends_at"] for session in moved["calendar"]] == ["2026-02-16T01:00:00Z"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-16T08:00:01+09:00"))
    refused = await ready.schedule_session(programme, 1, starts_at=starts_at, ends_at=ends_at, status=409)
    assert refused["title"] == "session-held"
