"""Whatever people do with a case, in whatever order: the database's sums hold after every single command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from httpx import Response

from services.community_service.domain.outcomes import OUTCOMES
from shared.journal import chain
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import COORDINATOR, SECOND
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

DAYS = ("2026-03-02", "2026-03-03", "2026-03-09", "2026-03-10", "2026-03-16", "2026-03-17")
EVENING = datetime(2026, 3, 18, tzinfo=UTC)


class Everyone:
    """Everyone at once: each move is a command that may be refused, and must never fail."""

    def __init__(self, client: CommunityServiceClient, sentence: Json, site: Json, dice: Random) -> None:
        self.client, self.sentence, self.site, self.dice = client, sentence, site, dice
        self.number, self.refused, self.done = 0, 0, 0

    async def attempt(self, call: Awaitable[Response]) -> None:
        answer = await call
        assert answer.status_code < 500, f"{answer.request.method} {answer.request.url}: {answer.text}"
        self.refused += answer.status_code >= 400
        self.done += answer.status_code < 400

    async def one_of(self, query: str, *values: Any) -> Any:
        rows = await self.client.h.pool.fetch(f"{query} order by id", *values)
        return self.dice.choice(rows) if rows else None

    def times(self, row: Any) -> tuple[str, str]:
        start = row["starts_at"] + timedelta(minutes=self.dice.randint(-90, 60))
        return start.isoformat(), (start + timedelta(minutes=self.dice.randint(0, 330))).isoformat()

    async def place(self) -> None:
        day, start = self.dice.choice(DAYS), self.dice.randint(8, 13)
        self.client.h.clock.set(datetime(2026, 3, 1, tzinfo=UTC))
        end = f"{start + self.dice.randint(1, 3):02}:{self.dice.choice((0, 30)):02}"
        body = bodies.placement(self.sentence, self.site, bodies.session(day, f"{start:02}:00", end))
        await self.attempt(self.client.raw.confirm_placement(body))
        self.client.h.clock.set(EVENING)

    async def record(self) -> None:
        row = await self.one_of("select id, starts_at, on_date from sessions where state = 'scheduled'")
        if row is None:
            return
        since, until = self.times(row)
        line: Json = {"session_id": str(row["id"]), "outcome": self.dice.choice(list(OUTCOMES))}
        if OUTCOMES[line["outcome"]].attended:
            line |= {"checked_in_at": since, "checked_out_at": until}
        else:
            line["reason"] = "sakit"
        body = {"on": str(row["on_date"]), "lines": [line]}
        await self.attempt(self.client.raw.record_day(self.site["id"], body))

    async def sign(self) -> None:
        if row := await self.one_of("select id from sessions where state = 'recorded'"):
            who = COORDINATOR.named(self.dice.choice(("pk", "city", "sup")))
            await self.attempt(self.client.raw.sign_off(row["id"], caller=who))

    async def propose(self) -> None:
        row = await self.one_of("select id, starts_at from sessions where state in ('recorded', 'signed_off')")
        if row is None:
            return
        since, until = self.times(row)
        body: Json = {"outcome": self.dice.choice(list(OUTCOMES)), "reason": "salah catat"}
        if OUTCOMES[body["outcome"]].attended:
            body |= {"checked_in_at": since, "checked_out_at": until}
        await self.attempt(self.client.raw.propose_correction(row["id"], body, caller=SECOND))

    async def decide(self) -> None:
        if row := await self.one_of("select id from attendance_corrections where state = 'proposed'"):
            decision = self.dice.choice(("approved", "approved", "rejected"))
            await self.attempt(self.client.raw.decide_correction(row["id"], decision, caller=SECOND.named("third")))

    async def resolve(self) -> None:
        if row := await self.one_of("select id from alarms where state = 'open'"):
            finding = self.dice.choice(("dismissed", "confirmed"))
            await self.attempt(self.client.raw.resolve_alarm(row["id"], finding))

    async def amend(self) -> None:
        self.number += 1
        hours = {"hours": self.dice.randint(8, 20), "hours_per_day": self.dice.choice((3, 4, 4, 9))}
        body = bodies.TERMS | {"change_number": f"A{self.number:03}"} | hours
        await self.attempt(self.client.raw.amend(self.sentence["id"], body))

    async def breach(self) -> None:
        await self.attempt(self.client.raw.warn(self.sentence["id"]))
        if row := await self.one_of("select id from breaches where state <> 'decided'"):
            await self.attempt(self.client.raw.propose_breach(row["id"]))
            body = {"decision": "repeat", "hours": self.dice.randint(1, 4), "ends_on": "2026-06-30"}
            await self.attempt(self.client.raw.decide_breach(row["id"], body))

    async def review(self) -> None:
        decision = self.dice.choice(("reopened", "completion_stands"))
        await self.attempt(self.client.raw.review(self.sentence["id"], decision))


async def check_sums(h: Harness) -> None:
    """What must be so after every command."""
    case = await h.pool.fetchrow("select * from sentences")
    assert case
    ledger = await h.pool.fetch("select session_id, on_date, minutes, kind from credits")
    assert case["credited_minutes"] == sum(row["minutes"] for row in ledger) >= 0
    for row in await h.pool.fetch("select * from case_days"):
        of_day = sum(entry["minutes"] for entry in ledger if entry["on_date"] == row["on_date"])
        assert row["credited_minutes"] == of_day
        assert 0 <= of_day <= row["cap_minutes"] or not row["cap_minutes"]
    for row in await h.pool.fetch("select * from sessions_as_corrected"):
        credited = sum(entry["minutes"] for entry in ledger if entry["session_id"] == row["id"])
        worth = 0
        if row["outcome"] and OUTCOMES[row["outcome"]].credited and row["state"] == "signed_off":
            since, until = max(row["checked_in_at"], row["starts_at"]), min(row["checked_out_at"], row["ends_at"])
            worth = max(0, (until - since) // timedelta(minutes=1))
        assert 0 <= credited <= worth
        day = await h.pool.fetchrow("select * from case_days where on_date = $1", row["on_date"])
        assert day
        room = day["credited_minutes"] < day["cap_minutes"] and case["credited_minutes"] < case["required_minutes"]
        assert credited == worth or not room, "a minute served is lost"
    waiting = await h.pool.fetchval(
        "select (select count(*) from alarms where state = 'open')"
        " + (select count(*) from attendance_corrections where state = 'proposed')"
    )
    if case["state"] in ("assigned", "active"):
        assert waiting or case["credited_minutes"] < case["required_minutes"], "nothing remains and nothing is open"
    if case["state"] == "completed":
        assert case["credited_minutes"] >= case["required_minutes"] or case["review"]


@pytest.mark.parametrize("seed", range(6))
async def test_no_sequence_of_commands_breaks_the_sums(h: Harness, client: CommunityServiceClient, seed: int) -> None:
    dice = Random(seed)
    slots = [{"weekday": day, "starts": "08:00", "ends": "17:00", "capacity": 9} for day in (1, 2)]
    sentence = await scene.pronounce(client, bodies.verdict(hours=12))
    everyone = Everyone(client, sentence, await scene.open_site(client, slots=slots), dice)
    h.clock.set(EVENING)
    often: list[Callable[[], Awaitable[None]]] = [everyone.place, everyone.record, everyone.sign] * 4
    moves = [
        *often,
        *[everyone.propose, everyone.decide, everyone.resolve] * 2,
        everyone.amend,
        everyone.breach,
        everyone.review,
    ]
    for _ in range(80):
        await dice.choice(moves)()
        await check_sums(h)
    assert everyone.done > 20, "most of it is really done"
    assert everyone.refused > 0
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []
