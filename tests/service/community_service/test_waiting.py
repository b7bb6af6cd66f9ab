"""Nothing waits unseen: everything that waits for someone is listed with its age, and counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client import REGISTRY

from services.agreements import events as agreements
from services.community_service.commands.waiting import measure
from services.community_service.domain.waiting import KINDS
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    KEJARI,
    OTHER_BAPAS,
    PKS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

STRANGER = COUNSELLOR.at(OTHER_BAPAS).named("pk-2")
OPERATOR = Caller("operator", subject="operator")


async def items(client: CommunityServiceClient, **filters: Any) -> list[Json]:
    page = await client.list_waiting(**filters)
    return list(page["items"])


PAPERS = "case_not_received"
"""No case here has its papers: that waits everywhere, and is looked at where it is asked for."""


async def kinds(client: CommunityServiceClient, **filters: Any) -> list[str]:
    return [item["kind"] for item in await items(client, **filters) if item["kind"] != PAPERS]


async def one(client: CommunityServiceClient, kind: str) -> Json:
    (item,) = await items(client, kind=kind)
    return item


async def placed(client: CommunityServiceClient) -> tuple[Json, Json, list[str]]:
    """A sentence with a session on Monday and one on Tuesday."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    made = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    return site, sentence, [each["id"] for each in made["sessions"]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+09:00")


async def test_a_session_waits_from_its_end_until_somebody_records_it(client: CommunityServiceClient) -> None:
    _, sentence, (monday, _) = await placed(client)
    client.h.clock.set(at(f"{MONDAY}T11:59"))
    assert await kinds(client) == []
    client.h.clock.set(at("2026-03-05T12:30"))
    first, second = await items(client, kind="session_unrecorded")
    assert first == {
        "kind": "session_unrecorded",
        "id": monday,
        "waits_for": "coordinator",
        "organisation_id": None,
        "since": "2026-03-02T03:00:00Z",
        "age_days": 3,
        "detail_url": f"/community-service/sentences/{sentence['id']}",
    }
    assert second["age_days"] == 2
    await client.record_absence(monday)
    assert await kinds(client) == ["session_unrecorded", "session_unsigned"]
    unsigned = await one(client, "session_unsigned")
    assert (unsigned["waits_for"], unsigned["organisation_id"], unsigned["age_days"]) == ("counsellor", str(BAPAS), 0)
    await client.sign_off(monday)
    assert await kinds(client) == ["session_unrecorded"]


async def test_who_checked_in_and_never_left_waits_too(client: CommunityServiceClient) -> None:
    _, _, (monday, _) = await placed(client)
    client.h.clock.set(at(f"{MONDAY}T08:00"))
    await client.check_in(monday)
    assert await kinds(client) == []
    client.h.clock.set(at(f"{MONDAY}T12:00"))
    assert await kinds(client) == ["session_unrecorded"]


