"""A participant posted twice with one `Idempotency-Key`: one person, one answer, and no name beside the register."""

from __future__ import annotations

from typing import Any

import httpx

from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, STAFF, TrainingClient

NAME, BORN, NIK = "Salomo Latu", "1990-05-01", "8171010101900001"


async def post(ready: TrainingClient, path: str, body: dict[str, Any], **who: Any) -> httpx.Response:
    headers = ready.h.token(STAFF.role, **{"organisation": STAFF.organisation, **who}) | {"idempotency-key": "k1"}
    return await ready.h.client.post(f"/training/{path}", json=body, headers=headers)


def person() -> dict[str, Any]:
    known = {"institution_id": str(PRISON), "register_number": "B.I 7/2026", "nik": NIK, "risk_level": "minimum"}
    return known | {"name": NAME, "birth_date": BORN}


async def kept(ready: TrainingClient) -> str:
    """Everything that stands in the table."""
    return str(await ready.h.pool.fetchval("select string_agg(k::text, '') from idempotency_keys as k"))


async def test_nothing_of_a_person_is_kept_and_the_repeat_reads_the_register(ready: TrainingClient) -> None:
    first = await post(ready, "participants", person())
    assert first.status_code == 201, first.text
    row = await kept(ready)
    assert first.json()["id"] in row
    for said in (NAME, BORN, NIK, first.json()["person_id"], NAME.encode().hex()):
        assert said not in row
    second = await post(ready, "participants", person())
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["etag"] == first.headers["etag"]
    assert await ready.h.pool.fetchval("select count(*) from participants") == 1


async def test_another_institution_learns_nothing_by_a_key(ready: TrainingClient) -> None:
    await post(ready, "participants", person())
    answer = await post(ready, "participants", person(), organisation=OTHER_PRISON)
    assert answer.status_code in (403, 422)
    assert NAME not in answer.text


async def test_a_persons_place_is_read_again_as_it_is_now(ready: TrainingClient) -> None:
    programme = await scene.open_programme(ready)
    registered = (await scene.register_participant(ready))["id"]
    path = f"programmes/{programme['id']}/enrolments"
    first = (await post(ready, path, {"participant_id": registered})).json()
    await ready.withdraw(first["id"], reason="own_request")
    again = await post(ready, path, {"participant_id": registered})
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (201, first["id"], "withdrawn")
    assert first["name"] not in await kept(ready)
