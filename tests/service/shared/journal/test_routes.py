"""The journal over HTTP: verification for those who watch, seals, keys and proofs for outsiders."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.service.shared.journal.sealing import (
    FORGER,
    KEY,
    OURS,
    days,
    fact,
    rechained,
    resealed,
    sealed,
    verified,
)
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.outsider import OUTSIDER
from tests.support.tiny import OTHER, superuser


async def test_an_auditor_verifies_all_and_one_case(h: Harness, databases: Databases) -> None:
    await days(h)
    everything = await h.get("/agreements/journal/verification", "auditor")
    assert (everything["fits"], everything["facts"], everything["seals"], everything["sealed_day"]) == (
        *(True, 9, 3),
        "2026-02-11",
    )
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set actor = 'x' {fact(2)}")
        position = await conn.fetchval(f"select position from journal {fact(2)}")
    one = await h.get(f"/agreements/journal/verification?key={KEY}", "auditor")
    flaw = {"key": KEY, "version": 2, "position": position, "reason": "the content was changed"}
    assert (one["fits"], one["facts"], one["flaws"]) == (False, 3, [flaw])
    assert (await h.get(f"/agreements/journal/verification?key={OTHER}", "auditor"))["fits"]
    assert (await h.get("/agreements/journal/verification", "auditor"))["flaws"] == [flaw]
    await h.get("/agreements/journal/verification?key=nothing", "auditor", status=404)


async def test_one_verification_at_a_time(h: Harness) -> None:
    await days(h, 1)
    paths = ["/agreements/journal/verification"] * 4
    answers = await asyncio.gather(*[h.client.get(path, headers=h.token("auditor")) for path in paths])
    assert sorted({answer.status_code for answer in answers}) == [200, 503]


async def test_a_journal_too_large_for_a_request_is_refused(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    await days(h, 1)
    monkeypatch.setattr("shared.journal.routes.MOST_FACTS", 2)
    refused = await h.get("/agreements/journal/verification", "auditor", status=409)
    assert refused["title"] == "too-many-facts"
    assert "3" in refused["detail"]


async def test_a_proof_has_all_digests_since_a_version_or_is_refused(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await days(h)
    path = f"/agreements/journal/{KEY}/proof?since=1"
    assert len((await h.get(path, "auditor"))["links"]) == 2
    monkeypatch.setattr("shared.journal.routes.MOST_LINKS", 1)
    assert (await h.get(path, "auditor", status=409))["title"] == "too-many-facts"


@asynccontextmanager
async def proven(h: Harness) -> AsyncIterator[dict[str, Any]]:
    """The head of a case in the second seal, as the outsider kept it."""
    await days(h)
    yield await h.get(f"/agreements/journal/{KEY}/proof?day=2026-02-10", "prosecutor")


async def test_an_outsider_checks_published_seals(h: Harness) -> None:
    await days(h)
    facts = await sealed(h)
    OUTSIDER.check_seals(facts, OURS.public)
    listed = (await h.client.get("/agreements/journal/seals")).json()["items"]
    OUTSIDER.check_seals(listed, OURS.public)
    assert [seal["hash"] for seal in listed] == [fact["hash"] for fact in facts]
    (key,) = (await h.client.get("/agreements/journal/keys")).json()
    assert (key["key_id"], key["public_key"]) == (OURS.key_id, _text(OURS.public))
    for wrong in ([facts[0], facts[2]], [facts[0] | {"heads": 9}], [{**facts[0], "signature": "00" * 64}]):
        with pytest.raises(OUTSIDER.Wrong):
            OUTSIDER.check_seals(wrong, OURS.public)


def _text(public: bytes) -> str:
    return base64.urlsafe_b64encode(public).decode().rstrip("=")


async def test_an_outsider_checks_that_a_head_is_in_a_seal(h: Harness) -> None:
    async with proven(h) as proof:
        assert (proof["head_version"], proof["seal"]["day"], proof["seal"]["heads"]) == (2, "2026-02-10", 3)
        OUTSIDER.check_proof(proof, OURS.public)
        others: list[dict[str, Any]] = [
            {"head_version": 1},
            {"head_hash": "00" * 32},
            {"index": 2},
            {"key": "x"},
            {"path": proof["path"][:-1]},
        ]
        for changes in others:
            with pytest.raises(OUTSIDER.Wrong):
                OUTSIDER.check_proof(proof | changes, OURS.public)
        with pytest.raises(OUTSIDER.Wrong):
            OUTSIDER.check_proof(proof, FORGER.public)
        await h.get("/agreements/journal/nothing/proof", "auditor", status=404)
        await h.get(f"/agreements/journal/{KEY}/proof?day=2026-03-01", "auditor", status=404)


async def test_an_outsider_proves_a_later_change_from_two_seals_and_a_proof(h: Harness, databases: Databases) -> None:
    async with proven(h) as before:
        path = f"/agreements/journal/{KEY}/proof?since={before['head_version']}"
        honest = await h.get(path, "prosecutor")
        assert (honest["head_version"], len(honest["links"])) == (3, 1)
        OUTSIDER.check_same(before, honest, OURS.public)
        # Whoever holds the database and our key can make a new history that fits in itself …
        async with superuser(databases, h) as conn:
            await conn.execute("delete from outbox")
            await rechained(conn, KEY)
            await resealed(conn, OURS)
        forged = await h.get(path, "prosecutor")
        OUTSIDER.check_proof(forged, OURS.public)
        assert (await verified(h)).seal_flaws == []
        # … but not one that fits what was published before.
        with pytest.raises(OUTSIDER.Wrong, match="does not grow out of the earlier one"):
            OUTSIDER.check_same(before, forged, OURS.public)
        renewed = (await h.client.get("/agreements/journal/seals")).json()["items"]
        with pytest.raises(OUTSIDER.Wrong, match="two different seals"):
            OUTSIDER.check_seals([before["seal"], *renewed], OURS.public)
