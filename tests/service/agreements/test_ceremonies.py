"""A ceremony: several PKS signed at one place and day in one request; a bad line keeps no good one."""

from __future__ import annotations

from typing import Any

from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient


def _line(client: AgreementsClient, pks: Agreement, party: str, **changes: Any) -> dict[str, Any]:
    line = client.signature(pks, party, **changes) | {"agreement_id": pks.id}
    return {name: value for name, value in line.items() if name not in {"place", "signed_on"}}


async def test_ceremony_01_each_line_has_its_answer_and_a_bad_one_keeps_no_good_one(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    one, two, draft = [await scene.draft_pks(client, umbrella, title=f"PKS {n}") for n in ("Satu", "Dua", "Tiga")]
    for pks in (one, two):
        await scene.approve(client, pks)
    lines = [
        _line(client, one, "agency"),
        _line(client, two, "agency", authority="office", kuasa_number=None, kuasa_date=None),
        _line(client, draft, "agency"),
        _line(client, one, "prison"),
        _line(client, umbrella, "city"),
        _line(client, two, "agency"),
    ]
    body = {"place": "Balai Kota", "signed_on": client.today, "lines": lines}
    path = f"{umbrella.path}/ceremonies"
    answer = await client.call("POST", path, json=body, by="city", status=200)
    assert [(line["signed"], line["slug"]) for line in answer["lines"]] == [
        (True, None),
        (False, "power-of-attorney-missing"),
        (False, "wrong-state"),
        (False, "not-of-this-side"),
        (False, "not-found"),
        (True, None),
    ]
    assert (answer["lines"][1]["rule"], answer["lines"][1]["article"]) == ("A2", "PP 28/2018 art. 13")
    assert await client.h.pool.fetchval("select count(*) from signatures where place = 'Balai Kota'") == 2
    body["lines"] = [_line(client, pks, "prison") for pks in (two, one)]
    answer = await client.call("POST", path, json=body, by="office", status=200)
    assert [line["state"] for line in answer["lines"]] == ["in_force", "in_force"]
    await client.call("POST", path, json=body, by="agency", status=403)


async def test_ceremony_02_a_pks_of_another_umbrella_is_no_line_of_this_one(client: AgreementsClient) -> None:
    here, there = await scene.make_umbrella(client), await scene.make_umbrella(client, title="Lain")
    pks = await scene.approve(client, await scene.draft_pks(client, there))
    body = {"place": "Balai Kota", "signed_on": client.today, "lines": [_line(client, pks, "agency")]}
    answer = await client.call("POST", f"{here.path}/ceremonies", json=body, by="city", status=200)
    assert [line["slug"] for line in answer["lines"]] == ["not-under-umbrella"]
