"""Every refusal is a problem document (RFC 9457): Indonesian by default, English on request, never with the input."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from shared.postgres.pool import Pool
from tests.support.harness import Harness
from tests.support.tiny import THING

PATH = f"/agreements/things/{THING}"


async def ask(h: Harness, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    details = {name.replace("_", "-"): value for name, value in headers.items()}
    return await h.client.request(method, path, json=body, headers=h.token("marker") | details)


def members(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    details: dict[str, Any] = answer.json()
    assert details["status"] == answer.status_code
    assert details["type"] == f"urn:masohi:problem:{details['title']}"
    assert details["correlation_id"] == answer.headers["x-correlation-id"]
    assert details["detail"]
    return details


async def test_a_refusal_names_rule_and_article_in_indonesian(h: Harness) -> None:
    answer = await ask(h, "PUT", PATH, {"label": "unlucky"})
    details = members(answer)
    assert (answer.status_code, details["slug"], details["rule"], details["article"]) == (
        422,
        "unlucky",
        "T1",
        "art. 13",
    )
    assert (details["detail"], answer.headers["content-language"]) == ("unlucky sial.", "id")


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ("en", "unlucky is unlucky."),
        ("EN-gb, id;q=0.5", "unlucky is unlucky."),
        ("id, en;q=0.5", "unlucky sial."),
        ("de", "unlucky sial."),
    ],
)
async def test_english_is_on_request(h: Harness, asked: str, detail: str) -> None:
    answer = await ask(h, "PUT", PATH, {"label": "unlucky"}, accept_language=asked)
    assert members(answer)["detail"] == detail


async def test_several_broken_rules_are_all_named(h: Harness) -> None:
    details = members(await ask(h, "PUT", PATH, {"label": "twice unlucky"}))
    assert details["slug"] == "rules-broken"
    assert [(each["detail"], each["article"]) for each in details["violations"]] == [
        ("pertama sial.", "art. 13"),
        ("kedua sial.", "art. 13"),
    ]


FRAMEWORK = [
    ("GET", "/nowhere", 404, "not-found"),
    ("GET", "/agreements/nowhere", 404, "not-found"),
    ("DELETE", PATH, 405, "method-not-allowed"),
]


@pytest.mark.parametrize(("method", "path", "status", "slug"), FRAMEWORK)
async def test_what_the_framework_refuses_is_a_problem_too(
    h: Harness, method: str, path: str, status: int, slug: str
) -> None:
    answer = await ask(h, method, path)
    assert (answer.status_code, members(answer)["title"]) == (status, slug)
    english = members(await ask(h, method, path, accept_language="en"))["detail"]
    assert english != members(answer)["detail"]


async def test_a_method_that_is_not_allowed_names_all_that_are(h: Harness) -> None:
    assert (await ask(h, "DELETE", PATH)).headers["allow"] == "GET, HEAD, PUT"
    assert (await ask(h, "GET", f"{PATH}/marks")).headers["allow"] == "POST"


async def test_an_answer_in_the_callers_language_says_so_to_what_lies_between(h: Harness) -> None:
    for answer in (await ask(h, "PUT", PATH, {"label": "a"}), await ask(h, "DELETE", PATH), await ask(h, "GET", PATH)):
        assert answer.headers["vary"] == "accept-language"


async def test_a_record_that_is_not_there(h: Harness) -> None:
    answer = await ask(h, "GET", PATH)
    assert (answer.status_code, members(answer)["detail"]) == (404, f"thing {THING} tidak ditemukan.")


SECRET = "maria-8171010101900001"


@pytest.mark.parametrize(
    "body",
    [
        {"label": [SECRET]},
        {"label": SECRET * 10},
        {"label": "a", "count": SECRET},
        {"label": "a", "count": -8171010101900001},
        {"label": "a", "note": SECRET},
        {"other": SECRET},
        [SECRET],
        SECRET,
        None,
    ],
    ids=str,
)
async def test_an_unreadable_request_is_not_echoed(h: Harness, body: Any) -> None:
    answer = await ask(h, "PUT", PATH, body)
    details = members(answer)
    assert (answer.status_code, details["title"]) == (422, "unreadable")
    assert details["errors"][0]["where"].startswith("body")
    assert "maria" not in answer.text
    assert "8171010101900001" not in answer.text


async def test_no_json_is_not_echoed_either(h: Harness) -> None:
    headers = h.token("marker") | {"content-type": "application/json"}
    answer = await h.client.put(PATH, content=b'{"label": maria', headers=headers)
    assert (answer.status_code, members(answer)["title"]) == (422, "unreadable")
    assert "maria" not in answer.text


@pytest.mark.parametrize("label", ["a\0b"])
async def test_text_that_postgres_cannot_keep_is_out_of_range(h: Harness, label: str) -> None:
    answer = await ask(h, "PUT", PATH, {"label": label})
    assert (answer.status_code, members(answer)["title"]) == (422, "out-of-range")


@pytest.fixture
async def away(h: Harness, closed_pool: Pool) -> Harness:
    """The database is gone: nothing listens where the pool connects to."""
    resources = h.client._transport.app.state.resources  # type: ignore[attr-defined]
    h.client._transport.app.state.resources = replace(resources, pool=closed_pool)  # type: ignore[attr-defined]
    return h


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", {"label": "a"})])
async def test_without_its_database_a_service_is_unavailable(away: Harness, method: str, body: Any) -> None:
    answer = await ask(away, method, PATH, body)
    assert (answer.status_code, members(answer)["title"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize(
    "header", [{}, {"authorization": "Basic eDp5"}, {"authorization": "Bearer"}, {"authorization": "Bearer x.y.z"}]
)
async def test_without_a_token_the_answer_says_what_to_show(h: Harness, header: dict[str, str]) -> None:
    answer = await h.client.get(PATH, headers=header)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert members(answer)["slug"] == "unauthenticated"


BODIES: list[tuple[dict[str, str], bytes]] = [
    ({}, b'{"label": maria'),
    ({}, b"{}"),
    ({}, b"[" * 1_048_576),
    ({}, b" " * 1_048_577),
    ({"content-length": "ten"}, b"x"),
    ({"content-type": "text/plain"}, b"maria"),
    ({"content-type": "application/x-www-form-urlencoded"}, b"maria=%"),
    ({"idempotency-key": "x" * 201}, b'{"label": "a"}'),
]


@pytest.mark.parametrize(("headers", "body"), BODIES, ids=[str(n) for n in range(len(BODIES))])
@pytest.mark.parametrize("path", [PATH, "/agreements/things/no-id", f"/agreements/things/{THING}/marks"])
async def test_a_stranger_hears_nothing_about_a_body(
    h: Harness, path: str, headers: dict[str, str], body: bytes
) -> None:
    method = "POST" if path.endswith("marks") else "PUT"
    sent = {"content-type": "application/json"} | headers
    answer = await h.client.request(method, path, content=body, headers=sent)
    assert (answer.status_code, members(answer)["slug"]) == (401, "unauthenticated")
    answer = await h.client.request(method, path, content=body, headers=sent | h.token("clerk"))
    assert (answer.status_code, members(answer)["slug"]) == (403, "forbidden")


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_has_its_length(h: Harness, key: str) -> None:
    answer = await ask(h, "PUT", PATH, {"label": "a"}, idempotency_key=key)
    assert (answer.status_code, members(answer)["errors"][0]["where"]) == (422, "header.idempotency-key")


async def test_another_role_is_forbidden(h: Harness) -> None:
    answer = await h.client.put(PATH, json={"label": "a"}, headers=h.token("clerk"))
    assert (answer.status_code, members(answer)["slug"]) == (403, "forbidden")
    assert "marker" in members(answer)["detail"]


async def test_what_nobody_foresaw_is_an_error_on_our_side_and_says_nothing_more(h: Harness) -> None:
    answer = await h.client.post(f"/agreements/breakage/{SECRET}")
    assert (answer.status_code, members(answer)["title"]) == (500, "internal")
    assert SECRET not in answer.text
