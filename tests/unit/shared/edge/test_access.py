"""Tokens: only a good signature of the configured issuer for us, within its time, says who is calling."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from shared.edge import access, issuer_keys
from shared.edge.access import Actor, TokenVerifier, Unauthenticated
from shared.edge.issuer_keys import IssuerKeysAway
from shared.errors import Forbidden

ISSUER, AUDIENCE = "https://issuer.example", "masohi"
ORGANISATION = "0198c000-0000-7000-8000-000000000001"


def key(kid: str = "one") -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": kid})


KEY = key()


def claims(**changes: Any) -> dict[str, Any]:
    given = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-1",
        "roles": ["clerk"],
        "organisation": ORGANISATION,
        "exp": int(time.time()) + 600,
    }
    return {name: value for name, value in (given | changes).items() if value is not ...}


def token(signed_by: Any = KEY, alg: str = "Ed25519", kid: str | None = None, **changes: Any) -> str:
    header = {"alg": alg, "kid": kid or signed_by.kid}
    return jwt.encode(header, claims(**changes), signed_by, algorithms=[alg])


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    return publish(tmp_path / "jwks.json", KEY)


def publish(path: Path, *keys: Any) -> Path:
    path.write_text(json.dumps(KeySet(list(keys)).as_dict(private=False)))
    return path


@pytest.fixture
def verifier(jwks: Path) -> TokenVerifier:
    return TokenVerifier(ISSUER, AUDIENCE, str(jwks))


async def test_a_good_token_says_who_is_calling(verifier: TokenVerifier) -> None:
    assert await verifier.actor(token()) == Actor("user-1", frozenset({"clerk"}), UUID(ORGANISATION))


async def test_roles_and_organisation_may_be_absent(verifier: TokenVerifier) -> None:
    assert await verifier.actor(token(roles=..., organisation=...)) == Actor("user-1")


async def test_we_may_be_one_of_several_audiences(verifier: TokenVerifier) -> None:
    assert (await verifier.actor(token(aud=["other", AUDIENCE]))).subject == "user-1"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"exp": int(time.time()) - 31}, id="it is over"),
        {"exp": ...},
        {"exp": "tomorrow"},
        pytest.param({"nbf": int(time.time()) + 10_000_000}, id="it has not begun"),
        {"iss": "https://other.example"},
        {"iss": ...},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": ...},
        {"sub": ...},
        {"sub": ""},
        {"sub": 7},
        {"roles": "clerk"},
        {"roles": {"clerk": True}},
        {"roles": [1]},
        {"roles": None},
        {"organisation": "the city"},
        {"organisation": 7},
    ],
    ids=str,
)
async def test_a_wrong_claim_is_refused(verifier: TokenVerifier, wrong: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.actor(token(**wrong))


def _base64(given: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(given).encode()).rstrip(b"=").decode()


def _unsigned() -> str:
    return f"{_base64({'alg': 'none', 'kid': 'one'})}.{_base64(claims())}."


def _promoted() -> str:
    header, _, signature = token().split(".")
    return f"{header}.{_base64(claims(roles=['operator']))}.{signature}"


def _public_key_as_secret() -> str:
    secret = OctKey.import_key(json.dumps(KEY.as_dict(private=False)).encode().ljust(32), {"kid": "one"})
    return token(secret, "HS256")


@pytest.mark.parametrize(
    "forged",
    [
        _unsigned,
        _promoted,
        _public_key_as_secret,
        lambda: token(key()),
        lambda: token(key("unknown")),
        lambda: "",
        lambda: "a.b.c",
        lambda: "é",
        lambda: token()[:-4],
    ],
    ids=["alg none", "changed claims", "HMAC", "other key, same id", "unknown key", "empty", "dots", "é", "cut off"],
)
async def test_a_forged_token_is_refused(verifier: TokenVerifier, forged: Callable[[], str]) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.actor(forged())


@pytest.mark.parametrize(
    ("made", "alg"),
    [
        (ECKey.generate_key("P-256", {"kid": "ec"}), "ES256"),
        (RSAKey.generate_key(2048, {"kid": "rsa"}), "RS256"),
        (KEY, "Ed25519"),
        (KEY, "EdDSA"),
        (OKPKey.generate_key("Ed25519", {"kid": "old", "alg": "EdDSA"}), "EdDSA"),
    ],
)
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # of the test's own signing
async def test_the_usual_algorithms_are_taken(jwks: Path, verifier: TokenVerifier, made: Any, alg: str) -> None:
    publish(jwks, made)
    assert (await verifier.actor(token(made, alg))).subject == "user-1"


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys may be read again at once."""
    monkeypatch.setattr(issuer_keys, "RELOAD_S", 0.0)


