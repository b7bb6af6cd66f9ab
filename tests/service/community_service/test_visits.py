"""The supervision log in the columns of prosecutors: sessions and visits by day, as JSON, CSV and PDF; reads logged."""

from __future__ import annotations

import csv
import io

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

VISIT = {
    "kind": "site_visit",
    "on": MONDAY,
    "starts": "13:00",
    "ends": "13:30",
    "complied": True,
    "behaviour": "good",
    "notes": "=HYPERLINK()",
}


async def test_the_log_has_sessions_and_visits_by_day_with_a_running_total(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY)
    await scene.miss_days(client, sentence, site, TUESDAY)
    await client.record_visit(sentence["id"], VISIT, caller=PROSECUTOR)
    log = await client.read_log(sentence["id"])
    assert [
        (
            line["on"],
            line["starts"],
            line["ends"],
            line["kind"],
            line["compliance"],
            line["minutes"],
            line["total_minutes"],
        )
        for line in log["lines"]
    ] == [
        (MONDAY, "08:00:00", "12:00:00", "attendance", "attended_complied", 240, 240),
        (MONDAY, "13:00:00", "13:30:00", "site_visit", "complied", 0, 240),
        (TUESDAY, "08:00:00", "09:00:00", "attendance", "unacceptable_absence", 0, 240),
    ]
    assert (log["total_minutes"], log["required_minutes"], log["verdict_number"]) == (240, 480, "12/Pid.B/2026/PN Amb")
    assert "record.visit-recorded" in await scene.types(h)
    assert all("HYPERLINK" not in str(fact) for _, fact in await h.facts())


async def test_the_same_log_as_csv_and_as_pdf(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    await client.record_visit(sentence["id"], VISIT)
    rows = list(csv.reader(io.StringIO((await client.read_log(sentence["id"], ".csv")).decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [10] * 4
    assert rows[0][:6] == ["Tanggal", "Dari", "Sampai", "Kepatuhan", "Perilaku", "Jenis kunjungan"]
    assert rows[2][5:8] == ["kunjungan lokasi", "", "'=HYPERLINK()"]
    assert rows[3][-2:] == ["240", "480"]
    english = await client.with_headers(accept_language="en").read_log(sentence["id"], ".csv")
    assert "Kind of visit" in english.decode()
    read = scene.text(await client.read_log(sentence["id"], "/document"))
    assert "BUKU PENGAWASAN" in read
    assert "Diakui seluruhnya 8 jam dari 8 jam." in read


async def test_no_form_of_a_childs_log_has_a_name_or_a_verdict_number(client: CommunityServiceClient) -> None:
    sentence = await scene.serve_child(client)
    forms = [
        str(await client.read_log(sentence["id"])),
        (await client.read_log(sentence["id"], ".csv")).decode(),
        scene.text(await client.read_log(sentence["id"], "/document")),
    ]
    assert all("Anak Contoh" not in form and "3/Pid.Sus-Anak" not in form for form in forms)


async def test_each_read_in_each_form_is_logged(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    for suffix in ("", ".csv", "/document"):
        await client.read_log(sentence["id"], suffix, caller=HEAD)
    rows = await h.pool.fetch("select reader, purpose from person_reads")
    assert [tuple(row) for row in rows] == [("kabapas", "supervision log")] * 3


@pytest.mark.parametrize("caller", [PROSECUTOR.at(OTHER_BAPAS), COUNSELLOR.at(None), SUPERVISOR])
async def test_who_may_not_read_the_log(h: Harness, client: CommunityServiceClient, caller: Caller) -> None:
    sentence = await scene.pronounce(client)
    for suffix in ("", ".csv", "/document"):
        await client.read_log(sentence["id"], suffix, caller=caller, status=403)
    assert await h.pool.fetchval("select count(*) from person_reads") == 0


@pytest.mark.parametrize("caller", [COORDINATOR, SUPERVISOR, HEAD, COUNSELLOR.at(OTHER_BAPAS)])
async def test_who_may_not_record_a_visit(client: CommunityServiceClient, caller: Caller) -> None:
    sentence = await scene.serve(client)
    await client.record_visit(sentence["id"], VISIT, caller=caller, status=403)


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"on": "2026-03-04"}, "visit-in-future"),
        ({"on": "2026-02-19"}, "visit-before-verdict"),
        ({"ends": "13:00"}, "unreadable"),
        ({"kind": "attendance"}, "unreadable"),
        ({"notes": "\0"}, "unreadable"),
    ],
)
async def test_a_visit_that_cannot_be(client: CommunityServiceClient, changes: dict[str, str], slug: str) -> None:
    sentence = await scene.serve(client)
    refused = await client.record_visit(sentence["id"], VISIT | changes, status=422)
    assert refused["title"] == slug


async def test_a_corrected_session_stands_corrected_in_the_log(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (session_id,) = await scene.serve_days(client, sentence, site, MONDAY)
    await scene.correct(client, session_id, bodies.correction(MONDAY, "08:00", "09:00"))
    (line,) = (await client.read_log(sentence["id"]))["lines"]
    assert (line["ends"], line["minutes"], line["total_minutes"]) == ("09:00:00", 60, 60)
