"""A real identity provider, as an office may run it: Keycloak, set up as docs/operate.md says."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from deploy.local.gateway import Gateway
from deploy.local.issuer import Issuer
from tests.support.databases import Databases
from tests.support.keycloak import OFFICE, SECRET, Keycloak, client_of, sign_in
from tests.support.sign_on import answered, browser
from tests.system.lone_service import lone_service

DESK = "/community-service/desk"


@pytest.mark.timeout(900)
def test_its_tokens_say_what_a_service_reads(keycloak: Keycloak) -> None:
    client = client_of(keycloak, "agreements")
    assert client.discovery["issuer"] == keycloak.issuer
    assert client.discovery["backchannel_logout_supported"]
    said = {}
    for account in ("jaksa-1", "auditor-1"):
        with browser() as http:
            address, verifier = client.question()
            back = answered(sign_in(http, address, account), client.redirect_uri)
            assert (back["state"], back["iss"]) == ("a state", keycloak.issuer)
            said[account] = client.claims(client.redeem(back["code"], verifier).json()["id_token"])
            silent = answered(http.get(client.question(prompt="none")[0]), client.redirect_uri)
            assert client.redeem(silent["code"], "x" * 64).json()["error"] == "invalid_grant"
    jaksa, auditor = said["jaksa-1"], said["auditor-1"]
    assert (jaksa["iss"], jaksa["aud"], jaksa["nonce"]) == (keycloak.issuer, "masohi-agreements", "a nonce")
    assert (jaksa["sub"], jaksa["roles"]) == ("jaksa-1", ["prosecutor"])
    assert jaksa["organisation"] == OFFICE
    assert (auditor["sub"], auditor["roles"]) == ("auditor-1", ["auditor"])
    assert "organisation" not in auditor
    assert all(one["sid"] for one in said.values())
    assert not {"name", "email", "given_name"} & {claim for one in said.values() for claim in one}


def test_it_asks_for_pkce(keycloak: Keycloak) -> None:
    client = client_of(keycloak, "agreements")
    address, _ = client.question(code_challenge=None, code_challenge_method=None)
    with browser() as http:
        assert answered(http.get(address), client.redirect_uri)["error"] == "invalid_request"


@pytest.mark.timeout(900)
async def test_it_signs_on_to_the_pages_and_ends_their_session(
    keycloak: Keycloak, databases: Databases, issuer: Issuer, tmp_path: Path
) -> None:
    settings = {
        "MASOHI_PUBLIC_URL": keycloak.public_url,
        "MASOHI_ISSUER": keycloak.issuer,
        "MASOHI_ISSUER_JWKS": keycloak.jwks,
        "MASOHI_SIGN_ON": keycloak.discovery,
        "MASOHI_SIGN_ON_SECRET": SECRET,
    }
    async with lone_service(databases, issuer, tmp_path, "community_service", **settings) as service:
        with Gateway(tmp_path / "gateway", keycloak.gateway, {"community_service": service.port}), browser() as http:
            page = f"{keycloak.public_url}{DESK}/cases"
            assert http.get(page).status_code == 401
            there = http.get(f"{keycloak.public_url}{DESK}/sign-in?then={DESK}/cases").headers["location"]
            signed_on = http.get(sign_in(http, there, "jaksa-1").headers["location"])
            assert signed_on.headers["location"] == f"{DESK}/cases"
            cases = http.get(page)
            assert (cases.status_code, "Jaksa" in cases.text) == (200, True)
            _sign_out_elsewhere(keycloak, http)
            until = time.monotonic() + 5
            while http.get(page).status_code != 401:
                assert time.monotonic() < until, "the session goes on"


def _sign_out_elsewhere(keycloak: Keycloak, http: httpx.Client) -> None:
    """As another service does that the same person uses: Keycloak tells the first one."""
    other = client_of(keycloak, "agreements")
    address, verifier = other.question(prompt="none")
    code = answered(http.get(address), other.redirect_uri)["code"]
    token = other.redeem(code, verifier).json()["id_token"]
    back = {"id_token_hint": token, "post_logout_redirect_uri": f"{keycloak.public_url}/"}
    answer = http.get(other.discovery["end_session_endpoint"], params=back)
    assert answer.headers["location"] == f"{keycloak.public_url}/"
