"""The papers of a case as offices enter and read them, the handover record, and a child's place by its litmas."""

from __future__ import annotations

import asyncio

import asyncpg
import orjson
import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import LITMAS, MONDAY, ORDER, RECEPTION
from tests.service.community_service.callers import (
    AUDITOR,
    COUNSELLOR,
    HEAD,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

AFTERNOON = bodies.session(MONDAY, "14:00", "16:00")


async def test_a_case_says_which_papers_are_missing_until_they_are_entered(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    assert sentence["missing_papers"] == ["litmas", "execution_order", "reception"]
    listed = await client.list_sentences(papers_missing="true")
    assert [each["missing_papers"] for each in listed["items"]] == [sentence["missing_papers"]]
    seen = await scene.receive(client, sentence)
    assert seen["missing"] == (await client.read_sentence(sentence["id"]))["missing_papers"] == []
    assert (await client.list_sentences(papers_missing="true"))["items"] == []
    assert len((await client.list_sentences(papers_missing="false"))["items"]) == 1
    assert (await scene.types(h))[-3:] == ["litmas.recorded", "execution.ordered", "client.received"]


async def test_a_person_at_the_gate_is_never_turned_away_for_a_paper(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY)
    seen = await client.read_sentence(sentence["id"])
    assert (seen["state"], seen["missing_papers"]) == ("active", ["litmas", "execution_order", "reception"])


async def test_a_correction_is_a_new_version_and_the_old_one_stays(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await scene.receive(client, sentence)
    again = await client.order_execution(sentence["id"], ORDER)
    assert [each["version"] for each in again["execution_orders"]] == [1]
    corrected = await client.order_execution(sentence["id"], ORDER | {"number": "PRINT-48/2026 (ralat)"})
    assert [(each["version"], each["number"]) for each in corrected["execution_orders"]] == [
        (2, "PRINT-48/2026 (ralat)"),
        (1, "PRINT-48/2026"),
    ]
    received = await client.receive(sentence["id"], RECEPTION)
    assert [(each["version"], each["order_version"]) for each in received["receptions"]] == [(2, 2), (1, 1)]


async def test_no_version_is_changed_or_deleted(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await scene.receive(client, sentence)
    for table in ("litmas", "execution_orders", "receptions"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(f"update {table} set recorded_by = 'x'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(f"delete from {table}")


async def test_the_database_holds_no_reception_without_its_papers(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await client.receive(sentence["id"], RECEPTION, status=409)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await h.pool.execute(
            "insert into receptions values (gen_random_uuid(), $1, 1, '2026-02-26', 'Bapas', 'pk', 1, 1, 'pk', now())",
            sentence["id"],
        )


@pytest.mark.parametrize(
    ("paper", "caller"),
    [
        ("record_litmas", COUNSELLOR.at(OTHER_BAPAS)),
        ("record_litmas", PROSECUTOR),
        ("order_execution", COUNSELLOR),
        ("order_execution", PROSECUTOR.at(OTHER_BAPAS)),
        ("receive", PROSECUTOR),
        ("receive", COUNSELLOR.at(KEJARI)),
        ("receive", HEAD),
    ],
)
async def test_who_may_not_enter_a_paper(client: CommunityServiceClient, paper: str, caller: Caller) -> None:
    sentence = await scene.pronounce(client)
    body = {"record_litmas": LITMAS, "order_execution": ORDER, "receive": RECEPTION}[paper]
    await getattr(client, paper)(sentence["id"], body, caller=caller, status=403)


async def test_the_same_order_twice_at_once_is_one_version(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await asyncio.gather(*(client.order_execution(sentence["id"], ORDER) for _ in range(4)))
    assert len((await client.read_papers(sentence["id"]))["execution_orders"]) == 1
    numbers = [ORDER | {"number": f"N/{number}"} for number in range(4)]
    await asyncio.gather(*(client.order_execution(sentence["id"], body) for body in numbers))
    papers = await client.read_papers(sentence["id"])
    assert [each["version"] for each in papers["execution_orders"]] == [5, 4, 3, 2, 1]


async def test_a_litmas_of_an_unknown_site_is_refused_whole(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await client.record_litmas(sentence["id"], LITMAS | {"site_ids": [sentence["id"]]}, status=404)
    assert (await client.read_papers(sentence["id"]))["litmas"] == []


async def test_the_handover_record_has_a_number_a_code_and_no_name_of_the_client(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    await client.read_handover(sentence["id"], status=409)
    await scene.receive(client, sentence)
    read = scene.text(await client.read_handover(sentence["id"]))
    for said in (
        *("BERITA ACARA SERAH TERIMA KLIEN", "000001/LAP-KS/2026", "PRINT-48/2026", "LIT/7/2026", "Jaksa Contoh, S.H."),
        *("26 Februari 2026", "12/Pid.B/2026/PN Amb"),
    ):
        assert said in read
    assert "Yohanes" not in read
    issued = await client.with_headers(accept="application/json").read_handover(sentence["id"])
    assert (issued["kind"], issued["content"]["version"]) == ("reception", 1)
    checked = await client.check_document(issued["code"], sha256=issued["sha256"]["id"])
    assert (checked["kind"], checked["standing"], checked["matches"]) == ("reception", "current", True)
    assert checked["totals"] == {"required_minutes": 480, "version": 1}
    assert "Jaksa" not in str(checked)
    record = next(fact for type_, fact in await h.facts() if type_.endswith("record.report-issued"))
    assert record["kind"] == "reception"


async def test_a_corrected_reception_supersedes_the_record(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await scene.receive(client, sentence)
    as_json = client.with_headers(accept="application/json")
    first = await as_json.read_handover(sentence["id"])
    assert await as_json.read_handover(sentence["id"]) == first
    await client.receive(sentence["id"], RECEPTION | {"place": "LPKA Ambon"})
    second = await as_json.read_handover(sentence["id"])
    assert (second["number"], second["content"]["place"]) == ("000002/LAP-KS/2026", "LPKA Ambon")
    assert (await client.check_document(first["code"]))["standing"] == "superseded"


async def test_a_childs_handover_record_has_no_verdict_number(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await scene.receive(client, sentence)
    read = scene.text(await client.read_handover(sentence["id"]))
    assert "3/Pid.Sus-Anak" not in read
    assert "nomor pada berkas perkara" in read


async def test_a_read_of_the_handover_record_is_logged_and_is_for_the_offices(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    await scene.receive(client, sentence)
    await client.read_handover(sentence["id"], caller=HEAD)
    await client.read_handover(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.read_handover(sentence["id"], caller=SUPERVISOR, status=403)
    readers = await h.pool.fetch("select reader, purpose from person_reads")
    assert [tuple(row) for row in readers] == [("kabapas", "report 000001/LAP-KS/2026")]


# C2p


async def test_a_child_is_placed_where_the_litmas_says_though_nothing_is_accredited(
    client: CommunityServiceClient,
) -> None:
    library = await scene.open_site(client, child_friendly=False, host_organisation_id=None, place_kind="library")
    sentence = await scene.pronounce(client, bodies.child_verdict())
    refused = await scene.place(client, sentence, library, AFTERNOON, status=422)
    assert [(v["rule"], v["article"]) for v in refused["violations"]] == [("C2p", "PP 58/2022 art. 15(1)")]
    await client.record_litmas(sentence["id"], LITMAS | {"site_ids": [library["id"]]})
    await scene.place(client, sentence, library, AFTERNOON)


async def test_a_litmas_may_name_a_kind_of_place_that_a_site_says_later(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, child_friendly=False, host_organisation_id=None)
    assert site["place_kind"] is None
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await client.record_litmas(sentence["id"], LITMAS | {"place_kinds": ["home_for_aged"]})
    await scene.place(client, sentence, site, AFTERNOON, status=422)
    assert (await client.set_place_kind(site["id"], "home_for_aged"))["place_kind"] == "home_for_aged"
    await scene.place(client, sentence, site, AFTERNOON)
    assert (await client.read_site(site["id"]))["state"] == "open"


async def test_a_plan_for_a_child_uses_the_places_of_its_litmas(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, child_friendly=False, host_organisation_id=None)
    sentence = await scene.pronounce(client, bodies.child_verdict())
    assert (await scene.make_plan(client, sentence))["state"] == "impossible"
    await client.record_litmas(sentence["id"], LITMAS | {"site_ids": [site["id"]]})
    plan = await scene.make_plan(client, sentence)
    assert {each["site_id"] for each in plan["sessions"]} == {site["id"]}
    assert (await client.confirm_plan(plan["id"]))["state"] == "confirmed"


async def test_a_new_litmas_that_names_the_site_no_more_ends_new_placements(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, child_friendly=False, host_organisation_id=None)
    sentence = await scene.pronounce(client, bodies.child_verdict())
    await client.record_litmas(sentence["id"], LITMAS | {"site_ids": [site["id"]]})
    plan = await scene.make_plan(client, sentence)
    await client.record_litmas(sentence["id"], LITMAS | {"number": "LIT/8/2026"})
    refused = await client.confirm_plan(plan["id"], status=422)
    assert {v["slug"] for v in refused["violations"]} == {"site-not-child-friendly"}


async def test_the_litmas_of_one_child_does_not_open_a_place_to_another(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, child_friendly=False, host_organisation_id=None)
    first = await scene.pronounce(client, bodies.child_verdict())
    other = await scene.pronounce(
        client, bodies.child_verdict(verdict_number="4/Pid.Sus-Anak/2026/PN Amb", nik="8171010505100003")
    )
    await client.record_litmas(first["id"], LITMAS | {"site_ids": [site["id"]]})
    await scene.place(client, other, site, AFTERNOON, status=422)


async def test_no_shared_fact_of_a_litmas_says_that_the_case_is_a_childs(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client)
    adult, child = await scene.pronounce(client), await scene.pronounce(client, bodies.child_verdict())
    for sentence in (adult, child):
        await client.record_litmas(sentence["id"], LITMAS | {"site_ids": [site["id"]], "place_kinds": ["school"]})
    rows = await h.pool.fetch("select data::text from journal where type = 'community-service.litmas.recorded'")
    said = [set(orjson.loads(row["data"])) for row in rows]
    assert said[0] == said[1]
    assert all("school" not in row["data"] and site["id"] not in row["data"] for row in rows)


async def test_the_auditor_reads_the_papers_of_every_case(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await scene.receive(client, sentence)
    papers = await client.read_papers(sentence["id"], caller=AUDITOR)
    assert (papers["litmas"][0]["office"], papers["litmas"][0]["counsellor"]) == ("BAPAS-AMBON", "pk")
    await client.read_papers(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
