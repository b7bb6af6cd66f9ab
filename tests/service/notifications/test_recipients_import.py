"""The directory of recipients from a CSV file."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.scene import DINSOS, LAPAS

HEAD = "reference,name,organisation,roles,language,email,channels,active"


async def by_reference(notifications: NotificationsClient) -> dict[str, dict[str, Any]]:
    page = await notifications.list_recipients(limit=200)
    return {view["reference"]: view for view in page["items"]}


async def test_imports_by_reference_and_twice_changes_nothing(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "asn-1")
    rows = [
        "asn-1,Nama baru,lapas-ambon,clerk|counsellor,en,a@ambon.example,email inbox,ya",
        "asn-2,Nama dua,dinsos,,,,inbox,",
        f"asn-3,Nama tiga,{LAPAS},,,,,tidak",
    ]
    csv = "\n".join([HEAD, *rows])
    first = await notifications.import_recipients(csv)
    assert first == {"added": 2, "changed": 1, "unchanged": 0, "errors": []}
    facts = len(await notifications.h.facts())
    second = await notifications.import_recipients(csv)
    assert second == {"added": 0, "changed": 0, "unchanged": 3, "errors": []}
    assert len(await notifications.h.facts()) == facts
    saved = await by_reference(notifications)
    assert saved["asn-1"]["organisation_id"] == str(LAPAS)
    assert saved["asn-1"]["roles"] == ["clerk", "counsellor"]
    assert saved["asn-1"]["version"] == 2
    assert saved["asn-2"]["organisation_id"] == str(DINSOS)
    assert saved["asn-3"]["active"] is False


async def test_a_bad_line_harms_only_itself_and_is_not_repeated_back(notifications: NotificationsClient) -> None:
    rows = [
        "asn-1,Rahasia,dinsos,,,bukan alamat,email,",
        "asn-2,Nama,tidak-ada,,,,,",
        "asn-3,Nama,dinsos,,,,,",
        "asn-3,Nama,dinsos,,,,,",
        "asn-4,Nama,dinsos,,,,email,",
        "asn-5,Nama,dinsos,,,,,mungkin",
        "erased-1,Nama,dinsos,,,,,",
    ]
    answer = await notifications.import_recipients("\n".join([HEAD, *rows]))
    assert answer["added"] == 1
    assert [(e["line"], e["field"]) for e in answer["errors"]] == [
        (2, "email"),
        (3, "organisation_id"),
        (5, "reference"),
        (6, "channels"),
        (7, "active"),
        (8, "reference"),
    ]
    assert "Rahasia" not in str(answer)
    assert "bukan alamat" not in str(answer)
    assert set(await by_reference(notifications)) == {"asn-3"}


async def test_reads_what_a_spreadsheet_writes_here(notifications: NotificationsClient) -> None:
    csv = "\ufeff" + HEAD.replace(",", ";") + '\r\nasn-1;"Nama; gelar";dinsos;clerk counsellor;;;inbox;\r\n'
    assert (await notifications.import_recipients(csv.encode()))["added"] == 1
    assert (await by_reference(notifications))["asn-1"]["name"] == "Nama; gelar"


@pytest.mark.parametrize("body", [b"", b"reference,name\n1,2", b"\xff\xfe", HEAD.encode() + b'\n"open'])
async def test_refuses_a_file_that_is_no_csv(notifications: NotificationsClient, body: bytes) -> None:
    refused = await notifications.import_recipients(body, status=422)
    assert refused["title"] == "directory-unreadable"


async def test_an_import_has_a_bound(notifications: NotificationsClient) -> None:
    rows = "\n".join(f"a{n},N,,,,,," for n in range(10_001))
    refused = await notifications.import_recipients(f"{HEAD}\n{rows}", status=422)
    assert refused["title"] == "directory-unreadable"


async def test_ten_thousand_realistic_lines_come_in(notifications: NotificationsClient) -> None:
    row = (
        "asn-{0:05},Nama Lengkap Pegawai Negeri Sipil Nomor {0},dinsos,clerk|counsellor|coordinator,id,"
        "nama.lengkap.pegawai.negeri.{0}@dinas-sosial.ambon.example,email|inbox,ya"
    )
    csv = "\n".join([HEAD, *(row.format(number) for number in range(10_000))])
    assert 1_600_000 < len(csv) < 2_000_000
    answer = await notifications.import_recipients(csv)
    assert (answer["added"], answer["errors"]) == (10_000, [])


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("asn-1,Na\0ma,dinsos,,,,,", "name"),
        ("asn\0-1,Nama,dinsos,,,,,", "reference"),
        ("asn-1,Nama,din\0sos,,,,,", "organisation_id"),
        ("asn-1,Nama,dinsos,cl\0erk,,,,", "roles"),
        ("asn-1,Nama,dinsos,,i\0d,,,", "language"),
        ("asn-1,Nama,dinsos,,,a\0@ambon.example,,", "email"),
        ("asn-1,Nama,dinsos,,,,in\0box,", "channels"),
        ("asn-1,Nama,dinsos,,,,,y\0a", "active"),
        ("asn-1,Nama\x1b[31m,dinsos,,,,,", "name"),
        ("asn-1,Pattiasina, Yohanis,dinsos,,,,,", ""),
        ("asn-1," + "N" * 1_000_000 + ",dinsos,,,,,", "name"),
        ('asn-1,"Na"ma,dinsos,,,,,', ""),
        ("asn-1,Na\udcffma,dinsos,,,,,", ""),
    ],
)
async def test_a_strange_character_harms_its_own_line(notifications: NotificationsClient, row: str, field: str) -> None:
    csv = f"{HEAD}\n{row}\nasn-2,Nama,dinsos,,,,,".encode(errors="surrogateescape")
    answer = await notifications.import_recipients(csv)
    assert answer["added"] == 1
    assert {(e["line"], e["field"]) for e in answer["errors"]} == {(2, field)}


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
async def test_every_end_of_line_is_read(notifications: NotificationsClient, end: str) -> None:
    rows = [HEAD.replace(",", ";"), "asn-1;Nama;dinsos;;;;;", "asn-2;Nama, dua;dinsos;;;;;"]
    answer = await notifications.import_recipients(("\ufeff" + end.join(rows)).encode())
    assert (answer["added"], answer["errors"]) == (2, [])


async def test_a_file_that_breaks_off_says_at_which_line(notifications: NotificationsClient) -> None:
    csv = f'{HEAD}\nasn-1,Nama,dinsos,,,,,\nasn-2,"Nama'
    refused = await notifications.import_recipients(csv, status=422)
    assert (refused["title"], "#3: " in refused["detail"]) == ("directory-unreadable", True), refused
