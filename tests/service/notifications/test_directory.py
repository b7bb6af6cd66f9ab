"""The directory: one by one and by CSV, and what is known of organisations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.agreements.events import OrganisationUpdated
from tests.service.notifications.conftest import DINSOS, LAPAS, recipient
from tests.support.harness import Harness

HEAD = "reference,name,organisation,roles,language,email,channels,active"


async def load(h: Harness, text: str | bytes, status: int = 200) -> Any:
    headers = h.token("coordinator") | {"content-type": "text/csv"}
    answer = await h.client.post("/notifications/recipients/import", content=text, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def listed(h: Harness, query: str = "") -> dict[str, dict[str, Any]]:
    page = await h.get(f"/notifications/recipients?limit=200{query}", "coordinator")
    return {view["reference"]: view for view in page["items"]}


async def test_adds_one_and_refuses_the_same_reference(notifications: Harness) -> None:
    made = await recipient(notifications, "asn-1", email="a@ambon.example", channels=["email", "inbox"])
    assert (made["language"], made["version"]) == ("id", 1)
    body = {"reference": "asn-1", "name": "Lain"}
    refused = await notifications.post("/notifications/recipients", body, "coordinator", status=409)
    assert refused["title"] == "reference-taken"


@pytest.mark.parametrize(
    "said",
    [
        {"channels": ["email"]},
        {"email": "a@b, c@d", "channels": ["email"]},
        {"email": "a@b\nBcc: c@d", "channels": ["email"]},
        {"channels": []},
        {"language": "fr"},
        {"roles": ["Clerk!"]},
    ],
)
async def test_refuses_an_entry_that_cannot_be_reached(notifications: Harness, said: dict[str, Any]) -> None:
    body = {"reference": "asn-1", "name": "Nama"} | said
    await notifications.post("/notifications/recipients", body, "coordinator", status=422)


async def test_changes_one(notifications: Harness) -> None:
    made = await recipient(notifications, "asn-1")
    path = f"/notifications/recipients/{made['id']}"
    changed = await notifications.put(path, {"name": "Nama baru", "active": False}, "coordinator")
    assert (changed["name"], changed["active"], changed["version"]) == ("Nama baru", False, 2)


async def test_imports_by_reference_and_twice_changes_nothing(notifications: Harness) -> None:
    await recipient(notifications, "asn-1")
    rows = [
        "asn-1,Nama baru,lapas-ambon,clerk|counsellor,en,a@ambon.example,email inbox,ya",
        "asn-2,Nama dua,dinsos,,,,inbox,",
        f"asn-3,Nama tiga,{LAPAS},,,,,tidak",
    ]
    text = "\n".join([HEAD, *rows])
    assert await load(notifications, text) == {"added": 2, "changed": 1, "unchanged": 0, "errors": []}
    facts = len(await notifications.facts())
    assert await load(notifications, text) == {"added": 0, "changed": 0, "unchanged": 3, "errors": []}
    assert len(await notifications.facts()) == facts
    kept = await listed(notifications)
    assert kept["asn-1"]["organisation_id"] == str(LAPAS)
    assert kept["asn-1"]["roles"] == ["clerk", "counsellor"]
    assert kept["asn-1"]["version"] == 2
    assert kept["asn-2"]["organisation_id"] == str(DINSOS)
    assert kept["asn-3"]["active"] is False


async def test_a_bad_line_harms_only_itself_and_is_not_repeated_back(notifications: Harness) -> None:
    rows = [
        "asn-1,Rahasia,dinsos,,,bukan alamat,email,",
        "asn-2,Nama,tidak-ada,,,,,",
        "asn-3,Nama,dinsos,,,,,",
        "asn-3,Nama,dinsos,,,,,",
        "asn-4,Nama,dinsos,,,,email,",
        "asn-5,Nama,dinsos,,,,,mungkin",
    ]
    answer = await load(notifications, "\n".join([HEAD, *rows]))
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
    assert set(await listed(notifications)) == {"asn-3"}


async def test_reads_what_a_spreadsheet_writes_here(notifications: Harness) -> None:
    text = "\ufeff" + HEAD.replace(",", ";") + '\r\nasn-1;"Nama; gelar";dinsos;clerk counsellor;;;inbox;\r\n'
    assert (await load(notifications, text.encode()))["added"] == 1
    assert (await listed(notifications))["asn-1"]["name"] == "Nama; gelar"


@pytest.mark.parametrize("body", [b"", b"reference,name\n1,2", b"\xff\xfe", HEAD.encode() + b'\n"open'])
async def test_refuses_a_file_that_is_none(notifications: Harness, body: bytes) -> None:
    refused = await load(notifications, body, 422)
    assert refused["title"] == "directory-unreadable"


async def test_an_import_has_a_bound(notifications: Harness) -> None:
    rows = "\n".join(f"a{n},N,,,,,," for n in range(10_001))
    assert (await load(notifications, f"{HEAD}\n{rows}", 422))["title"] == "directory-unreadable"


async def test_pages_and_filters(notifications: Harness) -> None:
    for n in range(3):
        await recipient(notifications, f"asn-{n}", LAPAS if n else DINSOS, roles=["clerk"] if n < 2 else [])
    first = await notifications.get("/notifications/recipients?limit=2", "coordinator")
    rest = await notifications.get(f"/notifications/recipients?limit=2&after={first['next']}", "coordinator")
    assert [view["reference"] for view in first["items"] + rest["items"]] == ["asn-0", "asn-1", "asn-2"]
    assert rest["next"] is None
    assert set(await listed(notifications, f"&organisation={LAPAS}&role=clerk")) == {"asn-1"}


async def test_nothing_personal_in_the_journal(notifications: Harness) -> None:
    await recipient(notifications, "asn-1", email="a@ambon.example", channels=["email"])
    journal = str(await notifications.facts())
    assert not any(secret in journal for secret in ("Nama", "asn-1", "ambon.example"))


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 2, 3, 1)])
async def test_the_last_version_of_an_organisation_wins_in_any_order(
    notifications: Harness, order: tuple[int, ...]
) -> None:
    somewhere = UUID(int=999)
    for version in order:
        event = OrganisationUpdated(organisation_id=somewhere, code="x-y", name=f"Versi {version}", kind="agency")
        await notifications.hear(event, version=version, id=f"event-{version}")
    row = await notifications.pool.fetchrow("select name, version from organisations where id = $1", somewhere)
    assert row is not None
    assert tuple(row) == ("Versi 3", 3)