async def test_a_sentence_without_any_session_waits_for_its_counsellor(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    client.h.clock.set(at("2026-03-20T09:00"))
    item = await one(client, "sentence_unplaced")
    assert (item["id"], item["waits_for"], item["age_days"]) == (sentence["id"], "counsellor", 18)
    site = await scene.open_site(client)
    made = await scene.place(client, sentence, site, bodies.session("2026-03-30"))
    assert await kinds(client) == []
    client.h.clock.set(at("2026-03-29T09:00"))
    await client.cancel_session(made["sessions"][0]["id"], {"cause": "weather", "reason": "hujan"})
    assert (await one(client, "sentence_unplaced"))["age_days"] == 0, "since it lost its last session"


async def test_a_sentence_whose_period_is_over_waits_for_its_prosecutor(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    client.h.clock.set(at("2026-05-31T23:59"))
    assert await kinds(client) == ["sentence_unplaced"]
    client.h.clock.set(at("2026-06-01T00:00"))
    item = await one(client, "sentence_overdue")
    assert (item["id"], item["organisation_id"], item["since"]) == (sentence["id"], str(KEJARI), "2026-05-31T15:00:00Z")
    assert await kinds(client) == ["sentence_overdue"], "nothing can be placed any more"


async def test_a_change_whose_verdict_never_came_waits_for_the_court(
    h: Harness, client: CommunityServiceClient
) -> None:
    """One letter of the number is wrong: nobody would ever see it."""
    await h.hear(bodies.revocation(verdict_number="12/Pid.C/2026/PN Amb"))
    client.h.clock.set(client.h.clock.now() + timedelta(days=4))
    item = await one(client, "verdict_change")
    assert (item["waits_for"], item["organisation_id"], item["age_days"]) == ("court_clerk", str(COURT), 4)
    assert item["detail_url"] == f"/community-service/verdict-changes/{item['id']}"
    assert await kinds(client, caller=CLERK) == ["verdict_change"]
    seen = await client.read_verdict_change(item["id"])
    assert (seen["verdict_number"], seen["state"], seen["sentence_id"]) == ("12/Pid.C/2026/PN Amb", "waiting", None)
    await client.read_verdict_change(item["id"], caller=CLERK.at(OTHER_BAPAS), status=403)
    await client.read_verdict_change(PKS, status=404)
    await scene.pronounce(client, bodies.verdict(verdict_number="12/Pid.C/2026/PN Amb"))
    assert "verdict_change" not in await kinds(client)


async def test_corrections_alarms_and_breaches_wait(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    days = (MONDAY, TUESDAY, "2026-03-09")
    missed = await scene.miss_days(client, sentence, site, *days)
    await client.propose_correction(missed[0], bodies.correction(MONDAY, "08:00", "09:00"))
    correction = await one(client, "correction")
    assert correction["detail_url"].endswith(f"?sentence_id={sentence['id']}&state=proposed")
    breach = await client.warn(sentence["id"])
    warned = await one(client, "breach_warned")
    assert (warned["id"], warned["waits_for"]) == (breach["id"], "counsellor")
    await scene.miss_days(client, sentence, site, "2026-03-10")
    await client.propose_breach(breach["id"])
    assert (await one(client, "breach_proposed"))["waits_for"] == "prosecutor"
    await client.sign_off(missed[1], caller=SUPERVISOR, status=403)
    assert "breach_warned" not in await kinds(client)


async def test_an_open_alarm_waits_for_the_prosecutor(client: CommunityServiceClient) -> None:
    _, _, (monday, _) = await placed(client)
    client.h.clock.set(at(f"{MONDAY}T12:00"))
    await client.check_in(monday, {"at": f"{MONDAY}T08:00:00+09:00", "latitude": -3.9, "longitude": 128.18})
    await client.check_out(monday, {"at": f"{MONDAY}T12:00:00+09:00"})
    alarm = await one(client, "alarm")
    assert (alarm["waits_for"], alarm["detail_url"]) == ("prosecutor", f"/community-service/alarms/{alarm['id']}")
    await client.resolve_alarm(alarm["id"])
    assert "alarm" not in await kinds(client)


async def test_an_open_review_waits_for_the_prosecutor(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    sessions = (await client.read_sentence(sentence["id"]))["placements"][0]["sessions"]
    await scene.correct(client, sessions[0]["id"], bodies.correction(MONDAY, **bodies.ABSENT))
    review = await one(client, "review")
    assert (review["id"], review["organisation_id"]) == (sentence["id"], str(KEJARI))
    await client.review(sentence["id"], "completion_stands")
    assert await kinds(client) == []


async def test_sessions_after_the_last_day_of_an_agreement_wait_from_the_day_that_is_known(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, _ = await placed(client)
    more: dict[str, Any] = {"given_on": "2026-03-01", "notice_days": 1, "terminates_on": MONDAY}
    await scene.announce_agreement(h, agreements.CooperationAgreementNoticeGiven, "in_force", 2, **more)
    h.clock.set(h.clock.now() + timedelta(hours=20))
    await scene.announce_agreement(
        h, agreements.CooperationAgreementExpiring, "in_force", 3, days=1, terminates_on=MONDAY
    )
    item = await one(client, "sessions_after_agreement")
    assert (item["id"], item["waits_for"], item["since"][:19]) == (sentence["id"], "counsellor", "2026-03-01T00:00:00")
    await scene.announce_agreement(h, agreements.CooperationAgreementResumed, "in_force", 4)
    assert await kinds(client) == []


async def test_sessions_at_a_closed_site_wait_from_its_closing(client: CommunityServiceClient) -> None:
    site, sentence, _ = await placed(client)
    await client.suspend_site(site["id"])
    item = await one(client, "sessions_at_closed_site")
    assert (item["id"], item["age_days"]) == (sentence["id"], 0)
    await client.resume_site(site["id"])
    assert await kinds(client) == []


async def test_everybody_sees_their_own(client: CommunityServiceClient) -> None:
    _, _, _ = await placed(client)
    client.h.clock.set(at("2026-03-05T12:30"))
    for caller in (COORDINATOR, COUNSELLOR, PROSECUTOR, CLERK, OPERATOR):
        assert len(await kinds(client, caller=caller)) == 2, caller.role
    assert await kinds(client, caller=STRANGER) == []
    assert await kinds(client, caller=COUNSELLOR, waits_for="prosecutor") == []
    assert len(await kinds(client, caller=COUNSELLOR, waits_for="coordinator")) == 2
    await client.list_waiting(caller=SUPERVISOR, status=403)
    wrong: list[dict[str, Any]] = [{"kind": "nothing"}, {"waits_for": "supervisor"}, {"after": "x"}, {"after": "1.x.2"}]
    for broken in wrong:
        await client.list_waiting(**broken, status=422)


async def test_it_comes_in_pages_the_oldest_first(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    for number in range(2):
        fields = {"verdict_number": str(number), "nik": f"81710101019000{number:02}"}
        sentence = await scene.pronounce(client, bodies.verdict(**fields))
        await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    client.h.clock.set(at("2026-03-05T12:30"))
    whole, seen, after = await items(client, kind="session_unrecorded"), list[Json](), dict[str, Any]()
    while True:
        page = await client.list_waiting(limit=1, kind="session_unrecorded", **after)
        seen += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert (len(whole), seen) == (4, whole), "two begin at the same moment, and none is lost or doubled"
    assert [item["since"] for item in whole] == sorted(item["since"] for item in whole)


async def test_the_operator_sees_how_many_wait_and_for_how_long(h: Harness, client: CommunityServiceClient) -> None:
    await placed(client)
    now = datetime(2026, 3, 3, 5, tzinfo=UTC)
    async with h.pool.acquire() as conn:
        assert await measure(conn, now) == 0

    def gauge(name: str, kind: str) -> float | None:
        return REGISTRY.get_sample_value(name, {"kind": kind})

    assert gauge("masohi_waiting", "session_unrecorded") == 2
    assert gauge("masohi_waiting_oldest_seconds", "session_unrecorded") == 26 * 3600
    assert {gauge("masohi_waiting", kind) for kind in {*KINDS} - {"session_unrecorded", PAPERS}} == {0}
