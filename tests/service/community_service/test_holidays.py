"""The calendar over HTTP: decrees day by day, the sessions that they close, and a night that ends after midnight."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from services.community_service.queries.holidays import LONGEST_DAYS
from shared.postgres.migrate import migrations_of
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import AUDITOR, BAPAS, COUNSELLOR, OTHER_BAPAS, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases
from tests.support.harness import Harness

SKB = {"number": "1497/2025, 2/2025 dan 5/2025", "decreed_on": "2025-09-19", "issuer": "SKB 3 Menteri"}
NEWER = {"number": "7/2026", "decreed_on": "2026-02-10", "issuer": "Presiden"}
NEXT_MONDAY = "2026-03-09"


def line(on: str, kind: str = "public_holiday", name: str = "Hari libur") -> Json:
    return {"on": on, "kind": kind, "name": name}


async def decree(client: CommunityServiceClient, *days: Any, by: Json = SKB, **more: Any) -> Json:
    made: Json = await client.record_decree({"decree": by, "days": list(days)} | more)
    return made


async def names(client: CommunityServiceClient, since: str, until: str) -> dict[str, tuple[str, str]]:
    view = await client.read_calendar(since, until, caller=SUPERVISOR)
    return {day["on"]: (day["kind"], day["source"]) for day in view["days"]}


async def test_anyone_signed_in_reads_the_estimates_until_a_decree_speaks(client: CommunityServiceClient) -> None:
    assert await names(client, "2026-03-18", "2026-03-21") == {
        "2026-03-18": ("joint_leave", "estimate"),
        "2026-03-19": ("public_holiday", "estimate"),
        "2026-03-20": ("joint_leave", "estimate"),
        "2026-03-21": ("public_holiday", "estimate"),
    }
    await decree(client, line("2026-03-19", "joint_leave"))
    assert (await names(client, "2026-03-19", "2026-03-19")) == {"2026-03-19": ("joint_leave", "decree")}


async def test_one_decree_moves_a_holiday_from_one_day_to_another(client: CommunityServiceClient) -> None:
    answer = await decree(client, line("2026-08-25", "working_day", "Maulid dipindahkan"), line("2026-08-26"))
    assert (answer["recorded"], answer["refused"], answer["closed_sessions"]) == (2, 0, 0)
    day = await client.read_day("2026-08-25")
    assert (day["day"]["kind"], day["day"]["decree"]) == ("working_day", SKB)
    assert [each["kind"] for each in day["revisions"]] == ["working_day"]
    assert (await client.read_day("2026-08-27"))["day"] is None


async def test_a_whole_year_in_one_decree_and_each_line_is_answered(client: CommunityServiceClient) -> None:
    await decree(client, line("2026-05-14"), by=NEWER)
    lines = [
        line("2026-05-13"),
        line("2026-05-14", "working_day"),
        line("2026-05-13"),
        {"on": "2026-05-32", "kind": "public_holiday", "name": "x"},
        {"on": "2026-05-15", "kind": "feast", "name": "x"},
        line("2026-05-16", name="satu\0dua"),
        "a word",
        line("2026-05-18", "joint_leave"),
    ]
    answer = await decree(client, *lines)
    assert [each["slug"] for each in answer["lines"]] == [
        None,
        "later-decree-holds",
        "day-twice",
        *["line-unreadable"] * 4,
        None,
    ]
    assert [each["recorded"] for each in answer["lines"]] == [True, *[False] * 6, True]
    assert (answer["recorded"], answer["unchanged"], answer["refused"]) == (2, 0, 6)
    again = await decree(client, line("2026-05-13"), line("2026-05-18", "joint_leave"))
    assert (again["recorded"], again["unchanged"]) == (0, 2)


async def test_the_change_stands_in_the_journal_and_a_repetition_does_not(
    h: Harness, client: CommunityServiceClient
) -> None:
    for _ in range(2):
        await decree(client, line("2026-05-13"), line("2026-05-18", "joint_leave"))
    (fact,) = [data for type_, data in await h.facts() if type_ == "community-service.calendar.decreed"]
    assert (fact["number"], fact["issuer"], fact["corrects"]) == (SKB["number"], "SKB 3 Menteri", False)
    assert [(day["on"], day["kind"], day["revision"]) for day in fact["days"]] == [
        ("2026-05-13", "public_holiday", 1),
        ("2026-05-18", "joint_leave", 1),
    ]
    topics = await h.pool.fetch("select topic from journal where type like '%calendar%'")
    assert [row["topic"] for row in topics] == ["masohi.community-service.v1"]


async def test_decrees_from_before_they_were_published_are_told_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    await decree(client, line("2026-05-13"), line("2026-05-14"))
    await decree(client, line("2026-05-14", "working_day"), by=NEWER)
    before = len(await h.facts())
    await h.pool.execute("insert into calendar_untold select on_date, revision from calendar_days")
    await h.tick()
    await h.tick()
    told = [data for type_, data in (await h.facts())[before:] if type_ == "community-service.calendar.decreed"]
    assert [(each["number"], [(d["on"], d["revision"]) for d in each["days"]]) for each in told] == [
        (SKB["number"], [("2026-05-13", 1), ("2026-05-14", 1)]),
        (NEWER["number"], [("2026-05-14", 2)]),
    ]


async def test_one_day_by_its_address_and_a_correction_says_why(client: CommunityServiceClient) -> None:
    body = {"kind": "public_holiday", "name": "Pilkada", "decree": NEWER}
    made = await client.set_day("2026-11-25", body)
    assert made["day"]["name"] == "Pilkada"
    older = {"kind": "working_day", "name": "Bukan libur", "decree": SKB}
    assert (await client.set_day("2026-11-25", older, status=409))["title"] == "later-decree-holds"
    await client.set_day("2026-11-25", older | {"correction": ""}, status=422)
    corrected = await client.set_day("2026-11-25", older | {"correction": "tanggal keputusan salah diketik"})
    assert [each["kind"] for each in corrected["revisions"]] == ["public_holiday", "working_day"]
    assert corrected["day"]["kind"] == "working_day"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        pytest.param({"decreed_on": "2026-03-02"}, "decree-in-future", id="a decree of tomorrow"),
        pytest.param({"decreed_on": "0001-01-01"}, "422", id="a decree of the year 1"),
        pytest.param({"number": "8171010101900001"}, "NIK", id="a national id as number"),
        pytest.param({"issuer": " "}, "422", id="nobody issued it"),
    ],
)
async def test_a_decree_that_cannot_be(client: CommunityServiceClient, change: Json, what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        await decree(client, line("2026-05-13"), by=SKB | change)
    assert (await client.read_day("2026-05-13"))["revisions"] == []


async def test_a_decree_of_today_counts_by_the_local_day(h: Harness, client: CommunityServiceClient) -> None:
    h.clock.set(datetime(2026, 3, 1, 15, 30, tzinfo=UTC))
    assert (await decree(client, line("2026-05-13"), by=SKB | {"decreed_on": "2026-03-02"}))["recorded"] == 1


@pytest.mark.parametrize(("since", "until"), [("2026-03-02", "2026-03-01"), ("2026-01-01", "2030-01-01")])
async def test_a_calendar_of_at_most_three_years(client: CommunityServiceClient, since: str, until: str) -> None:
    refused = await client.read_calendar(since, until, status=422)
    assert (refused["title"], str(LONGEST_DAYS) in refused["detail"]) == ("calendar-too-long", True)


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "0"])
async def test_days_that_there_are_not(client: CommunityServiceClient, on: str) -> None:
    await client.read_day(on, status=422)
    await client.set_day(on, {"kind": "public_holiday", "name": "x", "decree": SKB}, status=422)
    await client.read_calendar(on, on, status=422)


async def test_only_a_coordinator_records_a_decree(client: CommunityServiceClient) -> None:
    for caller in (COUNSELLOR, SUPERVISOR, AUDITOR):
        await client.record_decree({"decree": SKB, "days": [line("2026-05-13")]}, caller=caller, status=403)
        await client.set_day(
            "2026-05-13", {"kind": "public_holiday", "name": "x", "decree": SKB}, caller=caller, status=403
        )


async def test_two_record_at_once_and_each_is_a_revision_of_its_own(h: Harness, client: CommunityServiceClient) -> None:
    kinds = ["public_holiday", "joint_leave", "working_day", "public_holiday"]
    bodies_ = [{"decree": SKB, "days": [line("2026-05-13", kind, f"Nama {n}")]} for n, kind in enumerate(kinds)]
    answers = await asyncio.gather(*(client.raw.record_decree(body) for body in bodies_))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [row["revision"] for row in await h.pool.fetch("select revision from calendar_days order by revision")] == [
        1,
        2,
        3,
        4,
    ]


async def test_the_database_keeps_what_decrees_have_said(h: Harness, client: CommunityServiceClient) -> None:
    await decree(client, line("2026-05-13"))
    for statement in ("update calendar_days set kind = 'working_day'", "delete from calendar_days"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(statement)
    copy = (
        "insert into calendar_days (on_date, revision, kind, name, decree_number, decreed_on, decree_issuer,"
        " correction, recorded_by, recorded_at) select on_date, $1, kind, name, decree_number, decreed_on,"
        " decree_issuer, $2, recorded_by, recorded_at from calendar_days"
    )
    for revision, correction in ((1, None), (3, None), (0, None)):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await h.pool.execute(copy, revision, correction)


# Sessions that are booked on a day that is closed later


async def test_booked_sessions_on_a_decreed_holiday_are_flagged_listed_and_planned_again(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    tuesday = placed["sessions"][1]["id"]
    answer = await decree(client, line(TUESDAY, "public_holiday", "Pemilu"))
    assert answer["closed_sessions"] == 1
    seen = await client.read_sentence(sentence["id"])
    assert (seen["needs_decision"], [each["id"] for each in seen["closed_sessions"]]) == (True, [tuesday])
    (listed,) = (await client.list_closed_sessions())["items"]
    assert (listed["id"], listed["sentence_id"], listed["why"]) == (tuesday, sentence["id"], "Pemilu")
    plan = await scene.make_plan(client, sentence)
    assert plan["cancelled"] == [tuesday]
    assert TUESDAY not in {each["on"] for each in plan["sessions"]}
    await client.confirm_plan(plan["id"])
    seen = await client.read_sentence(sentence["id"])
    assert (seen["needs_decision"], seen["closed_sessions"]) == (False, [])
    assert (await client.list_closed_sessions())["items"] == []


async def test_closed_sessions_are_listed_for_the_office_of_the_case(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    ids = [
        each["id"]
        for each in (
            await scene.place(client, sentence, site, bodies.session(MONDAY, "08:00", "10:00"), bodies.session(TUESDAY))
        )["sessions"]
    ]
    await decree(client, line(MONDAY), line(TUESDAY))
    own, other = COUNSELLOR.at(BAPAS), COUNSELLOR.at(OTHER_BAPAS)
    assert [each["id"] for each in (await client.list_closed_sessions(caller=own))["items"]] == sorted(ids)
    assert (await client.list_closed_sessions(caller=other))["items"] == []
    await client.list_closed_sessions(caller=SUPERVISOR, status=403)
    first = await client.list_closed_sessions(limit=1)
    rest = await client.list_closed_sessions(limit=1, after=first["items"][0]["id"])
    assert [each["id"] for each in (*first["items"], *rest["items"])] == sorted(ids)
    assert (first["next"] is not None, rest["next"]) == (True, None)


async def test_a_site_that_closes_a_day_has_its_sessions_flagged_too(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site)
    await client.set_site_details(site["id"], {"closed_days": [{"on": MONDAY, "reason": "panas pela"}]})
    assert [each["why"] for each in (await client.list_closed_sessions())["items"]] == ["panas pela"]


async def test_a_closed_day_that_has_come_stays_closed_and_nobody_fails_on_it(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    session = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    both = [{"on": MONDAY, "reason": "panas pela"}, {"on": "2026-03-10", "reason": "rapat"}]
    await client.set_site_details(site["id"], {"closed_days": both})
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T17:00:00+09:00"))
    kept = await client.set_site_details(site["id"], {"closed_days": []})
    assert [each["on"] for each in kept["closed_days"]] == [MONDAY]
    assert (await client.record_absence(session, status=422))["title"] == "nobody-expected"


@pytest.mark.parametrize("flag", ["works_on_holidays", "works_on_joint_leave"])
async def test_who_works_on_holidays_from_now_on_was_closed_on_those_that_have_come(
    h: Harness, client: CommunityServiceClient, flag: str
) -> None:
    kind = "public_holiday" if flag == "works_on_holidays" else "joint_leave"
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    session = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await decree(client, line(MONDAY, kind, "Nyepi"))
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T17:00:00+09:00"))
    as_before = {"works_on_holidays": False, "works_on_joint_leave": False}
    kept = await client.set_site_details(site["id"], as_before | {flag: True})
    assert [each for each in kept["closed_days"] if each["on"] == MONDAY] == [{"on": MONDAY, "reason": "Nyepi"}]
    assert (await client.record_absence(session, status=422))["title"] == "nobody-expected"


async def test_placement_follows_the_decree_of_a_minute_ago(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    lebaran = bodies.session("2026-03-23")
    refused = await scene.place(client, sentence, site, lebaran, status=422)
    assert refused["violations"][0]["slug"] == "site-closed-that-day"
    await decree(client, line("2026-03-23", "working_day", "Cuti bersama dicabut"))
    await scene.place(client, sentence, site, lebaran)


@pytest.mark.parametrize(
    ("details", "placed"),
    [
        pytest.param({}, False, id="joint leave closes a site"),
        pytest.param({"works_on_joint_leave": True}, True, id="unless it works on joint leave"),
        pytest.param({"works_on_holidays": True}, True, id="or works on holidays"),
        pytest.param({"works_on_holidays": True, "works_on_joint_leave": False}, False, id="but it may say so apart"),
    ],
)
async def test_joint_leave_is_each_sites_own_matter(
    client: CommunityServiceClient, details: Json, placed: bool
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    seen = await client.set_site_details(site["id"], details)
    assert seen["works_on_joint_leave"] is placed
    assert (await client.read_site_details(site["id"]))["works_on_joint_leave"] is placed
    await scene.place(client, sentence, site, bodies.session("2026-03-24"), status=201 if placed else 422)


async def test_a_plan_over_lebaran_has_no_session_on_joint_leave(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours=40, starts_on="2026-03-16"))
    plan = await scene.make_plan(client, sentence)
    days = {each["on"] for each in plan["sessions"]}
    assert days >= {"2026-03-16", "2026-03-17", "2026-03-30"}
    assert not days & {"2026-03-23", "2026-03-24"}


async def test_a_decree_makes_the_forecasts_of_its_days_again(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(ends_on="2026-03-10"))
    await h.tick()
    before = (await client.read_sentence(sentence["id"]))["forecast"]["pace"]
    await decree(client, *(line(day) for day in (MONDAY, TUESDAY, NEXT_MONDAY, "2026-03-10")))
    await h.tick()
    assert (before, (await client.read_sentence(sentence["id"]))["forecast"]["pace"]) == ("on_pace", "cannot_finish")


async def test_a_decree_outside_every_period_disturbs_no_forecast(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    await h.tick()
    due = "select count(*) from forecasts where due_on = '2000-01-01'"
    await decree(client, line("2027-03-15"))
    assert await h.pool.fetchval(due) == 0
    await decree(client, line(MONDAY))
    assert await h.pool.fetchval(due) == 1


async def test_nobody_fails_by_staying_away_on_a_decreed_holiday(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    await decree(client, line(MONDAY))
    h.clock.set(datetime(2026, 3, 3, 9, tzinfo=UTC))
    refused = await client.record_absence(both[0]["id"], status=422)
    assert refused["title"] == "nobody-expected"
    day = {"on": MONDAY, "lines": [{"session_id": both[0]["id"], "outcome": "unacceptable_absence"}]}
    assert (await client.record_day(site["id"], day))["lines"][0]["slug"] == "nobody-expected"
    await client.record_absence(both[0]["id"], "acceptable_absence", "hari libur")
    await decree(client, line(TUESDAY))
    missed = await client.record_absence(both[1]["id"])
    assert missed["outcome"] == "unacceptable_absence", "that decree came after the session had begun"


# After midnight


async def test_a_check_out_after_midnight_is_taken_and_counts_to_the_end(
    h: Harness, client: CommunityServiceClient
) -> None:
    slots = [{"weekday": weekday, "starts": "18:00", "ends": "23:59", "capacity": 2} for weekday in (1, 2)]
    site = await scene.open_site(client, slots=slots)
    sentence = await scene.pronounce(client, bodies.verdict(hours=12, hours_per_day=6))
    evenings = [bodies.session(day, "20:00", "23:59") for day in (MONDAY, TUESDAY)]
    both = [each["id"] for each in (await scene.place(client, sentence, site, *evenings))["sessions"]]
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T20:00:00+09:00"))
    await client.check_in(both[0])
    h.clock.set(datetime.fromisoformat(f"{TUESDAY}T00:05:00+09:00"))
    left = await client.check_out(both[0])
    assert (left["present_minutes"], left["on"], left["checked_out_at"][:16]) == (239, MONDAY, "2026-03-02T15:05")
    assert (await client.sign_off(both[0]))["credited_minutes"] == 239
    h.clock.set(datetime.fromisoformat("2026-03-04T07:00:00+09:00"))
    record = {
        "session_id": both[1],
        "outcome": "attended_complied",
        "checked_in_at": f"{TUESDAY}T20:00:00+09:00",
        "checked_out_at": "2026-03-04T06:30:00+09:00",
    }
    refused = (await client.record_day(site["id"], {"on": TUESDAY, "lines": [record]}))["lines"][0]
    assert (refused["slug"], "2026-03-03 23:59" in refused["detail_id"]) == ("too-long-after-midnight", True)
    record["checked_out_at"] = "2026-03-04T00:05:00+09:00"
    taken = (await client.record_day(site["id"], {"on": TUESDAY, "lines": [record]}))["lines"][0]
    assert taken["session"]["present_minutes"] == 239


# Upgrade


@pytest.mark.parametrize("works", [True, False])
async def test_a_site_that_worked_on_holidays_works_on_joint_leave_after_the_upgrade(
    databases: Databases, works: bool
) -> None:
    conn = await asyncpg.connect(
        databases.superuser_dsn.rpartition("/")[0]
        + "/"
        + (dsn := await databases.fresh("agreements")).rpartition("/")[2],
        server_settings={"search_path": SCHEMA},
    )
    try:
        for migration in migrations_of(SCHEMA):
            if migration.name == f"{SCHEMA}/0003_oversight.sql":
                await conn.execute(CASE)
                await conn.execute("update sites set works_on_holidays = $1", works)
            await conn.execute(migration.sql)
        assert await conn.fetchval("select works_on_joint_leave from sites") is works
    finally:
        await conn.close()
        databases.drop(dsn)
