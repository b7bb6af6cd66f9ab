"""A court's determination of a child's diversion: taken in once, carried out as a child's, reported where it fails."""

from __future__ import annotations

import asyncio
from datetime import datetime

import asyncpg
import pytest

from services.community_service.events import CHILDREN
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import owner

AFTERNOONS = (
    bodies.session(MONDAY, "14:00", "16:00"),
    bodies.session(TUESDAY, "14:00", "16:00"),
    bodies.session("2026-03-09", "14:00", "16:00"),
    bodies.session("2026-03-10", "14:00", "15:00"),
)


async def determine(client: CommunityServiceClient, **changes: object) -> Json:
    made: Json = await client.determine_diversion(bodies.determination(**changes))
    return made


async def test_a_determination_by_hand_is_a_childs_case(h: Harness, client: CommunityServiceClient) -> None:
    made = await determine(client)
    assert (made["origin"], made["child"], made["state"]) == ("diversion", True, "assigned")
    assert (made["required_minutes"], made["daily_cap_minutes"]) == (420, 180)
    assert (made["verdict_number"], made["verdict_date"]) == ("2/Pen.Div/2026/PN Amb", "2026-02-20")
    assert (made["replaced_prison_days"], made["replaced_fine_rupiah"]) == (0, 0)
    assert await scene.types(h) == ["sentence.assigned"]


async def test_a_determination_from_the_court_is_assigned(h: Harness) -> None:
    await h.hear(bodies.determined())
    assert await scene.types(h) == ["sentence.assigned"]


async def test_a_determination_that_breaks_rules_goes_back_with_all_of_them(h: Harness) -> None:
    await h.hear(bodies.determined(hours=121, ends_on="2026-06-02", hours_per_day=4), id="determination-1")
    ((type_, fact),) = await h.facts()
    assert type_ == "community-service.sentence.rejected"
    assert [(v["rule"], v["slug"]) for v in fact["violations"]] == [
        ("C6", "diversion-hours-out-of-range"),
        ("C2", "child-day-too-long"),
        ("C6", "diversion-too-long"),
    ]
    assert (fact["verdict_number"], fact["intake_event_id"]) == (None, "determination-1")
    assert (fact["concerns"], fact["returned"]) == ("pronouncement", False)
    assert await h.pool.fetchval("select count(*) from persons") == 0


async def test_a_determination_that_cannot_be_read_is_answered(h: Harness) -> None:
    broken = bodies.determined().model_copy(update={"nik": "123"})
    await h.hear(broken)
    ((type_, fact),) = await h.facts()
    assert (type_, fact["concerns"]) == ("community-service.sentence.rejected", "unreadable")
    assert "Anak Lain" not in str(fact)


async def test_one_determination_in_many_spellings_is_one_sentence(h: Harness, client: CommunityServiceClient) -> None:
    first = await determine(client)
    for spelling in ("2/PEN.DIV/2026/PN AMB", "02/Pen Div/2026/PN  Amb", " 2 / Pen.Div / 2026 / PN Amb "):
        await h.hear(bodies.determined(determination_number=spelling), id=f"event-{spelling}")
        assert (await determine(client, determination_number=spelling))["id"] == first["id"]
    assert await scene.types(h) == ["sentence.assigned"]


async def test_a_recorded_determination_with_other_content_is_refused(
    h: Harness, client: CommunityServiceClient
) -> None:
    await determine(client)
    refused = await client.determine_diversion(bodies.determination(hours=8), status=409)
    assert (refused["title"], refused["rule"]) == ("determination-already-recorded", "C6")
    await h.hear(bodies.determined(hours=8))
    assert (await h.facts())[-1][1]["violations"][0]["slug"] == "determination-already-recorded"


async def test_two_at_once_make_one_sentence(h: Harness, client: CommunityServiceClient) -> None:
    for number in range(8):
        named = {"determination_number": f"{number}/Pen.Div/2026/PN Amb"}
        await asyncio.gather(determine(client, **named), h.hear(bodies.determined(**named)), determine(client, **named))
    assert await scene.types(h) == ["sentence.assigned"] * 8


async def test_a_verdict_of_the_same_number_is_another_case(h: Harness, client: CommunityServiceClient) -> None:
    """Where a diversion fails, the verdict that follows may have the number of the same case."""
    number = "3/Pid.Sus-Anak/2026/PN Amb"
    diversion = await determine(client, determination_number=number)
    verdict = await scene.pronounce(client, bodies.child_verdict(verdict_number=number))
    assert diversion["id"] != verdict["id"]
    await h.hear(bodies.amendment(verdict_number=number, hours=8, hours_per_day=3))
    h.clock.set(scene.APRIL)
    assert (await client.read_sentence(diversion["id"]))["required_minutes"] == 420


