"""What supervisors' phones send: nothing twice, nothing lost, times put right, each entry with its own answer."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.agreements import events as agreements
from shared.ids import new_id
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import COUNSELLOR, OTHER_BAPAS, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.phone import AT_SITE, Phone, local, place_people, results, shift
from tests.support.harness import Harness

EIGHT, NOON = f"{MONDAY}T08:00", f"{MONDAY}T12:00"
SECOND = SUPERVISOR.named("sup-2")


async def recorded(h: Harness) -> tuple[int, int]:
    """Facts of arrivals and of recorded sessions."""
    facts = await scene.types(h)
    return facts.count("record.checked-in"), facts.count("attendance.recorded")


async def test_a_day_of_the_phone_is_recorded_with_receipts_from_the_chain(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentences, (first, second) = await place_people(client, 2)
    phone = Phone(client)
    came = phone.tap(first, "arrived", EIGHT, place=AT_SITE)
    h.clock.set(local(f"{MONDAY}T08:00:20"))
    assert results(await phone.send(came)) == ["recorded"]
    left = phone.tap(first, "left", NOON, safety_gear=True, work_quality="good", behaviour="sufficient")
    missed = phone.tap(second, "absent", f"{MONDAY}T08:30", outcome="acceptable_absence", reason="sakit")
    h.clock.set(local(f"{MONDAY}T12:05"))
    answers = await phone.send(left, missed)
    assert results(answers) == ["recorded", "recorded"]
    for answer, sentence, type_ in zip(answers, sentences, ("recorded", "recorded"), strict=True):
        receipt = answer["receipt"]
        row = await h.pool.fetchrow(
            "select type, encode(hash, 'hex') as hash from journal where key = $1 and version = $2",
            *(sentence["id"], receipt["version"]),
        )
        assert row
        assert (row["type"], row["hash"]) == (f"community-service.attendance.{type_}", receipt["hash"])
        assert receipt["key"] == sentence["id"]
    assert [answer["receipt"]["recorded_late"] for answer in answers] == [False, True]
    session = await h.pool.fetchrow("select * from sessions where id = $1", UUID(first))
    assert session
    assert (session["checked_in_at"], session["checked_out_at"]) == (local(EIGHT), local(NOON))
    assert (session["recorded_by"], session["safety_gear"], session["checked_in_latitude"]) == ("sup", True, -3.69)
    assert (await client.sign_off(first))["credited_minutes"] == 240


async def test_the_same_entry_has_one_effect_and_the_same_receipt(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    entries = shift(phone, only, EIGHT, NOON)
    h.clock.set(local(f"{MONDAY}T12:01"))
    first = await phone.send(*entries)
    h.clock.set(local(f"{TUESDAY}T07:00"))
    again = await phone.send(*reversed(entries), entries[0])
    assert results(again) == ["same", "same", "same"]
    assert [each["receipt"] for each in again[1::-1]] == [each["receipt"] for each in first]
    assert await recorded(h) == (1, 1)
    other = entries[0] | {"device_at": f"{MONDAY}T08:01:00+09:00"}
    assert results(await phone.send(other)) == ["entry-id-reused"]


async def test_an_answer_that_never_arrived_is_given_again(h: Harness, client: CommunityServiceClient) -> None:
    """The service dies between its commit and its answer."""
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    entries = shift(phone, only, EIGHT, NOON)
    h.clock.set(local(f"{MONDAY}T12:01"))
    resources = h.client._transport.app.state.resources  # type: ignore[attr-defined]
    lives = resources.committed

    def dies() -> None:
        raise ConnectionError

    resources.committed = dies
    answer = await client.raw.send_entries(phone.request(*entries))
    assert answer.status_code >= 500
    assert await recorded(h) == (1, 1)
    resources.committed = lives
    assert results(await phone.send(*entries)) == ["same", "same"]
    assert await recorded(h) == (1, 1)


async def test_twins_of_one_request_are_recorded_once(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 3)
    phone = Phone(client)
    entries = [entry for each in ids for entry in shift(phone, each, EIGHT, NOON)]
    h.clock.set(local(f"{MONDAY}T12:01"))
    answers = await asyncio.gather(*(phone.send(*entries) for _ in range(3)))
    assert sorted(results(answer)[0] for answer in answers) == ["recorded", "same", "same"]
    assert all(len({*results(answer)}) == 1 for answer in answers)
    receipts = [[each["receipt"] for each in answer] for answer in answers]
    assert receipts[0] == receipts[1] == receipts[2]
    assert await recorded(h) == (3, 3)


async def test_two_phones_record_the_same_people_at_once(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 5, supervisors=["sup", "sup-2"])
    mine, theirs = Phone(client), Phone(client, SECOND)
    h.clock.set(local(f"{MONDAY}T08:10"))
    answers = await asyncio.gather(
        mine.send(*(mine.tap(each, "arrived", EIGHT) for each in ids)),
        theirs.send(*(theirs.tap(each, "arrived", EIGHT) for each in reversed(ids))),
    )
    assert sorted([*results(answers[0]), *results(answers[1])]) == ["already-recorded"] * 5 + ["recorded"] * 5
    assert await recorded(h) == (5, 0)
    kept = [*(await client.list_refusals())["items"], *(await client.list_refusals(caller=SECOND))["items"]]
    assert len(kept) == 5


async def test_the_order_of_the_list_does_not_matter(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 2)
    phone = Phone(client)
    came, left = shift(phone, ids[0], EIGHT, NOON)
    h.clock.set(local(f"{MONDAY}T12:01"))
    assert results(await phone.send(left, phone.tap(ids[1], "arrived", EIGHT), came)) == ["recorded"] * 3


async def test_a_departure_before_its_arrival_waits_as_a_refusal_and_is_tried_again(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    came, left = shift(phone, only, EIGHT, NOON)
    h.clock.set(local(f"{MONDAY}T12:01"))
    assert results(await phone.send(left)) == ["arrival-missing"]
    assert results(await phone.send(left)) == ["arrival-missing"]
    h.clock.set(local(f"{MONDAY}T12:30"))
    answers = await phone.send(left, came)
    assert results(answers) == ["recorded", "recorded"]
    assert answers[0]["receipt"]["received_at"].startswith("2026-03-02T03:01:00")
    assert [answer["receipt"]["recorded_late"] for answer in answers] == [False, True], "since its first receipt"
    (kept,) = (await client.list_refusals())["items"]
    assert (kept["state"], kept["settled_by"]) == ("recorded", "sup")
    assert results(await phone.send(left)) == ["same"]


async def test_an_out_that_is_before_the_in_is_refused_and_the_in_stands(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T12:01"))
    answers = await phone.send(phone.tap(only, "left", EIGHT), phone.tap(only, "arrived", f"{MONDAY}T08:05"))
    assert results(answers) == ["out-before-in", "recorded"]


@pytest.mark.parametrize(("count", "status"), [(0, 422), (25, 200), (26, 422)])
async def test_twenty_five_entries_at_most(h: Harness, client: CommunityServiceClient, count: int, status: int) -> None:
    _, _, ids = await place_people(client, count)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T08:01"))
    answer = await client.raw.send_entries(phone.request(*(phone.tap(each, "arrived", EIGHT) for each in ids)))
    assert answer.status_code == status
    assert (await recorded(h))[0] == (count if status == 200 else 0)


async def test_one_bad_entry_loses_nothing_of_the_others(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 2)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T08:20"))
    bad: list[Any] = [
        "nothing",
        phone.tap(ids[1], "arrived", EIGHT, id=str(uuid4())),
        phone.tap(ids[1], "arrived", EIGHT, outcome="attended_complied"),
        phone.tap(ids[1], "left", EIGHT, outcome="unacceptable_absence"),
        phone.tap(ids[1], "absent", EIGHT, safety_gear=True),
        phone.tap(ids[1], "arrived", EIGHT, reason="sakit"),
        phone.tap(ids[1], "arrived", EIGHT, place={"latitude": -3.7}),
        phone.tap(ids[1], "arrived", EIGHT, name="Yohanes"),
        phone.tap(ids[1], "arrived", EIGHT, monotonic_ms=-1),
    ]
    answers = await phone.send(*bad, phone.tap(ids[0], "arrived", EIGHT))
    assert results(answers) == ["entry-unreadable"] * len(bad) + ["recorded"]
    assert not any(each["kept"] for each in answers[: len(bad)])
    assert answers[1]["id"] == bad[1]["id"]
    assert await h.pool.fetchval("select count(*) from field_refusals") == 0


async def test_an_entry_is_taken_from_who_made_it_alone(h: Harness, client: CommunityServiceClient) -> None:
    """Two supervisors share a phone: the second one sends nothing of the first one's, and uses up no id of it."""
    _, _, ids = await place_people(client, 2, supervisors=["sup", "sup-2"])
    first, second = Phone(client), Phone(client, SECOND)
    hers = first.tap(ids[0], "arrived", EIGHT)
    h.clock.set(local(f"{MONDAY}T08:01"))
    answers = await second.send(hers, second.tap(ids[1], "arrived", EIGHT))
    assert results(answers) == ["entry-of-another", "recorded"]
    assert not answers[0]["kept"]
    assert results(await second.send(hers | {"subject": "sup-2"})) == ["recorded"]
    assert results(await first.send(hers)) == ["entry-id-reused"]