@pytest.mark.usefixtures("often")
async def test_a_rotated_key_is_found(jwks: Path, verifier: TokenVerifier) -> None:
    await verifier.actor(token())
    new = key("two")
    publish(jwks, new)
    assert (await verifier.actor(token(new, sub="user-2"))).subject == "user-2"
    with pytest.raises(Unauthenticated):
        await verifier.actor(token(sub="user-3"))


async def test_many_callers_with_a_rotated_key_are_all_let_in(
    jwks: Path, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    await verifier.actor(token())
    new = key("two")
    publish(jwks, new)
    monkeypatch.setattr(verifier.keys, "_tried_at", time.monotonic() - issuer_keys.RELOAD_S - 1)
    callers = await asyncio.gather(*[verifier.actor(token(new, sub=f"user-{n}")) for n in range(5)])
    assert {caller.subject for caller in callers} == {f"user-{n}" for n in range(5)}


async def test_bad_tokens_do_not_make_us_read_the_keys_again_and_again(
    verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, read = [], issuer_keys.read_jwks

    async def counted(where: str) -> Any:
        reads.append(where)
        return await read(where)

    monkeypatch.setattr(issuer_keys, "read_jwks", counted)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await verifier.actor(token(key("unknown")))
    assert len(reads) == 1


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("broken", [None, "no json", "{}", '{"keys": {}}', '{"keys": "none"}', "[]"])
async def test_an_issuer_that_is_away_does_not_lock_out_those_we_know_how_to_check(
    jwks: Path, verifier: TokenVerifier, broken: str | None
) -> None:
    await verifier.actor(token())
    jwks.unlink() if broken is None else jwks.write_text(broken)
    assert (await verifier.actor(token(sub="user-2"))).subject == "user-2"
    with pytest.raises(Unauthenticated):
        await verifier.actor(token(key("unknown")))


@pytest.mark.parametrize("where", ["/nowhere/jwks.json", "http://127.0.0.1:1/jwks.json"])
async def test_without_any_keys_we_are_unavailable_not_unkind(where: str) -> None:
    with pytest.raises(IssuerKeysAway):
        await TokenVerifier(ISSUER, AUDIENCE, where).actor(token())


async def test_a_remembered_token_expires(verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch) -> None:
    given = token(exp=int(time.time()) + 60)
    await verifier.actor(given)
    later = time.time() + 91
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(Unauthenticated, match="expired"):
        await verifier.actor(given)


async def test_what_is_remembered_is_bounded(verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_CACHE_SIZE", 3)
    for n in range(10):
        await verifier.actor(token(sub=f"user-{n}"))
        assert len(verifier._seen) <= 3


async def test_a_refused_token_is_not_remembered(verifier: TokenVerifier) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.actor(token(roles="clerk"))
    assert verifier._seen == {}


@pytest.mark.parametrize(("own", "allowed"), [(1, (1,)), (2, (1, 2))])
def test_an_organisation_acts_for_itself(own: int, allowed: tuple[int, ...]) -> None:
    Actor("u", organisation=UUID(int=own)).require_organisation(*[UUID(int=n) for n in allowed])


@pytest.mark.parametrize("own", [None, UUID(int=3)])
def test_nobody_acts_for_another_organisation(own: UUID | None) -> None:
    with pytest.raises(Forbidden):
        Actor("u", organisation=own).require_organisation(UUID(int=1), None)