async def test_the_person_is_the_one_who_is_known(h: Harness, client: CommunityServiceClient) -> None:
    await determine(client)
    other = bodies.determination(determination_number="9/Pen.Div/2026/PN Amb", birth_date="2011-05-06")
    assert (await client.determine_diversion(other, status=409))["title"] == "person-mismatch"


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (CLERK, 201),
        (CLERK.at(KEJARI), 403),
        (CLERK.at(None), 403),
        (PROSECUTOR, 403),
        (COUNSELLOR, 403),
        (AUDITOR, 403),
    ],
)
async def test_the_clerk_of_the_court_enters_it(client: CommunityServiceClient, caller: Caller, status: int) -> None:
    await client.determine_diversion(bodies.determination(), caller=caller, status=status)


async def test_c4_nothing_published_tells_a_diversion_or_a_child(h: Harness, client: CommunityServiceClient) -> None:
    site, made = await scene.open_site(client), await determine(client)
    await scene.place(client, made, site, *AFTERNOONS)
    await client.report_diversion_failure(made["id"], "tidak hadir")
    rows = await h.pool.fetch("select type, topic, data::text as data from journal where key = $1", made["id"])
    assert {row["topic"] for row in rows} <= {CHILDREN, None}
    for row in rows:
        text = f"{row['type']} {row['data']}"
        for word in ("diver", "child", "Pen.Div", "Anak", "tidak hadir", "2011-05-05", "8171010505110003"):
            assert word not in text, (row["type"], word)
    known = {type_ for type_, _ in await h.facts()}
    await scene.pronounce(client, bodies.child_verdict())
    assert known - {"community-service.sentence.failed"} <= {type_ for type_, _ in await h.facts()}


async def test_no_offence_is_stored_of_a_diversion_and_no_nik(h: Harness, client: CommunityServiceClient) -> None:
    await determine(client)
    assert await h.pool.fetchval("select count(*) from offences") == 0
    tables = await h.pool.fetch("select table_name from information_schema.tables where table_schema = current_schema")
    for table in tables:
        for row in await h.pool.fetch(f"select * from {table['table_name']}"):
            assert "8171010505110003" not in str(dict(row)), table["table_name"]


@pytest.mark.parametrize(
    ("session", "slug"),
    [
        pytest.param(bodies.session(MONDAY, "09:00", "11:00"), "child-in-school-hours", id="C2: in school hours"),
        pytest.param(bodies.session(MONDAY, "12:00", "16:00"), "child-daily-cap-exceeded", id="C2: four hours"),
    ],
)
async def test_c2_a_childs_day_holds_for_a_diversion(client: CommunityServiceClient, session: Json, slug: str) -> None:
    site, made = await scene.open_site(client), await determine(client)
    refused = await client.raw.confirm_placement(bodies.placement(made, site, session))
    assert slug in refused.text


async def test_it_is_served_and_completed(h: Harness, client: CommunityServiceClient) -> None:
    site, made = await scene.open_site(client), await determine(client)
    placed = await scene.place(client, made, site, *AFTERNOONS)
    for each, plan in zip(placed["sessions"], AFTERNOONS, strict=True):
        await scene.attend(client, each["id"], f"{plan['on']}T{plan['starts']}", f"{plan['on']}T{plan['ends']}")
        await client.sign_off(each["id"])
    assert await scene.balance(client, made) == ("completed", 420, 420, 0)
    paper = scene.text(await client.read_sentence_report(made["id"], "completion.pdf"))
    assert "LAPORAN SELESAI MENJALANI PELAYANAN MASYARAKAT" in paper
    assert "Penetapan" in paper
    assert "UU 11/2012 Pasal 10–12" in paper
    assert "Pen.Div" not in paper, "a child's number stays in the case file"
    assert "Menggantikan" not in paper
    refused = await client.report_diversion_failure(made["id"], "tidak hadir", status=409)
    assert refused["title"] == "wrong-state"


