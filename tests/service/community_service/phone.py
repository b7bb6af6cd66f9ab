"""A supervisor's phone in tests: its clocks run beside those of the service, apart by what a test says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.ids import new_id
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, Json
from tests.service.community_service.callers import SUPERVISOR, Caller
from tests.service.community_service.client import CommunityServiceClient

AT_SITE = {"latitude": -3.69, "longitude": 128.18, "accuracy_m": 12, "age_s": 3}


def local(text: str) -> datetime:
    """`2026-03-02T08:00`, local time."""
    return datetime.fromisoformat(f"{text}+09:00")


@dataclass
class Phone:
    """`ahead`: how far its wall clock is before the service's. `known`: how far it was at the last contact."""

    client: CommunityServiceClient
    caller: Caller = SUPERVISOR
    ahead: timedelta = timedelta(0)
    known: timedelta = timedelta(0)
    run: UUID = field(default_factory=uuid4)
    started: datetime = field(default_factory=lambda: local("2026-03-01T06:00"))
    asleep: timedelta = timedelta(0)

    def clocks(self, true: datetime) -> tuple[datetime, int]:
        """Wall and monotonic clock at a true moment."""
        return true + self.ahead, (true - self.started - self.asleep) // timedelta(milliseconds=1)

    def tap(self, session_id: str, kind: str, at: str, **changes: Any) -> Json:
        """What the phone writes down at a true local moment."""
        wall, monotonic = self.clocks(local(at))
        said: dict[str, Any] = {
            "id": str(new_id()),
            "subject": self.caller.subject,
            "session_id": session_id,
            "kind": kind,
            "device_at": wall.isoformat(),
            "offset_ms": -self.known // timedelta(milliseconds=1),
            "offset_age_s": 60,
            "monotonic_ms": monotonic,
            "clock_run": str(self.run),
            "app_version": "1.0.0",
        }
        outcomes = {"left": {"outcome": "attended_complied"}, "absent": {"outcome": "unacceptable_absence"}}
        return said | outcomes.get(kind, {}) | changes

    def request(self, *entries: Any) -> Json:
        wall, monotonic = self.clocks(self.client.h.clock.now())
        clocks = {"sent_at": wall.isoformat(), "sent_monotonic_ms": monotonic, "clock_run": str(self.run)}
        return {**clocks, "entries": list(entries)}

    async def send(self, *entries: Any) -> list[Json]:
        answer = await self.client.send_entries(self.request(*entries), caller=self.caller)
        found: list[Json] = answer["entries"]
        assert len(found) == len(entries)
        return found


def results(answers: list[Json]) -> list[str]:
    """`recorded`, `same`, or why it was refused."""
    return [each["problem"]["slug"] if each["problem"] else each["status"] for each in answers]


def shift(phone: Phone, session_id: str, since: str, until: str, **left: Any) -> list[Json]:
    return [phone.tap(session_id, "arrived", since), phone.tap(session_id, "left", until, **left)]


def problem(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = answer["problem"]
    return found


SLOTS = [{"weekday": day, "starts": "08:00", "ends": "23:30", "capacity": 30} for day in (1, 2)]


async def place_people(client: CommunityServiceClient, count: int, **site: Any) -> tuple[Json, list[Json], list[str]]:
    """A site, so many sentences, and their sessions on Monday from 08:00 to 12:00."""
    made = await scene.open_site(client, **{"slots": SLOTS} | site)
    sentences, ids = [], []
    for number in range(count):
        fields = {"verdict_number": f"{number}/Pid.B/2026", "nik": f"81710101019000{number:02}"}
        sentences.append(await scene.pronounce(client, bodies.verdict(**fields)))
        placed = await scene.place(client, sentences[-1], made, bodies.session(MONDAY))
        ids.append(placed["sessions"][0]["id"])
    return made, sentences, ids