REFUSED = [
    ("time-in-future", {"at": f"{MONDAY}T08:10"}),
    ("not-on-the-day", {"at": f"{TUESDAY}T08:00", "now": f"{TUESDAY}T08:01"}),
    ("after-session", {"at": NOON, "now": f"{MONDAY}T12:01"}),
    ("session-not-started", {"kind": "absent", "at": f"{MONDAY}T07:59:59"}),
    ("reason-missing", {"kind": "absent", "at": EIGHT, "outcome": "acceptable_absence"}),
]


@pytest.mark.parametrize(("slug", "given"), REFUSED, ids=[slug for slug, _ in REFUSED])
async def test_each_rule_refuses_with_its_reason_and_the_entry_is_kept(
    h: Harness, client: CommunityServiceClient, slug: str, given: dict[str, Any]
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    entry = phone.tap(
        only, given.pop("kind", "arrived"), given.pop("at"), **{k: v for k, v in given.items() if k != "now"}
    )
    h.clock.set(local(given.get("now", f"{MONDAY}T08:01")))
    (answer,) = await phone.send(entry)
    assert (results([answer]), answer["kept"], answer["receipt"]) == ([slug], True, None)
    (kept,) = (await client.list_refusals(state="open"))["items"]
    assert (kept["id"], kept["kind"], kept["problem"]) == (entry["id"], entry["kind"], answer["problem"])
    assert answer["problem"]["detail_id"] != answer["problem"]["detail_en"]
    assert await recorded(h) == (0, 0)


async def test_no_waiting_makes_a_future_time_true(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    entry = phone.tap(only, "arrived", f"{MONDAY}T08:10")
    h.clock.set(local(f"{MONDAY}T08:01"))
    assert results(await phone.send(entry)) == ["time-in-future"]
    h.clock.set(local(f"{MONDAY}T08:30"))
    assert results(await phone.send(entry)) == ["time-in-future"]


async def test_a_moment_ahead_is_recorded_at_the_receipt(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    entry = phone.tap(only, "arrived", f"{MONDAY}T08:01:05")
    h.clock.set(local(f"{MONDAY}T08:01"))
    (answer,) = await phone.send(entry)
    assert results([answer]) == ["recorded"]
    assert answer["receipt"]["at"] == answer["receipt"]["received_at"]


async def test_what_changed_while_the_phone_was_offline_is_said(h: Harness, client: CommunityServiceClient) -> None:
    site, sentences, ids = await place_people(client, 4)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T07:00"))
    await client.cancel_session(ids[0], {"cause": "weather", "reason": "hujan"})
    await client.revoke(sentences[1]["id"], {"change_number": "R1", "decided_on": "2026-03-01", "reason": "cassation"})
    h.clock.set(local(f"{MONDAY}T08:30"))
    await client.suspend_site(site["id"])
    early, late = phone.tap(ids[2], "arrived", EIGHT), phone.tap(ids[3], "arrived", f"{MONDAY}T08:31")
    h.clock.set(local(f"{MONDAY}T08:40"))
    gone, ended = phone.tap(ids[0], "arrived", EIGHT), phone.tap(ids[1], "arrived", EIGHT)
    unknown = phone.tap(str(new_id()), "arrived", EIGHT)
    answers = await phone.send(gone, ended, early, late, unknown)
    assert results(answers) == ["session-gone", "session-gone", "recorded", "site-takes-nobody", "session-unknown"]
    assert [answer["kept"] for answer in answers] == [True, True, True, True, False]
    assert len((await client.list_refusals())["items"]) == 3
    left = phone.tap(ids[2], "left", f"{MONDAY}T08:39")
    assert results(await phone.send(left)) == ["recorded"], "whoever is in may leave"


async def test_a_revoked_sentence_records_nobody_whose_session_has_begun(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentences, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T08:10"))
    await client.revoke(sentences[0]["id"], {"change_number": "R1", "decided_on": "2026-03-01", "reason": "cassation"})
    assert results(await phone.send(phone.tap(only, "arrived", EIGHT))) == ["sentence-ended"]


async def test_a_supervisor_who_lost_the_site_is_refused_and_heard_again_when_named(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, _, (only,) = await place_people(client, 1, supervisors=["sup-2"])
    phone = Phone(client)
    entry = phone.tap(only, "arrived", EIGHT)
    h.clock.set(local(f"{MONDAY}T08:01"))
    assert results(await phone.send(entry)) == ["not-your-site"]
    (kept,) = (await client.list_refusals())["items"]
    assert kept["recorded"] is None, "what is on record there is not theirs to see"
    await client.change_supervisors(site["id"], ["sup", "sup-2"])
    assert results(await phone.send(entry)) == ["recorded"]


async def test_an_agreement_that_ended_turns_away_nobody_who_is_booked(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T08:10"))
    await scene.announce_agreement(h, agreements.CooperationAgreementExpired, "expired", 2)
    assert await h.pool.fetchval("select suspended_by from sites") == "agreement"
    h.clock.set(local(f"{MONDAY}T08:20"))
    assert results(await phone.send(phone.tap(only, "arrived", f"{MONDAY}T08:15"))) == ["recorded"]


@pytest.mark.parametrize("ahead", [timedelta(hours=3), -timedelta(days=1), timedelta(minutes=90)])
async def test_a_clock_that_is_wrong_all_day_is_put_right(
    h: Harness, client: CommunityServiceClient, ahead: timedelta
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client, ahead=ahead, known=ahead)
    h.clock.set(local(f"{MONDAY}T12:20"))
    answers = await phone.send(*shift(phone, only, EIGHT, NOON))
    assert results(answers) == ["recorded", "recorded"]
    row = await h.pool.fetchrow("select checked_in_at, checked_out_at from sessions")
    assert row
    assert tuple(row) == (local(EIGHT), local(NOON))
    seen = await client.list_entries(only)
    assert [(each["kind"], each["recorded_late"]) for each in seen] == [("arrived", True), ("left", True)]
    assert datetime.fromisoformat(seen[0]["device_at"]) == local(EIGHT) + ahead
    assert await scene.open_alarms(client) == []


async def test_a_clock_that_is_moved_mid_shift_raises_an_alarm_and_nothing_is_in_the_future(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    came = phone.tap(only, "arrived", EIGHT)
    phone.ahead = timedelta(hours=3)
    left = phone.tap(only, "left", f"{MONDAY}T09:00")
    h.clock.set(local(f"{MONDAY}T09:05"))
    assert results(await phone.send(came, left)) == ["recorded", "time-in-future"]
    (alarm,) = await scene.open_alarms(client)
    assert (alarm["kind"], alarm["measured"], alarm["allowed"], alarm["session_id"]) == ("clock_moved", 180, 2, only)
    assert [each["clock_apart_s"] for each in await client.list_entries(only)] == [3 * 3600]


async def test_a_clock_set_back_between_two_requests_of_one_run_is_seen(
    h: Harness, client: CommunityServiceClient
) -> None:
    """The phone has met the service in between, so its distance is right: only the other clock tells."""
    _, _, ids = await place_people(client, 2)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T08:30"))
    assert results(await phone.send(phone.tap(ids[0], "arrived", f"{MONDAY}T08:20"))) == ["recorded"]
    assert await scene.open_alarms(client) == []
    phone.ahead = phone.known = -timedelta(minutes=30)
    h.clock.set(local(f"{MONDAY}T08:50"))
    assert results(await phone.send(phone.tap(ids[1], "arrived", f"{MONDAY}T08:45"))) == ["recorded"]
    assert [(alarm["kind"], alarm["session_id"]) for alarm in await scene.open_alarms(client)] == [
        ("clock_moved", ids[1])
    ]


async def test_a_phone_that_slept_or_began_anew_raises_nothing(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    came = phone.tap(only, "arrived", EIGHT)
    phone.asleep = timedelta(hours=2)
    left = phone.tap(only, "left", NOON)
    phone.run, phone.started, phone.asleep = uuid4(), local(f"{MONDAY}T12:02"), timedelta(0)
    h.clock.set(local(f"{MONDAY}T12:05"))
    assert results(await phone.send(came, left)) == ["recorded", "recorded"]
    assert await scene.open_alarms(client) == []


async def test_a_session_into_the_night_and_a_phone_in_another_zone(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=[{"weekday": 1, "starts": "08:00", "ends": "23:59", "capacity": 3}])
    sentence = await scene.pronounce(client)
    night = bodies.session(MONDAY, "20:00", "23:59")
    (only,) = [each["id"] for each in (await scene.place(client, sentence, site, night))["sessions"]]
    phone = Phone(client)
    came = phone.tap(only, "arrived", f"{MONDAY}T20:00", device_at=f"{MONDAY}T18:00:00+07:00")
    left = phone.tap(only, "left", f"{TUESDAY}T00:30", device_at=f"{MONDAY}T15:30:00Z")
    h.clock.set(local(f"{TUESDAY}T07:00"))
    assert results(await phone.send(came, left)) == ["recorded", "recorded"]
    assert await h.pool.fetchval("select checked_out_at from sessions") == local(f"{TUESDAY}T00:30")
    assert (await client.sign_off(only))["credited_minutes"] == 239


@pytest.mark.parametrize(
    ("moment", "slug"), [(f"{MONDAY}T00:00", "recorded"), ("2026-03-01T23:59:59", "not-on-the-day")]
)
async def test_the_day_begins_at_midnight_in_ambon(
    h: Harness, client: CommunityServiceClient, moment: str, slug: str
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T00:01"))
    assert results(await phone.send(phone.tap(only, "arrived", moment))) == [slug]


async def test_an_old_or_vague_place_accuses_nobody(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 3)
    away = AT_SITE | {"latitude": -3.70}
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T12:01"))
    places = (away, away | {"age_s": 121}, away | {"accuracy_m": 2000})
    for each, where in zip(ids, places, strict=True):
        await phone.send(phone.tap(each, "arrived", EIGHT, place=where), phone.tap(each, "left", NOON))
    assert [(alarm["kind"], alarm["session_id"]) for alarm in await scene.open_alarms(client)] == [
        ("far_from_site", ids[0])
    ]
    kept = await h.pool.fetch("select latitude, accuracy_m from field_entries where kind = 'arrived' order by id")
    assert [row["latitude"] for row in kept] == [-3.70] * 3, "what was sent stays known"


async def test_the_second_person_sees_what_the_phone_said(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client, ahead=timedelta(minutes=5), known=timedelta(minutes=5))
    h.clock.set(local(f"{MONDAY}T14:20"))
    await phone.send(*shift(phone, only, EIGHT, NOON))
    came, left = await client.list_entries(only)
    assert (came["at"], came["device_at"]) == ("2026-03-01T23:00:00Z", "2026-03-01T23:05:00Z")
    assert (left["received_at"][:16], left["recorded_late"], left["offset_ms"]) == ("2026-03-02T05:20", True, -300_000)
    assert len(await client.list_entries(only, caller=SUPERVISOR)) == 2
    await client.list_entries(only, caller=SUPERVISOR.named("stranger"), status=403)
    await client.list_entries(only, caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.list_entries(str(uuid4()), status=404)


@pytest.mark.parametrize(
    "change",
    [
        "device_at = device_at - interval '1 hour'",
        "received_at = received_at + interval '1 hour'",
        "fact_version = fact_version + 1",
        "reason = 'lain'",
        "latitude = 1, longitude = 1",
    ],
)
async def test_the_database_keeps_an_entry_as_it_was_sent(
    h: Harness, client: CommunityServiceClient, change: str
) -> None:
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T08:10"))
    await phone.send(phone.tap(only, "arrived", EIGHT, place=AT_SITE))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute(f"update field_entries set {change}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute("delete from field_entries")


@pytest.mark.parametrize(
    ("kind", "outcome"), [("left", "acceptable_absence"), ("absent", "attended_complied"), ("left", None)]
)
async def test_the_database_knows_who_was_there(
    h: Harness, client: CommunityServiceClient, kind: str, outcome: str | None
) -> None:
    """The outcomes stand in one table; no check lists them."""
    _, _, (only,) = await place_people(client, 1)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T12:01"))
    await phone.send(*shift(phone, only, EIGHT, NOON))
    columns = ", ".join(
        row["attname"]
        for row in await h.pool.fetch(
            "select attname from pg_attribute where attrelid = 'field_entries'::regclass and attnum > 0"
            " and attname not in ('id', 'kind', 'outcome', 'fact_version')"
        )
    )
    copied = f"insert into field_entries (id, kind, outcome, {columns}) select uuidv7(), $1, $2, {columns}"
    with pytest.raises(asyncpg.CheckViolationError):
        await h.pool.execute(f"{copied} from field_entries where kind = 'left'", kind, outcome)
    await h.pool.execute(f"{copied} from field_entries where kind = 'left'", "left", "attended_complied")