async def test_c6_a_failure_is_reported_and_ends_it(h: Harness, client: CommunityServiceClient) -> None:
    site, made = await scene.open_site(client), await determine(client)
    await scene.place(client, made, site, *AFTERNOONS)
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T19:00:00+09:00"))
    ended = await client.report_diversion_failure(made["id"], "tidak hadir, pindah kota")
    assert ended["state"] == "closed"
    failure = ended["diversion_failure"]
    assert (failure["reason"], failure["reported_by"]) == ("tidak hadir, pindah kota", "pk")
    for caller in (CLERK, PROSECUTOR):
        assert (await client.read_sentence(made["id"], caller=caller))["diversion_failure"] == failure
    types = await scene.types(h)
    assert types[types.index("sentence.failed") :] == ["sentence.failed", *["session.cancelled"] * 3]
    again = await client.report_diversion_failure(made["id"], "lagi", status=409)
    assert again["title"] == "wrong-state"


async def test_two_reports_at_once_are_one(h: Harness, client: CommunityServiceClient) -> None:
    made = await determine(client)
    answers = await asyncio.gather(*(client.raw.report_diversion_failure(made["id"], "tidak hadir") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert (await scene.types(h)).count("sentence.failed") == 1


@pytest.mark.parametrize(
    "caller", [CLERK, PROSECUTOR, COORDINATOR, AUDITOR, COUNSELLOR.at(OTHER_BAPAS), COUNSELLOR.at(None)]
)
async def test_the_counsellor_of_the_case_reports(client: CommunityServiceClient, caller: Caller) -> None:
    made = await determine(client)
    await client.report_diversion_failure(made["id"], "tidak hadir", caller=caller, status=403)


async def test_a_failure_of_a_verdict_is_a_breach(client: CommunityServiceClient) -> None:
    made = await scene.pronounce(client, bodies.child_verdict())
    refused = await client.report_diversion_failure(made["id"], "tidak hadir", status=409)
    assert (refused["title"], refused["rule"], refused["article"]) == ("no-diversion", "C6", "UU 11/2012 art. 14(3)")


async def test_c6_no_breach_of_a_diversion(h: Harness, client: CommunityServiceClient, databases: Databases) -> None:
    site, made = await scene.open_site(client), await determine(client)
    placed = await scene.place(client, made, site, *AFTERNOONS[:2])
    for day, each in zip((MONDAY, TUESDAY), placed["sessions"], strict=True):
        h.clock.set(datetime.fromisoformat(f"{day}T16:05:00+09:00"))
        await client.record_absence(each["id"])
        await client.sign_off(each["id"])
    refused = await client.warn(made["id"], status=409)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "diversion-only-reported",
        "C6",
        "UU 11/2012 art. 14(3)",
    )
    assert (await client.read_balance(made["id"]))["breach"] is None
    async with owner(databases, h) as conn:
        await conn.execute("set search_path = community_service")
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute(
                "insert into breaches (id, sentence_id, state) values (gen_random_uuid(), $1, 'warned')",
                made["id"],
            )


async def test_a_diversion_has_no_verdict_to_change(client: CommunityServiceClient) -> None:
    made = await determine(client)
    amended = await client.amend(made["id"], bodies.TERMS | {"change_number": "A1"}, status=409)
    revoked = await client.revoke(
        made["id"], {"change_number": "R1", "decided_on": "2026-03-01", "reason": "withdrawn"}, status=409
    )
    assert {amended["title"], revoked["title"]} == {"no-verdict-to-change"}


async def test_who_sees_a_diversion(client: CommunityServiceClient) -> None:
    made = await determine(client)
    for caller in (CLERK, PROSECUTOR, COUNSELLOR, AUDITOR):
        assert [each["id"] for each in (await client.list_sentences(caller=caller))["items"]] == [made["id"]]
    await client.read_sentence(made["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.read_sentence(made["id"], caller=CLERK.at(BAPAS), status=403)


async def test_the_database_holds_a_diversion_within_the_law(
    h: Harness, client: CommunityServiceClient, databases: Databases
) -> None:
    made, verdict = await determine(client), await scene.pronounce(client)
    async with owner(databases, h) as conn:
        await conn.execute("set search_path = community_service")
        for change in (
            "ends_on = '2026-06-03'",
            "replaced_prison_days = 1",
            "replaced_fine_rupiah = 1",
            "repeat_minutes = 60, required_minutes = required_minutes + 60",
            "regime = 'adult', required_minutes = 480",
        ):
            with pytest.raises(asyncpg.CheckViolationError):
                await conn.execute(f"update sentences set {change} where id = $1", made["id"])
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await conn.execute(
                "insert into diversion_failures (sentence_id, reason, reported_by, reported_at)"
                " values ($1, 'x', 'pk', now())",
                verdict["id"],
            )
