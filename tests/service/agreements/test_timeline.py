"""The timeline tells an agreement and its obligations in sentences."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from services.agreements import events
from services.agreements.queries.timeline import FORMER_TYPES
from shared.messaging.events import by_type
from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient


async def test_the_timeline_tells_the_agreement_and_its_obligations_in_words(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    pks = await scene.make_pks(client, umbrella, ends_on="2027-02-08")
    one = await scene.agree_obligation(client, pks)
    await client.h.tick()
    await client.report_progress(one, 8)
    scene.move_to(client, "2026-07-01 08:00")
    await client.h.tick()
    await scene.draft_pks(client, umbrella, title="Another")
    texts = [entry["text"] for entry in (await client.read_timeline(pks))["items"]]
    assert texts[0] == "Naskah dibuat: PKS Pelatihan"
    assert texts[1:4] == ["Naskah diajukan untuk ditelaah", "Dinkop menyetujui naskah", "Lapas menyetujui naskah"]
    assert texts[-5:] == [
        "Dinkop mengusulkan kewajiban baru: jumlah 12, tenggat 30-06-2026",
        "Lapas menyetujui usulan: 12 mesin, tenggat 30-06-2026",
        "Diberitahukan sebagaimana disepakati: Dinkop, 12 mesin, tenggat 30-06-2026, status berjalan",
        "Dinkop melaporkan 8 mesin; seluruhnya 8 dari 12",
        "Kewajiban Dinkop lewat tenggat 30-06-2026: 8 dari 12 mesin, menunggu penyerahan",
    ]
    last = (await client.read_timeline(pks, language="en"))["items"][-1]
    assert last["text"] == "Dinkop is overdue since 30-06-2026: 8 of 12 mesin, awaiting delivery"
    assert (last["about"], last["key"], last["at"]) == (
        "Mesin jahit untuk bengkel kerja",
        one,
        "2026-06-30T15:00:00Z",
    )
    pages, after = list[Any](), 0
    while True:
        page = await client.read_timeline(pks, limit=4, after=after)
        pages += page["items"]
        if page["next"] is None:
            break
        after = page["next"]
    assert [entry["text"] for entry in pages] == texts


async def test_the_timeline_of_an_umbrella_and_of_nothing(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    timeline = await client.read_timeline(umbrella)
    assert timeline["items"][-1]["text"] == "Mulai berlaku (09-02-2026 s.d. 08-02-2031)"
    await client.read_timeline(Agreement(umbrella.id, "cooperation", umbrella.parties), status=404)


FORMER: dict[str, tuple[dict[str, Any], str]] = {
    "agreements.record.signature": (
        {"party_id": "city", "number": "1/KB", "place": "Ambon", "signed_on": "2026-02-09"},
        "City menandatangani, nomor 1/KB, Ambon, 09-02-2026",
    ),
    "agreements.record.obligation-progress": (
        {"owed_by": "city", "reported": 8, "unit": "mesin", "done": 8, "quantity": 12},
        "City melaporkan 8 mesin; seluruhnya 8 dari 12",
    ),
    "agreements.record.document": (
        {"kind": "annex"},
        "A document was added. Its name stands in the register, its content is known by its SHA-256.",
    ),
}


@pytest.mark.parametrize("type_", FORMER)
async def test_a_journal_from_before_a_type_was_renamed_is_told_as_before(client: AgreementsClient, type_: str) -> None:
    data, text = FORMER[type_]
    data = {name: client.ids.get(str(value), value) for name, value in data.items()}
    umbrella = await scene.draft_umbrella(client)
    await client.h.pool.execute(
        "insert into journal (event_id, type, key, version, data, actor, occurred_at, correlation_id, digest,"
        " previous_hash, hash) select uuidv7(), $1, key, 2, $2::text::json, actor, occurred_at, 'c', digest, hash, hash"
        " from journal where key = $3",
        *(type_, orjson.dumps(data).decode(), umbrella.id),
    )
    last = (await client.read_timeline(umbrella))["items"][-1]
    assert (last["type"], last["text"]) == (type_, text)


def test_every_former_type_has_a_successor_and_is_used_no_more() -> None:
    assert set(FORMER) == set(FORMER_TYPES)
    assert set(FORMER_TYPES.values()) <= set(by_type(events))
    assert not set(FORMER_TYPES) & set(by_type(events))
