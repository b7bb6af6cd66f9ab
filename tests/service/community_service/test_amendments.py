"""Verdicts that change: in any order, twice, before the verdict itself; and what must not be lost on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import orjson
import pytest

from services.community_service import justice
from shared.messaging.envelope import Envelope
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import CLERK, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness

LATER = datetime(2026, 4, 1, tzinfo=UTC)
BY_HAND = {"change_number": "A1"} | bodies.TERMS


async def terms(h: Harness) -> tuple[Any, ...]:
    row = await h.pool.fetchrow(
        "select state, required_minutes, credited_minutes, daily_cap_minutes, starts_on, ends_on,"
        " replaced_prison_days, replaced_fine_rupiah from sentences"
    )
    assert row
    return tuple(row)


async def test_an_amended_verdict_holds_in_full(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await h.hear(bodies.amendment(hours=16, hours_per_day=3, ends_on="2026-06-30", replaces={"fine_rupiah": 5_000_000}))
    seen = await client.read_sentence(sentence["id"])
    assert (seen["required_minutes"], seen["daily_cap_minutes"], seen["ends_on"]) == (960, 180, "2026-06-30")
    assert (seen["replaced_prison_days"], seen["replaced_fine_rupiah"]) == (0, 5_000_000)
    type_, fact = (await h.facts())[-1]
    assert type_ == "community-service.sentence.amended"
    assert (fact["cause"], fact["ground"], fact["remaining_minutes"]) == ("verdict", "appeal", 960)


async def test_the_same_change_twice_is_one_and_its_number_is_taken(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    h.clock.set(LATER)
    await h.hear(bodies.amendment())
    await h.hear(bodies.amendment())
    assert (await scene.types(h)).count("sentence.amended") == 1
    await h.hear(bodies.amendment(hours=20))
    type_, fact = (await h.facts())[-1]
    assert (type_, fact["concerns"]) == ("community-service.sentence.rejected", "amendment")
    assert [v["slug"] for v in fact["violations"]] == ["change-already-recorded"]
    assert (await terms(h))[1] == 720


CHANGES = (
    bodies.amendment("A1", decided_on="2026-03-10", hours=12, replaces={"fine_rupiah": 1_000_000}),
    bodies.revocation("R1", decided_on="2026-03-15"),
    bodies.amendment("A2", decided_on="2026-03-20", hours=20, ends_on="2026-06-30"),
)


@pytest.mark.parametrize("order", [*permutations(range(4))])
async def test_in_any_order_the_latest_decision_holds(h: Harness, order: tuple[int, ...]) -> None:
    h.clock.set(LATER)
    heard = [bodies.pronouncement(), *CHANGES]
    for number in order:
        await h.hear(heard[number])
        await h.hear(heard[number])
    state, required, _, cap, _, ends_on, prison, fine = await terms(h)
    assert (state, required, cap, str(ends_on)) == ("assigned", 1200, 240, "2026-06-30")
    assert (prison, fine) == (120, 0)
    states = await h.pool.fetch("select change_number, state from verdict_changes order by change_number")
    assert states[1]["state"] == "applied"
    assert {row["state"] for row in states} <= {"applied", "superseded"}


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_a_revocation_that_is_the_latest_ends_it_in_any_order(h: Harness, order: tuple[int, ...]) -> None:
    h.clock.set(LATER)
    heard = [bodies.pronouncement(), bodies.amendment("A1"), bodies.revocation("R2", decided_on="2026-03-25")]
    for number in order:
        await h.hear(heard[number])
    assert (await terms(h))[0] == "revoked"
    assert (await h.facts())[-1][1]["state"] == "revoked"
    assert (await terms(h))[1] == 720, "the older terms are written down, whichever came first"


async def test_a_change_waits_for_its_verdict(h: Harness) -> None:
    h.clock.set(LATER)
    await h.hear(bodies.amendment())
    assert await h.facts() == []
    await h.hear(bodies.pronouncement())
    assert await scene.types(h) == ["sentence.assigned", "sentence.amended"]


@pytest.mark.parametrize(
    ("changes", "slugs"),
    [
        ({"hours": 241}, {"hours-out-of-range"}),
        ({"hours": 240, "hours_per_day": 2}, {"does-not-fit-period"}),
        ({"hours": 7, "sanctions": {"repeat_hours": 7}}, {"hours-out-of-range"}),
        ({"hours_per_day": 9}, {"day-too-long"}),
        ({"hours_per_day": None}, {"verdict-incomplete"}),
        ({"replaces": None}, {"verdict-incomplete"}),
        ({"sanctions": None}, {"verdict-incomplete"}),
        ({"sanctions": {"prison_days": 121}}, {"sanction-too-high"}),
        ({"replaces": {"prison_months": 7}}, {"replaced-prison-too-long"}),
        ({"replaces": {"fine_rupiah": 10_000_001}}, {"replaced-fine-too-high"}),
        ({"ends_on": "2026-08-29"}, {"period-too-many-days"}),
        ({"starts_on": "2026-02-19"}, {"period-before-verdict"}),
        ({"ends_on": "2026-03-01"}, {"period-reversed"}),
        ({"ends_on": "2026-03-03"}, {"does-not-fit-period"}),
        ({"decided_on": "2026-04-02"}, {"verdict-in-future"}),
        ({"decided_on": "2026-02-19"}, {"change-before-verdict"}),
        ({"hours": 300, "hours_per_day": 9}, {"hours-out-of-range", "day-too-long"}),
    ],
)
async def test_every_rule_is_checked_again(
    h: Harness, client: CommunityServiceClient, changes: dict[str, Any], slugs: set[str]
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await h.hear(bodies.amendment(**changes))
    type_, fact = (await h.facts())[-1]
    assert (type_, fact["concerns"]) == ("community-service.sentence.rejected", "amendment")
    assert {violation["slug"] for violation in fact["violations"]} == slugs
    refused = await client.amend(sentence["id"], BY_HAND | changes, status=422)
    assert {violation["slug"] for violation in refused["violations"]} == slugs
    assert (await terms(h))[1] == 480


async def test_a_childs_limits_hold_again(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    h.clock.set(LATER)
    body = BY_HAND | {"hours": 121, "hours_per_day": 4}
    refused = await client.amend(sentence["id"], body, status=422)
    assert {v["slug"] for v in refused["violations"]} >= {"child-hours-out-of-range", "child-day-too-long"}
    await client.amend(sentence["id"], BY_HAND | {"hours": 9, "hours_per_day": 3}, caller=PROSECUTOR)
    assert (await h.facts())[-1][1]["verdict_number"] is None


async def test_hours_below_what_is_served_complete_it_and_the_balance_is_negative(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    await scene.serve_days(client, sentence, site, MONDAY, TUESDAY, "2026-03-09")
    assert await scene.balance(client, sentence) == ("active", 960, 720, 240)
    h.clock.set(LATER)
    await h.hear(bodies.amendment(hours=8))
    assert await scene.balance(client, sentence) == ("completed", 480, 720, -240)
    assert (await scene.types(h))[-2:] == ["sentence.amended", "sentence.completed"]
    assert (await h.facts())[-1][1]["remaining_minutes"] == -240
    await h.hear(bodies.amendment("A2", decided_on="2026-03-20", hours=16))
    assert await scene.balance(client, sentence) == ("active", 960, 720, 240)


async def test_minutes_that_the_last_hour_had_cut_count_when_the_verdict_asks_for_more(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    days = (MONDAY, TUESDAY, "2026-03-09")
    ids = [e["id"] for e in (await scene.place(client, sentence, site, *map(bodies.session, days)))["sessions"]]
    for day, session_id in zip(days, ids, strict=True):
        await scene.attend(client, session_id, f"{day}T08:00", f"{day}T12:00")
    h.clock.set(LATER)
    await h.hear(bodies.amendment(hours=10))
    for session_id in ids:
        await client.sign_off(session_id)
    assert await scene.ledger(client, sentence) == [("sign_off", 240), ("sign_off", 240), ("sign_off", 120)]
    assert await scene.balance(client, sentence) == ("completed", 600, 600, 0)
    await h.hear(bodies.amendment("A2", decided_on="2026-03-20", hours=16))
    assert await scene.balance(client, sentence) == ("active", 960, 720, 240)
    assert (await scene.ledger(client, sentence))[-1] == ("restoration", 120)


async def test_a_day_out_of_the_changed_period_is_served_by_nobody(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site, bodies.session("2026-04-20")))["sessions"][0]["id"]
    h.clock.set(LATER)
    await h.hear(bodies.amendment(hours=8, ends_on="2026-04-19"))
    h.clock.set(datetime(2026, 4, 20, 2, tzinfo=UTC))
    refused = await client.check_in(monday, status=422)
    assert (refused["title"], refused["rule"]) == ("outside-sentence-period", "K8")
    absent = await client.record_absence(monday, status=422)
    assert absent["title"] == "outside-sentence-period"
    await h.hear(bodies.amendment("A2", decided_on="2026-04-10", hours=8))
    await client.check_in(monday)


async def test_a_revoked_sentence_credits_nothing_more_and_keeps_what_was_served(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    ids = [
        e["id"]
        for e in (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))[
            "sessions"
        ]
    ]
    await scene.attend(client, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    await client.sign_off(ids[0])
    await scene.attend(client, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    h.clock.set(LATER)
    body = {"change_number": "R1", "decided_on": "2026-03-10", "reason": "withdrawn"}
    await client.revoke(sentence["id"], body)
    assert (await client.sign_off(ids[1], status=409))["title"] == "wrong-state"
    assert await scene.balance(client, sentence) == ("revoked", 480, 240, 240)
    refused = await client.propose_correction(ids[0], bodies.correction(MONDAY, "08:00", "11:00"), status=409)
    assert refused["title"] == "wrong-state"


async def list_cancellations(h: Harness) -> list[tuple[str, str]]:
    facts = [data for type_, data in await h.facts() if type_.endswith("session.cancelled")]
    return [(fact["session_id"], fact["cause"]) for fact in facts]


async def test_a_revoked_sentence_holds_no_more_seats(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=[{"weekday": 1, "starts": "08:00", "ends": "12:00", "capacity": 1}])
    sentence = await scene.pronounce(client)
    (ahead,) = (await scene.place(client, sentence, site))["sessions"]
    body = {"change_number": "R1", "decided_on": "2026-02-28", "reason": "clemency"}
    h.clock.set(datetime(2026, 3, 1, tzinfo=UTC))
    await client.revoke(sentence["id"], body)
    assert await list_cancellations(h) == [(ahead["id"], "ended")]
    other = await scene.pronounce(client, bodies.verdict(verdict_number="14", nik="8171010101900011"))
    await scene.place(client, other, site)


async def test_a_sentence_that_an_amendment_completes_holds_no_more_seats(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    begun, ahead = (
        await scene.place(client, sentence, site, bodies.session("2026-03-09"), bodies.session("2026-03-10"))
    )["sessions"]
    h.clock.set(datetime(2026, 3, 8, 23, 0, tzinfo=UTC))
    fewer = BY_HAND | {"hours": 8, "decided_on": "2026-03-08"}
    await client.amend(sentence["id"], fewer)
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert await list_cancellations(h) == [(ahead["id"], "ended")], f"{begun['id']} begins at this minute"


async def test_who_may_change_a_verdict(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await client.amend(sentence["id"], BY_HAND, caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.amend(sentence["id"], BY_HAND, caller=CLERK.at(OTHER_BAPAS), status=403)
    await client.amend(sentence["id"], BY_HAND)
    await client.amend(sentence["id"], BY_HAND)
    older = BY_HAND | {"change_number": "A0", "decided_on": "2026-03-09"}
    assert (await client.amend(sentence["id"], older, status=409))["title"] == ("change-superseded")
    assert (await scene.types(h)).count("sentence.amended") == 1


async def test_the_same_change_by_hand_and_from_the_topic_at_once_is_one(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await asyncio.gather(client.raw.amend(sentence["id"], BY_HAND), h.hear(bodies.amendment()))
    assert (await scene.types(h)).count("sentence.amended") == 1


async def test_a_completed_sentence_that_lacks_minutes_is_the_prosecutors_to_decide(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday, _ = await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    wrong = await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00"))
    await client.decide_correction(wrong["id"])
    assert (await h.facts())[-1][1]["needs_decision"] is True
    assert await scene.balance(client, sentence) == ("completed", 480, 420, 60)
    seen = await client.read_sentence(sentence["id"])
    assert (seen["review"], seen["needs_decision"]) == ("open", True)
    await client.review(sentence["id"], "reopened", caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    await client.review(sentence["id"], "reopened")
    assert await scene.balance(client, sentence) == ("active", 480, 420, 60)
    assert (await h.facts())[-1][1]["cause"] == "reopened"
    await client.review(sentence["id"], "completion_stands", status=409)


async def test_a_completion_may_stand(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday, _ = await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    await client.decide_correction(
        (await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "11:00")))["id"]
    )
    await client.review(sentence["id"], "completion_stands")
    assert await scene.balance(client, sentence) == ("completed", 480, 420, 60)
    await client.decide_correction(
        (await client.propose_correction(monday, bodies.correction(MONDAY, "08:00", "12:00")))["id"]
    )
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert (await scene.ledger(client, sentence))[-2:] == [("reversal", -180), ("correction", 240)]
    assert (await scene.types(h)).count("sentence.completed") == 1


async def test_what_cannot_be_read_is_answered_once(h: Harness) -> None:
    good = Envelope("e-1", "https://pn-ambon.example", "justice.sentence.amended", None, b"")
    value = orjson.dumps({"court_code": "pn-ambon", "verdict_number": "1", "hours": "sepuluh", "name": "Yohanes"})
    await h.hear_raw(justice.INTAKE, value, kafka_headers(good))
    await h.hear_raw(justice.INTAKE, value, kafka_headers(good))
    await h.hear_raw(justice.INTAKE, b'{"nik": "8171010101900001"', [])
    third = await h.pool.fetchval('select max("offset") from dead_letters')
    await h.hear_raw(
        justice.INTAKE, b"{}", kafka_headers(Envelope("e-2", "https://x", "justice.sentence.changed", None, b""))
    )
    facts = [fact for _, fact in await h.facts()]
    assert [fact["violations"][0]["slug"] for fact in facts] == [
        "event-unreadable",
        "intake-unreadable",
        "intake-unexpected",
    ]
    assert [fact["court_code"] for fact in facts] == ["pn-ambon", "unknown", "unknown"]
    assert [fact["intake_event_id"] for fact in facts] == ["e-1", f"{justice.INTAKE}/0/{third}", "e-2"]
    assert "Yohanes" not in str(facts)
    assert "8171" not in str(facts)
    assert await h.pool.fetchval("select count(*) from dead_letters") == 3


ONE_DAY = "2026-03-20"
NINTH = bodies.amendment("9/Pid/2026/PT Amb", decided_on=ONE_DAY, hours=20)
TENTH = bodies.amendment("10/Pid/2026/PT Amb", decided_on=ONE_DAY, hours=12)
FALLEN = bodies.revocation("10/Pid/2026/PT Amb", decided_on=ONE_DAY)


@pytest.mark.parametrize("order", [*permutations((bodies.pronouncement(), NINTH, TENTH))], ids=range(6))
async def test_of_two_changes_of_one_day_the_higher_number_holds(h: Harness, order: tuple[Any, ...]) -> None:
    h.clock.set(LATER)
    for event in order:
        await h.hear(event)
    assert (await terms(h))[1] == 720


@pytest.mark.parametrize("order", [*permutations((bodies.pronouncement(), NINTH, FALLEN))], ids=range(6))
async def test_a_late_amendment_does_not_bring_a_fallen_sentence_back(h: Harness, order: tuple[Any, ...]) -> None:
    h.clock.set(LATER)
    for event in order:
        await h.hear(event)
    assert (await terms(h))[0] == "revoked"


async def test_two_changes_of_one_day_whose_numbers_do_not_tell_go_to_a_person(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await h.hear(FALLEN)
    cassation: dict[str, Any] = {"decided_on": ONE_DAY, "hours": 20}
    await h.hear(bodies.amendment("7 K/Pid/2026", **cassation))
    type_, fact = (await h.facts())[-1]
    assert (type_, fact["violations"][0]["slug"]) == ("community-service.sentence.rejected", "changes-clash")
    assert (await terms(h))[0] == "revoked"
    by_hand = BY_HAND | cassation | {"change_number": "7 K/Pid/2026"}
    refused = await client.amend(sentence["id"], by_hand, status=409)
    assert (refused["title"], "supersedes" in refused["detail"]) == ("changes-clash", True)
    await client.amend(sentence["id"], by_hand | {"supersedes": "10/PID/2026/PT AMB"})
    assert (await terms(h))[:2] == ("assigned", 1200)


SPELLED = "12 / PID.B / 2026 / PN AMB"


async def test_a_change_finds_its_verdict_in_another_spelling_of_the_number(h: Harness) -> None:
    h.clock.set(LATER)
    await h.hear(bodies.amendment(verdict_number=SPELLED))
    await h.hear(bodies.pronouncement())
    await h.hear(bodies.amendment("a1", verdict_number="12/Pid.B/2026/PN\u00a0Amb"))
    assert await scene.types(h) == ["sentence.assigned", "sentence.amended"], "the second is the same change again"
    await h.hear(bodies.revocation(verdict_number=SPELLED, decided_on="2026-03-25"))
    assert (await terms(h))[0] == "revoked"


async def test_k8_a_change_from_before_detention_could_be_left_out_is_the_same_again(
    h: Harness, client: CommunityServiceClient
) -> None:
    """What said nothing of detention was written down as 0."""
    h.clock.set(scene.APRIL)
    await scene.pronounce(client)
    await h.hear(bodies.amendment("A1", decided_on="2026-03-20"))
    await h.pool.execute("update verdict_changes set said = jsonb_set(said::jsonb, '{detained_days}', '0')::json")
    before = len(await h.facts())
    await h.hear(bodies.amendment("A1", decided_on="2026-03-20"))
    assert len(await h.facts()) == before
    await h.hear(bodies.amendment("A1", decided_on="2026-03-20", detained_days=3))
    assert (await h.facts())[-1][0] == "community-service.sentence.rejected"
