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
    ]
    answer = await notifications.import_recipients("\n".join([HEAD, *rows]))
    assert answer["added"] == 1
    assert [(e["line"], e["field"]) for e in answer["errors"]] == [
        (2, "email"),
        (3, "organisation_id"),
        (5, "reference"),
        (6, "channels"),
        (7, "active"),
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
