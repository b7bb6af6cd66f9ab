"""A refused verdict goes back to court and prosecutor, and its prosecutor may have it carried out all the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.community_service import justice
from services.community_service.commands.waiting import measure
from services.community_service.events import CASES, CHILDREN
from services.community_service.jobs import purges
from shared.metrics import WAITING
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import OVERRIDE, Json
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import owner

GRAVE = {"maximum_prison_months": 60, "hours": 300, "hours_per_day": 8, "ends_on": "2026-08-28"}
BROKEN = ["offence-too-grave", "hours-out-of-range"]


async def returned(h: Harness, **changes: Any) -> str:
    """A verdict of the court that breaks rules; the id of what was returned."""
    await h.hear(bodies.pronouncement(**(GRAVE | changes)))
    fact = (await h.facts())[-1][1]
    assert fact["returned"]
    return str(fact["rejection_id"])


async def contents(h: Harness) -> int:
    count: int = await h.pool.fetchval("select count(*) from returned_verdict_contents")
    return count


async def test_a_refused_verdict_is_returned_with_the_rules_it_breaks(
    h: Harness, client: CommunityServiceClient
) -> None:
    id_ = await returned(h)
    seen = await client.read_returned_verdict(id_)
    assert (seen["state"], seen["court_code"], seen["verdict_number"]) == (
        "returned",
        "pn-ambon",
        "12/Pid.B/2026/PN Amb",
    )
    assert [rule["slug"] for rule in seen["broken"]] == BROKEN
    assert seen["broken"][1]["article"] == "KUHP (UU 1/2023) art. 85(4)"
    assert "300" in seen["broken"][1]["texts"]["id"]
    assert seen["overridable"]
    assert seen["kept"]
    assert seen["sentence_id"] is None
    assert "Yohanes" not in str(seen)
    assert "1990-01-01" not in str(seen)


async def test_a_verdict_by_hand_is_returned_too(h: Harness, client: CommunityServiceClient) -> None:
    refused = await client.pronounce(bodies.verdict(**GRAVE), status=422)
    assert [violation["slug"] for violation in refused["violations"]] == BROKEN
    (seen,) = (await client.list_returned_verdicts(caller=CLERK))["items"]
    assert [rule["slug"] for rule in seen["broken"]] == BROKEN
    assert await h.facts() == [], "whoever entered it has heard at once"
    made = await client.override_verdict(seen["id"], OVERRIDE)
    assert made["state"] == "assigned"


async def test_the_prosecutor_overrides_and_every_page_shows_it(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    made = await client.override_verdict(id_, OVERRIDE)
    assert (made["state"], made["required_minutes"], made["daily_cap_minutes"]) == ("assigned", 300 * 60, 480)
    shown = made["override"]
    assert (shown["rules"], shown["overridden_by"]) == (BROKEN, "jaksa")
    assert (shown["document_number"], shown["document_date"]) == (OVERRIDE["document_number"], "2026-02-27")
    assert shown["returned_verdict_id"] == id_
    assert OVERRIDE["reason"] not in str(made), "the reason is with what was returned"
    for caller in (CLERK, COUNSELLOR, COORDINATOR, AUDITOR):
        assert (await client.read_sentence(made["id"], caller=caller))["override"] == shown
        (listed,) = (await client.list_sentences(caller=caller))["items"]
        assert listed["overridden"]
    settled = await client.read_returned_verdict(id_)
    assert (settled["state"], settled["sentence_id"], settled["reason"]) == ("overridden", made["id"], "Putusan inkrah")
    assert (settled["overridable"], settled["kept"]) == (False, False)
    assert await contents(h) == 0, "personal data is in the sentence's own tables now"
    assert (await client.read_person(made["id"], "first visit"))["name"] == "Yohanes Contoh"


async def test_a_sentence_that_broke_nothing_shows_no_override(client: CommunityServiceClient) -> None:
    made = await scene.pronounce(client)
    assert made["override"] is None
    assert not (await client.list_sentences())["items"][0]["overridden"]


async def test_the_override_is_a_fact_of_the_case(h: Harness, client: CommunityServiceClient) -> None:
    made = await client.override_verdict(await returned(h), OVERRIDE)
    assert await scene.types(h) == ["sentence.rejected", "sentence.assigned", "sentence.overridden"]
    type_, fact = (await h.facts())[-1]
    assert fact["sentence_id"] == made["id"]
    assert fact["rules"] == BROKEN
    public = await h.pool.fetchrow("select topic, data::text as data from journal where type = $1", type_)
    assert public
    assert public["topic"] == CASES
    for inside in (*BROKEN, OVERRIDE["reason"], OVERRIDE["document_number"]):
        assert inside not in public["data"]


async def test_c4_an_override_of_a_childs_verdict_tells_no_child(h: Harness, client: CommunityServiceClient) -> None:
    await h.hear(justice.SentencePronounced.model_validate(bodies.child_verdict(hours=121, ends_on="2026-08-31")))
    id_ = (await h.facts())[-1][1]["rejection_id"]
    made = await client.override_verdict(id_, OVERRIDE)
    assert made["child"]
    assert made["required_minutes"] == 121 * 60
    rows = await h.pool.fetch("select topic, data::text as data from journal where key = $1", made["id"])
    assert [row["topic"] for row in rows] == [CHILDREN, CHILDREN]
    for row in rows:
        assert "Anak" not in row["data"]
        assert "child" not in row["data"]


@pytest.mark.parametrize(
    ("changes", "never"),
    [
        pytest.param({"starts_on": None}, "verdict-incomplete", id="K8: no period"),
        pytest.param({"ends_on": "2026-03-01"}, "period-reversed", id="K8: a period the wrong way round"),
        pytest.param({"probation_office_code": None}, "office-not-named", id="K7: no probation office"),
        pytest.param({"verdict_date": "2026-03-02"}, "verdict-in-future", id="a verdict of tomorrow"),
    ],
)
async def test_what_cannot_be_carried_out_is_refused_with_which(
    h: Harness, client: CommunityServiceClient, changes: Json, never: str
) -> None:
    id_ = await returned(h, **changes)
    seen = await client.read_returned_verdict(id_)
    assert not seen["overridable"]
    assert [rule["slug"] for rule in seen["broken"] if not rule["overridable"]] == [never]
    body = OVERRIDE | {"document_date": "2026-03-01"}
    if "verdict_date" in changes:
        assert (await client.override_verdict(id_, body, status=422))["title"] == "override-date-out-of-range"
        return
    refused = await client.override_verdict(id_, body, status=422)
    assert refused["title"] == "never-overridden"
    assert [violation["slug"] for violation in refused["violations"]] == [never]
    assert await scene.types(h) == ["sentence.rejected"]


async def test_a_verdict_whose_period_is_over_is_refused(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    h.clock.set(datetime(2026, 8, 28, 16, tzinfo=UTC))
    refused = await client.override_verdict(id_, OVERRIDE, status=422)
    assert [violation["slug"] for violation in refused["violations"]] == ["period-over"]


async def test_another_person_is_never_overridden(h: Harness, client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    other = bodies.pronouncement(verdict_number="77/Pid.B/2026/PN Amb", birth_date="1970-01-01")
    await h.hear(other)
    fact = (await h.facts())[-1][1]
    assert fact["returned"]
    refused = await client.override_verdict(fact["rejection_id"], OVERRIDE, status=422)
    assert [violation["slug"] for violation in refused["violations"]] == ["person-mismatch"]
    assert "1970" not in str(refused)


async def test_the_same_verdict_after_its_override_is_the_known_one(h: Harness, client: CommunityServiceClient) -> None:
    made = await client.override_verdict(await returned(h), OVERRIDE)
    await h.hear(bodies.pronouncement(**GRAVE), id="again")
    assert (await client.pronounce(bodies.verdict(**GRAVE)))["id"] == made["id"]
    spelled = bodies.verdict(**GRAVE, verdict_number="12/PID.B/2026/PN AMB")
    assert (await client.pronounce(spelled))["id"] == made["id"]
    assert (await scene.types(h))[1:] == ["sentence.assigned", "sentence.overridden"]
    refused = await client.pronounce(bodies.verdict(**(GRAVE | {"hours": 301})), status=409)
    assert refused["title"] == "verdict-already-recorded"
    assert (await client.read_returned_verdict((await client.list_returned_verdicts())["items"][0]["id"]))[
        "state"
    ] == "overridden"


async def test_two_overrides_at_once_are_one(h: Harness, client: CommunityServiceClient) -> None:
    for number in range(8):
        id_ = await returned(h, verdict_number=f"{number}/Pid.B/2026/PN Amb")
        answers = await asyncio.gather(*(client.raw.override_verdict(id_, OVERRIDE) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    types = await scene.types(h)
    assert (types.count("sentence.assigned"), types.count("sentence.overridden")) == (8, 8)


async def test_an_override_and_the_corrected_verdict_at_once_make_one_sentence(
    h: Harness, client: CommunityServiceClient
) -> None:
    for number in range(8):
        named = {"verdict_number": f"{number}/Pid.B/2026/PN Amb"}
        id_ = await returned(h, **named)
        await asyncio.gather(
            client.raw.override_verdict(id_, OVERRIDE), h.hear(bodies.pronouncement(**named)), return_exceptions=False
        )
    assert await h.pool.fetchval("select count(*) from sentences") == 8
    assert (await scene.types(h)).count("sentence.assigned") == 8
    assert await h.pool.fetchval("select count(*) from returned_verdicts where state = 'returned'") == 0
    assert await contents(h) == 0


async def test_a_corrected_verdict_replaces_what_was_returned(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    await h.hear(bodies.pronouncement())
    seen = await client.read_returned_verdict(id_)
    assert (seen["state"], seen["kept"]) == ("replaced", False)
    assert (await client.override_verdict(id_, OVERRIDE, status=409))["title"] == "wrong-state"
    assert await scene.types(h) == ["sentence.rejected", "sentence.assigned"]


async def test_the_latest_one_is_what_is_returned(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    assert await returned(h, hours=250, maximum_prison_months=48) == id_
    assert [rule["slug"] for rule in (await client.read_returned_verdict(id_))["broken"]] == ["hours-out-of-range"]
    assert (await client.override_verdict(id_, OVERRIDE))["required_minutes"] == 250 * 60


SEES = [
    (PROSECUTOR, True),
    (CLERK, True),
    (AUDITOR, True),
    (PROSECUTOR.at(COURT), False),
    (CLERK.at(KEJARI), False),
    (PROSECUTOR.at(None), False),
    (CLERK.at(OTHER_BAPAS), False),
]


@pytest.mark.parametrize(("caller", "sees"), SEES)
async def test_who_sees_a_returned_verdict(
    h: Harness, client: CommunityServiceClient, caller: Caller, sees: bool
) -> None:
    id_ = await returned(h)
    await client.read_returned_verdict(id_, caller=caller, status=200 if sees else 403)
    listed = (await client.list_returned_verdicts(caller=caller))["items"]
    assert [each["id"] for each in listed] == ([id_] if sees else [])


async def test_a_counsellor_who_is_also_a_clerk_elsewhere_sees_none(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    both = client.with_headers(**h.token("counsellor", "court_clerk", organisation=BAPAS))
    await both.read_returned_verdict(id_, status=403)
    assert (await both.list_returned_verdicts())["items"] == []


@pytest.mark.parametrize("caller", [CLERK, COUNSELLOR, COORDINATOR, AUDITOR, PROSECUTOR.at(COURT), PROSECUTOR.at(None)])
async def test_only_the_prosecutor_of_the_verdict_overrides(
    h: Harness, client: CommunityServiceClient, caller: Caller
) -> None:
    id_ = await returned(h)
    await client.override_verdict(id_, OVERRIDE, caller=caller, status=403)
    assert await scene.types(h) == ["sentence.rejected"]


@pytest.mark.parametrize(
    "body",
    [
        {"reason": " "},
        {"document_number": ""},
        {"document_number": "8171010101900001"},
        {"document_date": "1899-12-31"},
        {"reason": None},
    ],
    ids=str,
)
async def test_an_override_has_reason_and_document(h: Harness, client: CommunityServiceClient, body: Json) -> None:
    id_ = await returned(h)
    assert (await client.override_verdict(id_, OVERRIDE | body, status=422))["title"] == "unreadable"


@pytest.mark.parametrize("dated", ["2026-02-19", "2026-03-02"])
async def test_the_document_is_of_a_day_between_verdict_and_today(
    h: Harness, client: CommunityServiceClient, dated: str
) -> None:
    id_ = await returned(h)
    refused = await client.override_verdict(id_, OVERRIDE | {"document_date": dated}, status=422)
    assert refused["title"] == "override-date-out-of-range"


async def test_an_unknown_one_is_not_found(client: CommunityServiceClient) -> None:
    await client.read_returned_verdict(COURT, status=404)
    await client.override_verdict(COURT, OVERRIDE, status=404)


async def test_d1_what_nobody_settles_is_forgotten(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    forget, _ = purges(30)
    async with h.pool.acquire() as conn:
        await forget(conn, scene.MARCH + timedelta(days=30))
        assert await contents(h) == 1
        await forget(conn, scene.MARCH + timedelta(days=30, minutes=5))
    assert await contents(h) == 0
    seen = await client.read_returned_verdict(id_)
    assert (seen["state"], seen["kept"]) == ("returned", False)
    assert (await client.override_verdict(id_, OVERRIDE, status=409))["title"] == "verdict-not-kept"
    assert await returned(h) == id_
    assert (await client.override_verdict(id_, OVERRIDE))["state"] == "assigned"


async def test_no_nik_is_kept(h: Harness) -> None:
    await returned(h)
    for table in ("returned_verdicts", "returned_verdict_contents"):
        for row in await h.pool.fetch(f"select * from {table}"):
            assert "8171010101900001" not in str(dict(row))


async def test_a_change_may_break_what_was_overridden_and_nothing_else(
    h: Harness, client: CommunityServiceClient
) -> None:
    made = await client.override_verdict(await returned(h), OVERRIDE)
    h.clock.set(scene.APRIL)
    terms = bodies.TERMS | {"hours": 260, "hours_per_day": 8, "ends_on": "2026-08-28"}
    amended = await client.amend(made["id"], terms | {"change_number": "A1"})
    assert (amended["required_minutes"], amended["override"]) == (260 * 60, made["override"])
    refused = await client.amend(
        made["id"], terms | {"change_number": "A2", "replaces": {"prison_months": 7}}, status=422
    )
    assert [violation["slug"] for violation in refused["violations"]] == ["replaced-prison-too-long"]


async def test_changes_that_came_before_are_applied_after_the_override(
    h: Harness, client: CommunityServiceClient
) -> None:
    h.clock.set(scene.APRIL)
    await h.hear(bodies.amendment(hours=280, hours_per_day=8, ends_on="2026-08-28"))
    made = await client.override_verdict(await returned(h), OVERRIDE)
    assert made["required_minutes"] == 280 * 60
    assert (await scene.types(h))[1:] == ["sentence.assigned", "sentence.overridden", "sentence.amended"]


async def test_the_report_shows_the_override(h: Harness, client: CommunityServiceClient) -> None:
    made = await client.override_verdict(await returned(h), OVERRIDE)
    h.clock.set(scene.APRIL)
    content = (await client.read_sentence_report(made["id"], "2026-03.json"))["content"]
    assert content["override"]["by"] == "jaksa"
    assert content["override"]["document_number"] == OVERRIDE["document_number"]
    paper = scene.text(await client.read_sentence_report(made["id"], "2026-03.pdf"))
    assert "Ketentuan dikesampingkan" in paper
    assert OVERRIDE["document_number"] in paper


async def test_a_returned_verdict_waits_until_it_is_settled(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    (waits,) = (await client.list_waiting(caller=PROSECUTOR, kind="verdict_returned"))["items"]
    assert waits["id"] == id_
    await client.override_verdict(id_, OVERRIDE)
    assert (await client.list_waiting(caller=PROSECUTOR, kind="verdict_returned"))["items"] == []


async def test_the_gauge_counts_what_waits(h: Harness, client: CommunityServiceClient) -> None:
    await returned(h)
    other = await returned(h, verdict_number="13/Pid.B/2026/PN Amb")
    await client.override_verdict(other, OVERRIDE)
    async with h.pool.acquire() as conn:
        await measure(conn, scene.MARCH)
    assert WAITING.labels("verdict_returned")._value.get() == 1


async def test_the_database_lets_no_sentence_pass_the_limits_without_an_override(
    h: Harness, client: CommunityServiceClient, databases: Databases
) -> None:
    made = await scene.pronounce(client)
    id_ = await returned(h, verdict_number="13/Pid.B/2026/PN Amb")
    async with owner(databases, h) as conn:
        await conn.execute("set search_path = community_service")
        for change in (
            "required_minutes = 14401",
            "required_minutes = 479",
            f"override_id = '{id_}'",  # returned only, and of another verdict
        ):
            with pytest.raises(asyncpg.CheckViolationError):
                await conn.execute(f"update sentences set {change} where id = $1", made["id"])
        for settle in ("state = 'overridden', settled_at = now()", "state = 'replaced', settled_at = now()"):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                await conn.execute(f"update returned_verdicts set {settle} where id = $1", id_)


async def test_no_other_prosecutor_takes_over_a_returned_verdict(h: Harness, client: CommunityServiceClient) -> None:
    id_ = await returned(h)
    await h.pool.execute(
        "insert into organisations (organisation_id, code, name, kind, version)"
        " values ($1, 'kejari-b', 'Kejari B', 'prosecutor', 1)",
        UUID(int=99),
    )
    stranger = PROSECUTOR.at(UUID(int=99)).named("jaksa-b")
    theirs = bodies.verdict(hours=300, prosecutor_code="kejari-b", nik="8171010101900077", name="Orang Lain")
    await client.pronounce(theirs, caller=stranger, status=422)
    assert (await client.read_returned_verdict(id_))["id"] == id_
    await client.override_verdict(id_, OVERRIDE, caller=stranger, status=403)
    await client.override_verdict(id_, OVERRIDE)
    assert {row["name"] for row in await h.pool.fetch("select name from persons")} == {"Yohanes Contoh"}
