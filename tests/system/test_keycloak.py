"""A real identity provider, as an office may run it: Keycloak, set up as docs/operate.md says."""

from __future__ import annotations

import pytest

from tests.support.keycloak import OFFICE, Keycloak, client_of, sign_in
from tests.support.sign_on import answered, browser


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
