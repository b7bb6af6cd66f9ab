"""A real identity provider, as an office may run it: Keycloak, set up as docs/operate.md says."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest

from deploy.local.process import HOST, free_port
from tests.support.keycloak import SECRET, Account, Keycloak, sign_in, unavailable
from tests.support.sign_on import Client, answered, discover

OFFICE = "0190d3a0-0000-7000-8000-000000000001"
PUBLIC_URL = f"http://{HOST}:{free_port()}"


@pytest.fixture(scope="session")
def keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    reason = unavailable()
    if reason and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON KEYCLOAK: {reason}")
    accounts = [Account("jaksa-1", ("prosecutor",), OFFICE), Account("auditor-1", ("auditor",))]
    with Keycloak(tmp_path_factory.mktemp("keycloak"), free_port(), PUBLIC_URL, accounts) as server:
        yield server


@pytest.mark.timeout(600)
def test_its_tokens_say_what_a_service_reads(keycloak: Keycloak) -> None:
    found = discover(keycloak.discovery)
    assert found["issuer"] == keycloak.issuer
    assert found["backchannel_logout_supported"]
    client = Client("masohi-agreements", SECRET, f"{PUBLIC_URL}/agreements/desk/signed-on", found)
    said = {}
    for account in ("jaksa-1", "auditor-1"):
        with httpx.Client(timeout=60) as browser:
            address, verifier = client.question()
            back = answered(sign_in(browser, address, account), client.redirect_uri)
            assert (back["state"], back["iss"]) == ("a state", keycloak.issuer)
            said[account] = client.claims(client.redeem(back["code"], verifier).json()["id_token"])
            silent = answered(browser.get(client.question(prompt="none")[0]), client.redirect_uri)
            assert client.redeem(silent["code"], "x" * 64).json()["error"] == "invalid_grant"
    jaksa, auditor = said["jaksa-1"], said["auditor-1"]
    assert (jaksa["iss"], jaksa["aud"], jaksa["nonce"]) == (keycloak.issuer, "masohi-agreements", "a nonce")
    assert "prosecutor" in jaksa["roles"]
    assert jaksa["organisation"] == OFFICE
    assert "auditor" in auditor["roles"]
    assert "organisation" not in auditor
    assert all(one["sid"] and one["sub"] for one in said.values())


def test_it_asks_for_pkce(keycloak: Keycloak) -> None:
    client = Client(
        "masohi-agreements", SECRET, f"{PUBLIC_URL}/agreements/desk/signed-on", discover(keycloak.discovery)
    )
    address, _ = client.question(code_challenge=None, code_challenge_method=None)
    with httpx.Client(timeout=60) as browser:
        assert answered(browser.get(address), client.redirect_uri)["error"] == "invalid_request"
