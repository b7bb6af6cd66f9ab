"""The issuer's keys: which of a set can be used, and when a key is no longer one."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from prometheus_client import REGISTRY

from shared.edge import issuer_keys
from shared.edge.access import TokenVerifier, Unauthenticated
from shared.edge.issuer_keys import IssuerKeys, IssuerKeysAway, usable
from tests.unit.shared.edge.test_access import AUDIENCE, ISSUER, KEY, key, publish, token

OTHERS: list[Any] = [
    {"kty": "OKP", "crv": "Ed25519-of-tomorrow", "x": "AAAA", "kid": "curve"},
    {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "kid": "type"},
    {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA", "kid": "no point"},
    {"kty": "RSA", "kid": "no numbers"},
    OctKey.generate_key(256, {"kid": "secret"}).as_dict(),
    OKPKey.generate_key("X25519", {"kid": "exchange"}).as_dict(private=False),
    ECKey.generate_key("P-521", {"kid": "larger curve"}).as_dict(private=False),
    RSAKey.generate_key(2048, {"kid": "other algorithm", "alg": "PS256"}).as_dict(private=False),
    {**key("encrypts").as_dict(private=False), "use": "enc"},
    {**key("derives").as_dict(private=False), "key_ops": ["deriveBits"]},
    {"kid": "no type"},
    "no key",
    None,
]


@pytest.mark.parametrize("other", OTHERS, ids=lambda other: other["kid"] if isinstance(other, dict) else str(other))
def test_a_key_that_we_cannot_use_is_passed_over(other: Any) -> None:
    good = key("good").as_dict(private=False)
    assert [each.kid for each in usable({"keys": [other, good]})] == ["good"]


async def test_beside_keys_of_tomorrow_a_good_one_still_lets_people_in(tmp_path: Path) -> None:
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [*OTHERS, KEY.as_dict(private=False)]}))
    assert (await TokenVerifier(ISSUER, AUDIENCE, str(jwks)).actor(token())).subject == "user-1"


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    return publish(tmp_path / "jwks.json", KEY, key("two"))


@pytest.fixture
async def verifier(jwks: Path) -> Any:
    """Reads its keys on a timer of a hundredth of a second, and for no other reason."""
    made = TokenVerifier(ISSUER, AUDIENCE, str(jwks))
    task = asyncio.create_task(made.keys.run(0.01))
    yield made
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_removed_key_is_nobodys_any_more_also_where_its_token_is_remembered(
    jwks: Path, verifier: TokenVerifier
) -> None:
    given = token()
    assert await verifier.actor(given) is await verifier.actor(given), "it is remembered"
    publish(jwks, key("two"))
    async with asyncio.timeout(5):
        while verifier.keys.now is not None and len(list(verifier.keys.now)) == 2:
            await asyncio.sleep(0.01)
    with pytest.raises(Unauthenticated):
        await verifier.actor(given)


async def test_an_issuer_may_withdraw_every_key(jwks: Path, verifier: TokenVerifier) -> None:
    given = token()
    await verifier.actor(given)
    assert verifier.keys.problem() is None
    jwks.write_text('{"keys": []}')
    async with asyncio.timeout(5):
        while verifier.keys.problem() is None:
            await asyncio.sleep(0.01)
    assert verifier.keys.problem() == "none of its keys can be used"
    with pytest.raises(Unauthenticated):
        await verifier.actor(given)


def age() -> float:
    return REGISTRY.get_sample_value("masohi_issuer_keys_age_seconds") or 0.0


async def test_while_the_issuer_is_away_its_last_keys_are_used_and_their_age_is_told(
    jwks: Path, verifier: TokenVerifier
) -> None:
    given = token()
    caller = await verifier.actor(given)
    assert age() < 0.2
    jwks.unlink()
    async with asyncio.timeout(5):
        while age() < 0.3:
            await asyncio.sleep(0.01)
    assert await verifier.actor(given) is caller
    assert (await verifier.actor(token(sub="user-2"))).subject == "user-2"
    publish(jwks, KEY)
    async with asyncio.timeout(5):
        while age() > 0.2:
            await asyncio.sleep(0.01)


async def test_the_same_keys_again_forget_nobody(jwks: Path, verifier: TokenVerifier) -> None:
    given = token()
    caller, keys = await verifier.actor(given), verifier.keys.now
    publish(jwks, KEY, key("two"))  # a new second key
    async with asyncio.timeout(5):
        while verifier.keys.now is keys:
            await asyncio.sleep(0.01)
    renewed = await verifier.actor(given)
    assert renewed is not caller
    jwks.write_text(json.dumps(json.loads(jwks.read_text()), indent=4))
    await asyncio.sleep(0.1)
    assert await verifier.actor(given) is renewed


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tried: list[str] = []

    async def away(where: str) -> Any:
        tried.append(where)
        raise OSError

    monkeypatch.setattr(issuer_keys, "read_jwks", away)
    return tried


async def test_callers_do_not_queue_for_an_issuer_that_never_answered(reads: list[str]) -> None:
    keys = IssuerKeys("https://issuer.example")
    for _ in range(5):
        with pytest.raises(IssuerKeysAway):
            await keys.renewed()
    assert len(reads) == 1
    keys._tried_at = time.monotonic() - issuer_keys.RETRY_S
    with pytest.raises(IssuerKeysAway):
        await keys.renewed()
    assert len(reads) == 2


async def test_keys_that_were_never_read_are_asked_for_soon(
    jwks: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_keys, "RETRY_S", 0.01)
    keys = IssuerKeys(str(jwks))
    task = asyncio.create_task(keys.run(3_600))
    async with asyncio.timeout(5):
        while len(reads) < 3:
            await asyncio.sleep(0.01)
    assert keys.problem() == "its keys have not been read yet"
    monkeypatch.undo()
    async with asyncio.timeout(5):
        while keys.problem():
            await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert keys.now is not None
    assert {each.kid for each in keys.now} == {"one", "two"}
