"""The sign-on of the local stack: what it gives, and what it refuses. It runs alone, as a process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from deploy.identity.people import People
from deploy.local.errors import LocalError
from deploy.local.identity import DISCOVERY, Identity, SignOn
from deploy.local.issuer import Issuer
from deploy.local.process import HOST, free_port
from deploy.services import PREFIXES, SERVICES
from tests.support.sign_on import Client, answered, discover

SECRET = "the secret of agreements"
OFFICE = "0190d3a0-0000-7000-8000-000000000001"
FORM = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    state, port = tmp_path_factory.mktemp("identity"), free_port()
    Issuer(state / "issuer")
    secrets = dict.fromkeys(SERVICES, "another secret") | {"agreements": SECRET}
    told = SignOn(state / "issuer", f"http://{HOST}:{port}", secrets, "control")
    with Identity(state, port, told) as running:
        yield running


@pytest.fixture
def client(identity: Identity) -> Client:
    return client_for(identity, "agreements", SECRET)


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as http:
        yield http


def client_for(identity: Identity, service: str, secret: str) -> Client:
    redirect_uri = f"{identity.url.removesuffix('/identity')}{PREFIXES[service]}/desk/signed-on"
    return Client(f"masohi-{PREFIXES[service][1:]}", secret, redirect_uri, discover(identity.url + DISCOVERY))


def choose(browser: httpx.Client, page: httpx.Response, subject: str) -> httpx.Response:
    """Presses the button of a person on the page, as a browser would."""
    kept = re.search(r'name="request" value="([^"]*)"', page.text)
    assert kept
    sent = {"request": unescape(kept[1]), "person": subject}
    return browser.post(str(page.url.join("/identity/sessions")), data=sent, headers=FORM)


def sign_on(browser: httpx.Client, client: Client, subject: str = "auditor-1") -> dict[str, Any]:
    """The claims of the id token, by way of the page."""
    address, verifier = client.question()
    answer = browser.get(address)
    back = answered(answer if answer.is_redirect else choose(browser, answer, subject), client.redirect_uri)
    return client.claims(client.redeem(back["code"], verifier).json()["id_token"])


def test_a_person_is_chosen_and_the_token_says_who_it_is(browser: httpx.Client, client: Client) -> None:
    address, verifier = client.question()
    page = browser.get(address)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert all(person.called in unescape(page.text) for person in People())
    back = answered(choose(browser, page, "auditor-1"), client.redirect_uri)
    assert (back["state"], back["iss"]) == ("a state", client.discovery["issuer"])
    answer = client.redeem(back["code"], verifier)
    assert answer.headers["cache-control"] == "no-store"
    said = client.claims(answer.json()["id_token"])
    assert said["iss"] == client.discovery["issuer"]
    assert (said["aud"], said["sub"], said["nonce"]) == ("masohi-agreements", "auditor-1", "a nonce")
    assert (said["roles"], said["organisation"]) == (["auditor"], None)
    assert said["sid"]


def test_who_is_signed_on_is_not_asked_again(browser: httpx.Client, identity: Identity, client: Client) -> None:
    first = sign_on(browser, client)
    other = client_for(identity, "training", "another secret")
    address, verifier = other.question(prompt="none")
    back = answered(browser.get(address), other.redirect_uri)
    said = other.claims(other.redeem(back["code"], verifier).json()["id_token"])
    assert (said["aud"], said["sid"]) == ("masohi-training", first["sid"])


def test_who_must_be_asked_is_asked(browser: httpx.Client, client: Client) -> None:
    sign_on(browser, client)
    for more in ({"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "0"}):
        assert browser.get(client.question(**more)[0]).status_code == 200


def test_without_a_session_a_silent_question_is_refused(browser: httpx.Client, client: Client) -> None:
    back = answered(browser.get(client.question(prompt="none")[0]), client.redirect_uri)
    assert (back["error"], back["state"]) == ("login_required", "a state")


def test_a_lost_role_and_a_locked_person(browser: httpx.Client, identity: Identity, client: Client) -> None:
    sign_on(browser, client, "operator")
    identity.change("operator", roles=[], organisation=OFFICE)
    address, verifier = client.question(prompt="none")
    code = answered(browser.get(address), client.redirect_uri)["code"]
    said = client.claims(client.redeem(code, verifier).json()["id_token"])
    assert (said["roles"], said["organisation"]) == ([], OFFICE)
    late = answered(browser.get(address), client.redirect_uri)["code"]
    identity.change("operator", locked=True)
    back = answered(browser.get(client.question(prompt="none")[0]), client.redirect_uri)
    assert back["error"] == "interaction_required"
    assert client.redeem(late, verifier).json()["error"] == "invalid_grant"
    page = browser.get(client.question()[0])
    assert choose(browser, page, "operator").status_code == 422
    identity.change("operator", roles=["operator"], organisation=None, locked=False)


def test_only_who_has_the_secret_changes_a_person(identity: Identity) -> None:
    where = f"{identity.url}/control/people/operator"
    for headers in ({}, {"authorization": "Bearer wrong"}):
        assert httpx.put(where, json={"roles": []}, headers=headers).status_code == 403
    for wrong in ({"roles": "all"}, {"name": "me"}, {"locked": 1}):
        with pytest.raises(LocalError, match="400"):
            identity.change("operator", **wrong)
    with pytest.raises(LocalError, match="404"):
        identity.change("nobody", roles=[])


def test_an_organisation_that_is_not_known_yet_stops_the_sign_on(browser: httpx.Client, client: Client) -> None:
    back = answered(choose(browser, browser.get(client.question()[0]), "jaksa-1"), client.redirect_uri)
    assert back["error"] == "temporarily_unavailable"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
    ],
)
def test_a_wrong_question_goes_back(
    browser: httpx.Client, client: Client, changed: dict[str, str | None], error: str
) -> None:
    sign_on(browser, client)
    back = answered(browser.get(client.question(**changed)[0]), client.redirect_uri)
    assert (back["error"], back["state"]) == (error, "a state")


@pytest.mark.parametrize(
    "changed",
    [{"redirect_uri": "https://elsewhere.example/"}, {"redirect_uri": None}, {"client_id": "nobody"}],
)
def test_nobody_is_sent_elsewhere(browser: httpx.Client, client: Client, changed: dict[str, str | None]) -> None:
    sign_on(browser, client)
    assert browser.get(client.question(**changed)[0]).status_code == 400
    twice = browser.get(client.question()[0] + "&redirect_uri=https%3A%2F%2Felsewhere.example%2F")
    assert twice.status_code == 400


def code_of(browser: httpx.Client, client: Client) -> tuple[str, str]:
    sign_on(browser, client)
    address, verifier = client.question()
    return answered(browser.get(address), client.redirect_uri)["code"], verifier


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"code_verifier": "x" * 64}, 400, "invalid_grant"),
        ({"redirect_uri": "https://elsewhere.example/"}, 400, "invalid_grant"),
        ({"code": "x" * 43}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
    ],
)
def test_a_wrong_redemption_is_refused(
    browser: httpx.Client, client: Client, changed: dict[str, str], status: int, error: str
) -> None:
    code, verifier = code_of(browser, client)
    answer = client.redeem(changed.pop("code", code), verifier, **changed)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_code_works_once_and_for_its_client(browser: httpx.Client, identity: Identity, client: Client) -> None:
    code, verifier = code_of(browser, client)
    assert client.redeem(code, verifier).status_code == 200
    assert client.redeem(code, verifier).json()["error"] == "invalid_grant"
    code, verifier = code_of(browser, client)
    other = client_for(identity, "training", "another secret")
    answer = other.redeem(code, verifier, redirect_uri=client.redirect_uri)
    assert answer.json()["error"] == "invalid_grant"
    assert client.redeem(code, verifier).json()["error"] == "invalid_grant", "it was shown once"


def test_a_code_dies_with_its_session(browser: httpx.Client, client: Client) -> None:
    code, verifier = code_of(browser, client)
    browser.get(client.discovery["end_session_endpoint"], headers=FORM)
    assert client.redeem(code, verifier).json()["error"] == "invalid_grant"


def test_a_form_of_another_place_signs_nobody_on(browser: httpx.Client, client: Client) -> None:
    where = client.discovery["issuer"] + "/sessions"
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://x.y"}):
        assert browser.post(where, data={"person": "auditor-1"}, headers=headers).status_code == 403
    assert browser.post(where, data={"person": "auditor-1"}, headers=FORM).status_code == 303


def test_another_name_of_this_machine_is_not_heard(identity: Identity) -> None:
    assert httpx.get(identity.url + "/", headers={"host": "rebound.example"}).status_code == 400


def test_the_way_out(browser: httpx.Client, client: Client) -> None:
    end, home = client.discovery["end_session_endpoint"], client.redirect_uri.partition("/agreements")[0] + "/"
    sign_on(browser, client)
    wrong = browser.get(end, params={"post_logout_redirect_uri": "https://elsewhere.example/"}, headers=FORM)
    assert wrong.status_code == 400
    asks = browser.get(end, params={"post_logout_redirect_uri": home}, headers={"sec-fetch-site": "cross-site"})
    assert (asks.status_code, "<form" in asks.text) == (200, True)
    assert browser.get(client.question()[0]).status_code == 303, "still signed on"
    done = browser.get(end, params={"post_logout_redirect_uri": home, "state": "s"}, headers=FORM)
    assert (done.status_code, done.headers["location"]) == (303, f"{home}?state=s")
    assert browser.get(client.question()[0]).status_code == 200
    address, verifier = client.question()
    back = answered(choose(browser, browser.get(address), "auditor-1"), client.redirect_uri)
    hint = client.redeem(back["code"], verifier).json()["id_token"]
    done = browser.get(end, params={"id_token_hint": hint}, headers={"sec-fetch-site": "cross-site"})
    assert "sudah keluar" in done.text


@contextmanager
def listening(port: int) -> Iterator[list[tuple[str, str]]]:
    """What was posted to this port: path and logout token."""
    heard: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            heard.append((self.path, parse_qs(body)["logout_token"][0]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer((HOST, port), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield heard
        server.shutdown()


def test_every_client_of_a_session_hears_of_its_end(tmp_path: Path, browser: httpx.Client) -> None:
    gateway, port = free_port(), free_port()
    Issuer(tmp_path / "issuer")
    told = SignOn(tmp_path / "issuer", f"http://{HOST}:{gateway}", dict.fromkeys(SERVICES, SECRET), "control")
    with listening(gateway) as heard, Identity(tmp_path, port, told) as identity:
        found = discover(identity.url + DISCOVERY)
        assert found["issuer"] == f"http://{HOST}:{gateway}/identity", "it names itself by the gateway"
        found = {name: str(value).replace(f":{gateway}/", f":{port}/") for name, value in found.items()}
        clients = [client_for(identity, service, SECRET) for service in ("agreements", "training")]
        for client in clients:
            client.discovery, client.redirect_uri = found, client.redirect_uri.replace(f":{port}/", f":{gateway}/")
        first = sign_on(browser, clients[0])
        address, verifier = clients[1].question()
        code = answered(browser.get(address), clients[1].redirect_uri)["code"]
        assert clients[1].redeem(code, verifier).status_code == 200
        browser.get(found["end_session_endpoint"], headers=FORM)
        assert sorted(path for path, _ in heard) == ["/agreements/desk/signed-out", "/training/desk/signed-out"]
        for client, (_, token) in zip(clients, sorted(heard), strict=True):
            said = client.claims(token)
            assert (said["aud"], said["sid"], said["sub"]) == (client.id, first["sid"], "auditor-1")
            assert said["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
            assert "nonce" not in said
        heard.clear()
        sign_on(browser, clients[0])
        sign_on(browser, clients[1])
        choose(browser, browser.get(clients[0].question(prompt="login")[0]), "petugas-pdp-1")
        assert len(heard) == 2, "who becomes somebody else leaves everywhere first"
