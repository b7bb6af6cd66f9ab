"""What tests of oversight do over and over: corrections, alarms, failures and breaches over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.community_service import justice
from tests.service.community_service.scene import (
    API,
    COUNSELLOR,
    PROSECUTOR,
    SUPERVISOR,
    attended,
    placed,
    session,
    signed_off,
)
from tests.support.harness import Harness

AUDITOR: dict[str, Any] = {"subject": "auditor-1"}
JAKSA: dict[str, Any] = {"organisation": PROSECUTOR, "subject": "jaksa"}


async def balance_of(h: Harness, sentence: dict[str, Any]) -> tuple[str, int, int, int]:
    seen = await h.get(f"{API}/sentences/{sentence['id']}/balance", "auditor")
    assert seen["credited_minutes"] == sum(entry["minutes"] for entry in seen["entries"])
    return (seen["state"], seen["required_minutes"], seen["credited_minutes"], seen["remaining_minutes"])


async def ledger_of(h: Harness, sentence: dict[str, Any]) -> list[tuple[str, int]]:
    seen = await h.get(f"{API}/sentences/{sentence['id']}/balance", "auditor")
    return [(entry["kind"], entry["minutes"]) for entry in seen["entries"]]


async def served_days(
    h: Harness, sentence: dict[str, Any], site: dict[str, Any], *days: str, starts: str = "08:00", ends: str = "12:00"
) -> list[str]:
    """Whole sessions on these days, attended and signed off; their ids."""
    made = await placed(h, sentence, site, *(session(day, starts, ends) for day in days))
    ids = [each["id"] for each in made["sessions"]]
    for day, session_id in zip(days, ids, strict=True):
        await attended(h, session_id, f"{day}T{starts}", f"{day}T{ends}")
        await signed_off(h, session_id)
    return ids


def correction(on: str, since: str | None = None, until: str | None = None, **changes: Any) -> dict[str, Any]:
    said = {
        "outcome": "attended_complied",
        "checked_in_at": f"{on}T{since}:00+09:00" if since else None,
        "checked_out_at": f"{on}T{until}:00+09:00" if until else None,
        "reason": "salah catat",
    }
    return said | changes


ABSENT = {"outcome": "unacceptable_absence", "checked_in_at": None, "checked_out_at": None}


async def proposed(h: Harness, session_id: str, body: dict[str, Any], status: int | None = None) -> dict[str, Any]:
    path = f"{API}/sessions/{session_id}/corrections"
    made: dict[str, Any] = await h.post(path, body, "supervisor", status=status, **SUPERVISOR)
    return made


async def decided(
    h: Harness, correction_id: str, decision: str = "approved", status: int | None = None, subject: str = "second"
) -> dict[str, Any]:
    path = f"{API}/corrections/{correction_id}/decision"
    done: dict[str, Any] = await h.put(path, {"decision": decision}, "coordinator", status=status, subject=subject)
    return done


async def corrected(h: Harness, session_id: str, body: dict[str, Any]) -> dict[str, Any]:
    return await decided(h, (await proposed(h, session_id, body))["id"])


async def missed(h: Harness, sentence: dict[str, Any], site: dict[str, Any], *days: str) -> list[str]:
    """Unacceptable absences on these days, signed off; the sessions' ids."""
    made = await placed(h, sentence, site, *(session(day, "08:00", "09:00") for day in days))
    for day, each in zip(days, made["sessions"], strict=True):
        await absent(h, day, each["id"])
    return [each["id"] for each in made["sessions"]]


async def absent(h: Harness, day: str, session_id: str) -> None:
    h.clock.set(datetime.fromisoformat(f"{day}T09:05:00+09:00"))
    await h.post(
        f"{API}/sessions/{session_id}/absence", {"outcome": "unacceptable_absence"}, "supervisor", **SUPERVISOR
    )
    await signed_off(h, session_id)


async def warned(h: Harness, sentence: dict[str, Any], status: int | None = None) -> dict[str, Any]:
    path = f"{API}/sentences/{sentence['id']}/breaches"
    made: dict[str, Any] = await h.post(path, None, "counsellor", status=status, **COUNSELLOR)
    return made


async def laid_before(h: Harness, breach: dict[str, Any], status: int | None = None) -> dict[str, Any]:
    path = f"{API}/breaches/{breach['id']}/proposal"
    done: dict[str, Any] = await h.put(path, None, "counsellor", status=status, **COUNSELLOR)
    return done


async def judged(h: Harness, breach: dict[str, Any], status: int | None = None, **body: Any) -> dict[str, Any]:
    path = f"{API}/breaches/{breach['id']}/decision"
    done: dict[str, Any] = await h.put(path, body, "prosecutor", status=status, **JAKSA)
    return done


async def open_alarms(h: Harness) -> list[dict[str, Any]]:
    page = await h.get(f"{API}/alarms?state=open", "auditor", **AUDITOR)
    alarms: list[dict[str, Any]] = page["items"]
    return alarms


async def resolved(
    h: Harness, alarm: dict[str, Any], finding: str = "dismissed", status: int | None = None, **more: Any
) -> dict[str, Any]:
    who = {"subject": more.pop("subject", "auditor-1")}
    body = {"finding": finding, "note": "sudah diperiksa"} | more
    path = f"{API}/alarms/{alarm['id']}/resolution"
    done: dict[str, Any] = await h.put(path, body, "auditor", status=status, **who)
    return done


TERMS = {
    "decided_on": "2026-03-10",
    "ground": "appeal",
    "hours": 12,
    "hours_per_day": 4,
    "starts_on": "2026-03-02",
    "ends_on": "2026-05-31",
    "replaces": {"prison_months": 4},
}
NAMED = {"court_code": "pn-ambon", "verdict_number": "12/Pid.B/2026/PN Amb"}


def amendment(number: str = "A1", **changes: Any) -> justice.SentenceAmended:
    return justice.SentenceAmended.model_validate(NAMED | TERMS | {"change_number": number} | changes)


def revocation(number: str = "R1", **changes: Any) -> justice.SentenceRevoked:
    said = {"change_number": number, "decided_on": "2026-03-10", "reason": "cassation"}
    return justice.SentenceRevoked.model_validate(NAMED | said | changes)
