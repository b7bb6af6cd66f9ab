"""Whatever people do with a case, in whatever order: the database's sums hold after every single command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from services.community_service.domain.outcomes import OUTCOMES
from shared.journal import chain
from tests.service.community_service.oversight import AUDITOR, JAKSA, TERMS
from tests.service.community_service.scene import (
    API,
    CLERK,
    COUNSELLOR,
    SUPERVISOR,
    opened_site,
    sentenced,
    session,
    verdict,
)
from tests.support.harness import Harness

DAYS = ("2026-03-02", "2026-03-03", "2026-03-09", "2026-03-10", "2026-03-16", "2026-03-17")
EVENING = datetime(2026, 3, 18, tzinfo=UTC)
Answer = tuple[int, Any]


class Hands:
    """Everyone's hands at once: each move is a command that may be refused, and must never fail."""

    def __init__(self, h: Harness, sentence: dict[str, Any], site: dict[str, Any], dice: Random) -> None:
        self.h, self.sentence, self.site, self.dice = h, sentence, site, dice
        self.number, self.refused, self.done = 0, 0, 0

    async def send(self, method: str, path: str, body: Any, role: str, **who: Any) -> Any:
        answer = await self.h.client.request(method, f"{API}{path}", json=body, headers=self.h.token(role, **who))
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        self.refused += answer.status_code >= 400
        self.done += answer.status_code < 400
        return answer.json() if answer.content and answer.status_code < 400 else None

    async def one_of(self, query: str, *values: Any) -> Any:
        rows = await self.h.pool.fetch(f"{query} order by id", *values)
        return self.dice.choice(rows) if rows else None

    def times(self, row: Any) -> tuple[str, str]:
        start = row["starts_at"] + timedelta(minutes=self.dice.randint(-90, 60))
        return start.isoformat(), (start + timedelta(minutes=self.dice.randint(0, 330))).isoformat()

    async def place(self) -> None:
        day, start = self.dice.choice(DAYS), self.dice.randint(8, 13)
        self.h.clock.set(datetime(2026, 3, 1, tzinfo=UTC))
        each = session(day, f"{start:02}:00", f"{start + self.dice.randint(1, 3):02}:{self.dice.choice((0, 30)):02}")
        body = {"sentence_id": self.sentence["id"], "site_id": self.site["id"], "sessions": [each]}
        await self.send("POST", "/placements", body, "counsellor", **COUNSELLOR)
        self.h.clock.set(EVENING)

    async def record(self) -> None:
        row = await self.one_of("select id, starts_at, on_date from sessions where state = 'scheduled'")
        if row is None:
            return
        since, until = self.times(row)
        line: dict[str, Any] = {"session_id": str(row["id"]), "outcome": self.dice.choice(list(OUTCOMES))}
        if OUTCOMES[line["outcome"]].attended:
            line |= {"checked_in_at": since, "checked_out_at": until}
        else:
            line["reason"] = "sakit"
        body = {"on": str(row["on_date"]), "lines": [line]}
        await self.send("POST", f"/sites/{self.site['id']}/attendance", body, "supervisor", **SUPERVISOR)

    async def sign(self) -> None:
        if row := await self.one_of("select id from sessions where state = 'recorded'"):
            who = self.dice.choice(("pk", "city", "sup"))
            await self.send("POST", f"/sessions/{row['id']}/sign-off", None, "coordinator", subject=who)

    async def propose(self) -> None:
        row = await self.one_of("select id, starts_at from sessions where state in ('recorded', 'signed_off')")
        if row is None:
            return
        since, until = self.times(row)
        body: dict[str, Any] = {"outcome": self.dice.choice(list(OUTCOMES)), "reason": "salah catat"}
        if OUTCOMES[body["outcome"]].attended:
            body |= {"checked_in_at": since, "checked_out_at": until}
        await self.send("POST", f"/sessions/{row['id']}/corrections", body, "coordinator", subject="second")

    async def decide(self) -> None:
        if row := await self.one_of("select id from attendance_corrections where state = 'proposed'"):
            body = {"decision": self.dice.choice(("approved", "approved", "rejected"))}
            await self.send("PUT", f"/corrections/{row['id']}/decision", body, "coordinator", subject="third")

    async def resolve(self) -> None:
        if row := await self.one_of("select id from alarms where state = 'open'"):
            body = {"finding": self.dice.choice(("dismissed", "confirmed")), "note": "diperiksa"}
            await self.send("PUT", f"/alarms/{row['id']}/resolution", body, "auditor", **AUDITOR)

    async def amend(self) -> None:
        self.number += 1
        said = {"hours": self.dice.randint(8, 20), "hours_per_day": self.dice.choice((3, 4, 4, 9))}
        body = TERMS | {"change_number": f"A{self.number:03}"} | said
        await self.send("POST", f"/sentences/{self.sentence['id']}/amendments", body, "court_clerk", **CLERK)

    async def breach(self) -> None:
        await self.send("POST", f"/sentences/{self.sentence['id']}/breaches", None, "counsellor", **COUNSELLOR)
        if row := await self.one_of("select id from breaches where state <> 'decided'"):
            await self.send("PUT", f"/breaches/{row['id']}/proposal", None, "counsellor", **COUNSELLOR)
            body = {"decision": "repeat", "hours": self.dice.randint(1, 4), "ends_on": "2026-06-30"}
            await self.send("PUT", f"/breaches/{row['id']}/decision", body, "prosecutor", **JAKSA)

    async def review(self) -> None:
        body = {"decision": self.dice.choice(("reopened", "completion_stands"))}
        await self.send("PUT", f"/sentences/{self.sentence['id']}/review", body, "prosecutor", **JAKSA)


async def hold(h: Harness) -> None:
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
async def test_no_sequence_of_commands_breaks_the_sums(h: Harness, seed: int) -> None:
    dice = Random(seed)
    slots = [{"weekday": day, "starts": "08:00", "ends": "17:00", "capacity": 9} for day in (1, 2)]
    hands = Hands(h, await sentenced(h, verdict(hours=12)), await opened_site(h, slots=slots), dice)
    h.clock.set(EVENING)
    often: list[Callable[[], Awaitable[None]]] = [hands.place, hands.record, hands.sign] * 4
    moves = [*often, *[hands.propose, hands.decide, hands.resolve] * 2, hands.amend, hands.breach, hands.review]
    for _ in range(80):
        await dice.choice(moves)()
        await hold(h)
    assert hands.done > 20, "most of it is really done"
    assert hands.refused > 0
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []


async def test_the_database_means_the_same_by_an_outcome(h: Harness) -> None:
    rows = await h.pool.fetch("select code, attended, enforceable, credited from outcome_codes")
    assert {row["code"]: tuple(row)[1:] for row in rows} == {
        code: (meaning.attended, meaning.enforceable, meaning.credited) for code, meaning in OUTCOMES.items()
    }
