"""What is kept of a request gives nothing back: its digest has a key, and a personal answer leaves no ETag."""

from __future__ import annotations

import hashlib

import orjson
import pytest

from shared.runtime import jobs_of
from shared.settings import ServiceSettings
from tests.conftest import RunService
from tests.service.training import scene
from tests.service.training.client import PRISON, TrainingClient
from tests.support.harness import SETTINGS


async def test_a_participant_sent_with_a_key_leaves_no_plain_digest_and_no_etag(harness: RunService) -> None:
    async with harness(scene.SERVICE) as h:
        await scene.publish_organisations(TrainingClient(h))
        fields = {
            "institution_id": str(PRISON),
            "register_number": "B.I 1/2026",
            "nik": "8171010101900001",
            "name": "Orang Contoh",
            "birth_date": "1990-01-01",
            "risk_level": "minimum",
        }
        body = orjson.dumps(fields)
        token = h.token("institution_staff", organisation=PRISON)
        headers = token | {"idempotency-key": "k1", "content-type": "application/json"}
        for _ in range(2):
            assert (await h.client.post("/training/participants", content=body, headers=headers)).status_code == 201
        row = await h.pool.fetchrow("select fingerprint, etag, body from idempotency_keys")
        assert row
        said = f"POST /training/participants?\n{PRISON} ['institution_staff']\n".encode() + body
        assert row["fingerprint"] != hashlib.sha256(said).digest()
        assert (row["etag"], row["body"]) == (None, None)
        assert await h.pool.fetchval("select count(*) from person_reads") == 1, "the repeated answer is a read"
        await h.pool.execute("update idempotency_keys set fingerprint = $1", hashlib.sha256(said).digest())
        again = await h.client.post("/training/participants", content=body, headers=headers)
        assert again.status_code == 201, "a digest of a release before this one is still known"


def test_the_operator_s_days_count_and_an_unknown_class_stops_the_start() -> None:
    known = ServiceSettings.model_validate({**SETTINGS, "retention_days": {"register": 3650}})
    assert "erase_register" in [job.__name__ for job in jobs_of(scene.SERVICE, known)]
    wrong = ServiceSettings.model_validate({**SETTINGS, "retention_days": {"registre": 3650}})
    with pytest.raises(SystemExit, match="registre"):
        jobs_of(scene.SERVICE, wrong)
