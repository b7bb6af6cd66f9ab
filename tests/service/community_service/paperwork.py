"""Sentences that are served, and the hands that fetch, read and check their papers."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import httpx
from pypdf import PdfReader

from tests.service.community_service.scene import (
    API,
    MONDAY,
    PROSECUTOR,
    TUESDAY,
    attended,
    child,
    opened_site,
    placed,
    sentenced,
    session,
    signed_off,
)
from tests.support.harness import Harness

JAKSA: dict[str, Any] = {"organisation": PROSECUTOR, "subject": "jaksa"}
PRESS = "services.community_service.http.reports.render"
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 3, 31, 15, tzinfo=UTC)


async def served(h: Harness, body: dict[str, Any] | None = None, *, days: tuple[str, ...] = (MONDAY, TUESDAY)) -> Any:
    """A sentence whose sessions were attended and signed off: eight hours on two days complete it."""
    h.clock.set(FIRST)
    site, sentence = await opened_site(h), await sentenced(h, body)
    sessions = (await placed(h, sentence, site, *(session(day) for day in days)))["sessions"]
    for each, day in zip(sessions, days, strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
        await signed_off(h, each["id"])
    return sentence


async def child_served(h: Harness) -> Any:
    h.clock.set(FIRST)
    site, sentence = await opened_site(h), await sentenced(h, child())
    days = ((MONDAY, "16:00"), (TUESDAY, "16:00"), ("2026-03-09", "16:00"), ("2026-03-10", "15:00"))
    plans = [session(day, "14:00", until) for day, until in days]
    for each, plan in zip((await placed(h, sentence, site, *plans))["sessions"], plans, strict=True):
        await attended(h, each["id"], f"{plan['on']}T{plan['starts']}", f"{plan['on']}T{plan['ends']}")
        await signed_off(h, each["id"])
    return sentence


def path(sentence: Any, paper: str = "completion") -> str:
    return f"{API}/sentences/{sentence['id']}/reports/{paper}"


async def download(h: Harness, where: str, *roles: str, **who: Any) -> httpx.Response:
    headers = h.token(*roles, **{k: v for k, v in who.items() if k != "headers"}) | who.get("headers", {})
    answer = await h.client.get(where, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer


async def check(h: Harness, code: str, **asked: str) -> Any:
    """Anyone, without a token."""
    answer = await h.client.get(f"{API}/reports/{code}", params=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store", "its standing may change"
    return answer.json()


def hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def monthly(h: Harness) -> tuple[Any, Any, str]:
    """A month with one session signed off and one that waits for it."""
    site, sentence = await opened_site(h), await sentenced(h)
    sessions = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
    await signed_off(h, sessions[0]["id"])
    h.clock.set(APRIL)
    return site, sentence, sessions[1]["id"]
