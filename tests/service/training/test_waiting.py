"""Nothing waits unseen in training: everything that waits for someone is listed with its age, and counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from prometheus_client import REGISTRY

from services.training.commands.waiting import measure
from services.training.domain.waiting import KINDS
from tests.service.training import scene
from tests.service.training.client import AGENCY, OTHER_PRISON, PRISON, STAFF, TRAINER, Caller, TrainingClient

AFTER_THE_PROGRAMME = datetime.fromisoformat("2026-05-30T00:00:00+09:00")


async def items(training: TrainingClient, **query: Any) -> list[dict[str, Any]]:
    return list((await training.list_waiting(**query))["items"])


async def kinds(training: TrainingClient, **query: Any) -> list[str]:
    return [item["kind"] for item in await items(training, **query)]


async def test_a_session_waits_until_its_attendance_is_recorded(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    assert await kinds(ready) == []
    enrolment = (await scene.enrol_somebody(ready, programme))["id"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-16T16:59:00+09:00"))
    assert await kinds(ready) == []
    ready.h.clock.set(datetime.fromisoformat("2026-02-20T08:00:00+09:00"))
    first, second, *_ = await items(ready, kind="session_without_attendance")
    assert first == {
        "kind": "session_without_attendance",
        "id": programme,
        "waits_for": "trainer",
        "organisation_id": str(AGENCY),
        "since": "2026-02-16T08:00:00Z",
        "age_days": 3,
        "detail_url": f"/training/programmes/{programme}#session-1",
    }
    assert second["detail_url"].endswith("#session-2")
    await ready.record_attendance(programme, 1, {enrolment: "absent"})
    (left,) = await items(ready, kind="session_without_attendance")
    assert left == second


async def test_a_session_without_anybody_waits_for_nobody(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    assert await kinds(ready) == []
    await scene.enrol_somebody(ready, programme)
    assert await kinds(ready, kind="session_without_attendance") == [], "who came later was not there"


async def test_after_the_last_session_everybody_is_assessed_and_then_completed(ready: TrainingClient) -> None:
    programme, (first, second) = await scene.finish_sessions(ready, 2)
    for number in (1, 2):
        await ready.record_attendance(programme, number, {first: "present", second: "present"})
    assert await kinds(ready) == ["assessment_due", "assessment_due"]
    await ready.assess(first, 80)
    assert sorted(await kinds(ready)) == ["assessment_due", "completion_due"]
    await ready.complete(first)
    (item,) = await items(ready)
    assert (item["id"], item["detail_url"]) == (second, f"/training/enrolments/{second}")
    await ready.fail(second, reason="tidak lulus")
    assert await kinds(ready) == []


async def test_a_course_whose_sessions_were_never_set_is_due_after_its_last_day(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready, calendar=[])
    assert await kinds(ready) == []
    ready.h.clock.set(AFTER_THE_PROGRAMME)
    (item,) = await items(ready)
    assert (item["kind"], item["id"], item["since"]) == ("assessment_due", enrolment, "2026-05-29T15:00:00Z")
    await ready.withdraw(enrolment, reason="released")
    assert await kinds(ready) == []
    assert programme


async def test_who_waits_for_a_place_is_seen(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    first, second = [(await scene.enrol_somebody(ready, programme))["id"] for _ in range(2)]
    (item,) = await items(ready)
    assert (item["kind"], item["id"], item["organisation_id"]) == ("waiting_list", second, str(PRISON))
    await ready.withdraw(first, reason="released")
    assert await kinds(ready) == []


async def test_everybody_sees_their_own(ready: TrainingClient) -> None:
    programme, _ = await scene.finish_sessions(ready, 3)
    assert programme
    seen = await kinds(ready)
    assert sorted(set(seen)) == ["assessment_due", "session_without_attendance", "waiting_list"]
    for caller in (TRAINER, STAFF, Caller("auditor"), Caller("operator")):
        assert await kinds(ready, by=caller) == seen
    for stranger in (Caller("trainer", OTHER_PRISON), Caller("institution_staff", OTHER_PRISON), Caller("trainer")):
        assert await kinds(ready, by=stranger) == []
    assert await kinds(ready, waits_for="institution_staff") == ["waiting_list"]
    await ready.list_waiting(by=Caller("supervisor"), status=403)
    for broken in ({"kind": "nothing"}, {"after": "x"}):
        await ready.list_waiting(**broken, status=422)  # type: ignore[arg-type]


async def test_it_comes_in_pages(ready: TrainingClient) -> None:
    await scene.finish_sessions(ready, 3)
    whole, seen, after = await items(ready), list[dict[str, Any]](), None
    while True:
        page = await ready.list_waiting(limit=2, after=after)
        seen += page["items"]
        if (after := page["next"]) is None:
            break
    assert (len(whole), seen) == (5, whole)


async def test_the_operator_sees_how_many_wait_and_for_how_long(ready: TrainingClient) -> None:
    await scene.finish_sessions(ready, 3)
    async with ready.h.pool.acquire() as conn:
        assert await measure(conn, datetime.fromisoformat("2026-02-17T17:00:00+09:00")) == 0
    counts = {kind: REGISTRY.get_sample_value("masohi_waiting", {"kind": kind}) for kind in KINDS}
    assert counts == {
        "session_without_attendance": 2,
        "assessment_due": 2,
        "completion_due": 0,
        "waiting_list": 1,
        "release_due": 0,
        "arrival_unconfirmed": 0,
        "in_two_registers": 0,
        "certificate_revocation": 0,
        "release_not_ready": 0,
        "passed_over": 0,
        "session_on_closed_day": 0,
        "withdrawal_proposed": 0,
        "payout_due": 0,
        "session_not_made_up": 0,
        "companion_missing": 0,
        "accreditation_ending": 0,
        "programme_after_agreement": 0,
        "loan_unconfirmed": 0,
        "loan_overdue": 0,
        "loss_undecided": 0,
        "loan_after_agreement": 0,
        "consignment_uncounted": 0,
        "stock_after_agreement": 0,
    }
    oldest = REGISTRY.get_sample_value("masohi_waiting_oldest_seconds", {"kind": "session_without_attendance"})
    assert oldest == 24 * 3600
