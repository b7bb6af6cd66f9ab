"""Which open programmes somebody may join, and why not; the answer is the one that an enrolment would give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from services.training.errors.children import DAILY
from tests.service.training import scene
from tests.service.training.client import AUDITOR, OTHER_PRISON, STAFF, TRAINER, Caller, TrainingClient
from tests.service.training.queue import AFTERNOON, CHILD, CLASHING, TOO_LONG, course, enrol, leave, somebody, update


async def openings(training: TrainingClient, person: str, **query: Any) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in (await training.list_openings(person, **query))["items"]}


async def test_enrol_34_an_open_programme_with_a_place_may_be_joined(ready: TrainingClient) -> None:
    programme = await course(ready, capacity=2)
    await enrol(ready, programme, await somebody(ready))
    found = (await openings(ready, await somebody(ready)))[programme]
    assert (found["may_join"], found["reasons"]) == (True, [])
    assert (found["place"], found["position"]) == ("confirmed", None)
    assert (found["capacity"], found["free"], found["waiting"]) == (2, 1, 0)
    assert (found["skill"], found["level"], found["starts_on"]) == ("sewing", "basic", "2026-02-16")


async def test_enrol_35_what_stands_in_the_way_is_named_with_rule_article_and_text(ready: TrainingClient) -> None:
    programme, other = await course(ready, TOO_LONG, risk_levels=["medium"]), await course(ready, AFTERNOON)
    person = await somebody(ready, birth_date=CHILD)
    await enrol(ready, other, person)
    found = (await openings(ready, person))[programme]
    assert (found["may_join"], found["place"], found["position"]) == (False, None, None)
    risk, daily = found["reasons"]
    assert risk == {
        "slug": "risk-level-not-allowed",
        "rule": None,
        "article": None,
        "detail": "Tingkat risiko minimum tidak termasuk yang diterima: medium.",
    }
    assert (daily["slug"], daily["rule"], daily["article"]) == ("child-daily-limit", "C3", DAILY)
    refused = await ready.enrol(programme, person, status=422)
    assert [each["slug"] for each in refused["violations"]] == [each["slug"] for each in found["reasons"]]


async def test_enrol_36_in_the_language_of_the_caller(ready: TrainingClient) -> None:
    await course(ready, min_age=50)
    person = await somebody(ready)
    headers = {**ready.h.token("institution_staff", organisation=STAFF.organisation), "accept-language": "en"}
    answer = await ready.h.client.get(f"/training/participants/{person}/openings", headers=headers)
    (found,) = answer.json()["items"]
    assert found["reasons"][0]["detail"] == "The programme takes ages 50 to 110; the participant is 36."


async def test_enrol_37_the_place_in_the_queue_that_one_would_have_and_has(ready: TrainingClient) -> None:
    programme = await course(ready)
    await enrol(ready, programme, *[await somebody(ready) for _ in range(3)])
    person = await somebody(ready)
    would = (await openings(ready, person))[programme]
    assert (would["may_join"], would["place"], would["position"], would["enrolment_id"]) == (
        True,
        "waitlisted",
        3,
        None,
    )
    (enrolment,) = await enrol(ready, programme, person)
    await enrol(ready, programme, await somebody(ready))
    has = (await openings(ready, person))[programme]
    assert (has["place"], has["position"], has["enrolment_id"]) == ("waitlisted", 3, enrolment)


async def test_enrol_38_with_all_who_wait_passed_over_a_free_place_is_a_place(ready: TrainingClient) -> None:
    programme = await course(ready)
    holder, waits = await somebody(ready), await somebody(ready)
    held, _ = await enrol(ready, programme, holder, waits)
    await update(ready, waits, risk_level="maximum")
    await leave(ready, held)
    found = (await openings(ready, await somebody(ready)))[programme]
    assert (found["place"], found["free"], found["waiting"]) == ("confirmed", 1, 1)
    own = (await openings(ready, waits))[programme]
    assert (own["may_join"], own["place"], own["position"]) == (False, "waitlisted", 1)
    assert [each["slug"] for each in own["reasons"]] == ["risk-level-not-allowed"]


async def test_enrol_39_who_takes_part_already_is_told_so(ready: TrainingClient) -> None:
    programme = await course(ready, AFTERNOON)
    person = await somebody(ready)
    (enrolment,) = await enrol(ready, programme, person)
    found = (await openings(ready, person))[programme]
    assert [each["slug"] for each in found["reasons"]] == ["already-enrolled"]
    assert (found["place"], found["enrolment_id"]) == ("confirmed", enrolment)


async def test_enrol_40_only_what_is_open_here_and_not_over_in_pages(ready: TrainingClient) -> None:
    wanted = [await course(ready, skill=f"skill-{n}") for n in range(5)]
    closed = await course(ready)
    await ready.close_programme(closed)
    await course(ready, ends_on="2026-03-01")
    await ready.h.pool.execute(
        "update programmes set institution_id = $2 where id = $1", UUID(await course(ready)), OTHER_PRISON
    )
    ready.h.clock.set(datetime.fromisoformat("2026-03-02T08:00:00+09:00"))
    person = await somebody(ready)
    seen, after = list[str](), None
    while True:
        page = await ready.list_openings(person, limit=2, after=after)
        assert len(page["items"]) <= 2
        seen += [each["id"] for each in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == wanted


async def test_enrol_41_the_read_is_logged_and_for_the_own_institution_alone(ready: TrainingClient) -> None:
    person = await somebody(ready)
    await ready.list_openings(person, purpose="rapat%20TPP")
    reads = await ready.h.pool.fetch("select purpose from person_reads where purpose = 'rapat TPP'")
    assert len(reads) == 1
    for stranger in (Caller("institution_staff", OTHER_PRISON), TRAINER, AUDITOR, Caller("coordinator")):
        await ready.list_openings(person, by=stranger, status=403)
    await ready.list_openings(scene.invent_id(), status=404)


async def test_enrol_42_an_erased_participant_has_no_openings(ready: TrainingClient) -> None:
    person = await somebody(ready)
    await ready.h.pool.execute(
        "update participants set birth_date = null, erased_at = now() where id = $1", UUID(person)
    )
    assert (await ready.list_openings(person, status=409))["title"] == "participant-erased"


async def test_enrol_43_a_calendar_that_is_wrong_in_every_session_gives_ten_reasons(ready: TrainingClient) -> None:
    mornings = [
        {"starts_at": f"2026-04-{day}T08:00:00+09:00", "ends_at": f"2026-04-{day}T09:00:00+09:00"}
        for day in range(13, 29)
    ]
    programme = await course(ready, mornings, sessions=16)
    found = (await openings(ready, await somebody(ready, birth_date=CHILD)))[programme]
    assert len(found["reasons"]) == 10
    assert found["may_join"] is False


async def test_enrol_44_no_list_of_openings_scans_programmes_or_enrolments(ready: TrainingClient) -> None:
    """Among many closed programmes, and many enrolments of others."""
    programme = UUID(await course(ready, AFTERNOON))
    person = await somebody(ready)
    await enrol(ready, str(programme), person)
    await enrol(ready, await course(ready, skill="cooking"), person)
    pool = ready.h.pool
    async with pool.acquire() as conn, conn.transaction():
        columns = [
            r[0]
            for r in await conn.fetch(
                "select column_name from information_schema.columns where table_schema = current_schema()"
                " and table_name = 'programmes' and column_name not in ('id', 'state')"
            )
        ]
        listed = ", ".join(columns)
        await conn.execute(
            f"insert into programmes (id, state, {listed}) select gen_random_uuid(), 'closed', {listed}"
            " from programmes, generate_series(1, 5000) where id = $1",
            programme,
        )
        await conn.execute(
            "insert into enrolments (id, programme_id, participant_id, person_id, skill, rules_from, state, reason,"
            " enrolled_at) select gen_random_uuid(), e.programme_id, e.participant_id, gen_random_uuid(), e.skill,"
            " e.rules_from, 'withdrawn', 'x', e.enrolled_at from enrolments as e, generate_series(1, 20000)"
            " where e.programme_id = $1",
            programme,
        )
        await conn.execute("analyze programmes")
        await conn.execute("analyze enrolments")
        plans = [
            await conn.fetchval(
                "explain (format json) select * from programmes where institution_id = $1 and state = 'open'"
                " and ends_on >= $2 and ($3::uuid is null or id > $3) order by id limit 51",
                *(STAFF.organisation, date(2026, 2, 9), None),
            ),
            await conn.fetchval(
                "explain (format json) select e.person_id, s.programme_id, s.number, s.starts_at, s.ends_at"
                " from enrolments as e join sessions as s on s.programme_id = e.programme_id"
                " where e.person_id = any($1) and not e.programme_id = any($2) and s.starts_at >= $3"
                " and (e.state = 'confirmed' or exists (select from attendance as a"
                "  where a.enrolment_id = e.id and a.session = s.number and a.outcome = 'present'))",
                *([UUID(person)], [programme], datetime.fromisoformat("2026-02-09T00:00:00+09:00")),
            ),
        ]
    scanned = {
        node["Relation Name"]
        for plan in plans
        for node in _nodes(orjson.loads(plan)[0]["Plan"])
        if node["Node Type"] == "Seq Scan"
    }
    assert scanned.isdisjoint({"programmes", "enrolments"}), plans


def _nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(below for child in node.get("Plans", []) for below in _nodes(child))]


async def test_enrol_45_what_overlaps_is_shown_before_it_is_tried(ready: TrainingClient) -> None:
    taken, clashing = await course(ready, AFTERNOON), await course(ready, CLASHING)
    person = await somebody(ready)
    await enrol(ready, taken, person)
    found = (await openings(ready, person))[clashing]
    assert [each["slug"] for each in found["reasons"]] == ["courses-overlap"]
