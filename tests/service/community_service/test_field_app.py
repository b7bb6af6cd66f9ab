"""What the phone app asks with a session: JSON and no page, once, from our own origin, under who is signed in."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from services.community_service.domain import field_releases
from services.community_service.domain.field_releases import Release
from services.community_service.errors.field import AppTooOld
from shared.web import sessions
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.phone import AT_SITE, Phone, local, place_people, results, shift
from tests.support.harness import Browser, Harness

EIGHT, NOON = f"{MONDAY}T08:00", f"{MONDAY}T12:00"
OWN = {"sec-fetch-site": "same-origin", "content-type": "application/json", "x-field-version": "1"}


async def signed_in(h: Harness, subject: str = "sup", role: str = "supervisor") -> Browser:
    return await h.signed_in(role, subject=subject)


async def ask(browser: Browser, path: str, body: Any = None, **headers: str) -> httpx.Response:
    given = OWN | {"cookie": f"{browser.web.cookie}={browser.cookie}"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes | None) else orjson.dumps(body)
    method = "GET" if body is None else "POST"
    there = f"/community-service/desk/field/{path}"
    return await browser.harness.client.request(method, there, content=content, headers=given)


def slug(answer: httpx.Response) -> str:
    found: str = answer.json()["title"]
    return found


async def test_the_list_is_the_json_route_s_with_the_clock_and_its_last_day(
    h: Harness, client: CommunityServiceClient
) -> None:
    await place_people(client, 2)
    h.clock.set(local(EIGHT))
    answer = await ask(await signed_in(h), "today")
    assert answer.json() == await client.read_today()
    assert answer.headers["x-forget-after"] == "2026-03-03T15:00:00+00:00"
    assert answer.headers["x-service-time"].startswith("2026-03-01T23:00:0")
    assert answer.headers["cache-control"] == "no-store"
    reads = await h.pool.fetchval("select count(*) from person_reads where purpose = 'attendance'")
    assert reads >= 2
    held = await ask(await signed_in(h), "today", if_none_match=answer.headers["etag"])
    assert (held.status_code, held.content) == (304, b"")


async def test_entries_are_recorded_once_compressed_or_not(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1)
    h.clock.set(local(f"{MONDAY}T12:01"))
    phone, browser = Phone(client), await signed_in(h)
    sent = orjson.dumps(phone.request(*shift(phone, only, EIGHT, NOON)))
    answer = await ask(browser, "entries", gzip.compress(sent), content_encoding="gzip", x_field_subject="sup")
    assert results(answer.json()["entries"]) == ["recorded", "recorded"]
    again = await ask(browser, "entries", sent, x_field_subject="sup")
    assert results(again.json()["entries"]) == ["same", "same"]
    assert results(await phone.send(phone.tap(only, "arrived", EIGHT))) == ["already-recorded"]


async def test_a_body_that_is_no_gzip_or_a_bomb_is_refused(h: Harness) -> None:
    browser = await signed_in(h)
    for body, status in ((b"no gzip", 400), (gzip.compress(b"x" * 99)[:-9], 400), (gzip.compress(b" " * 10**6), 413)):
        answer = await ask(browser, "entries", body, content_encoding="gzip", x_field_subject="sup")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


async def test_entries_of_somebody_else_are_not_even_read(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (only,) = await place_people(client, 1, supervisors=["sup", "sup-2"])
    h.clock.set(local(f"{MONDAY}T08:01"))
    phone, browser = Phone(client), await signed_in(h, "sup-2")
    body = phone.request(phone.tap(only, "arrived", EIGHT))
    answer = await ask(browser, "entries", body, x_field_subject="sup")
    assert (answer.status_code, slug(answer)) == (409, "another-signed-in")
    assert await h.pool.fetchval("select count(*) from field_entries") == 0


async def test_who_is_not_signed_in_is_told_where_to_in_json(h: Harness) -> None:
    browser = await signed_in(h)
    sign_in = "/community-service/desk/sign-in?then=%2Fcommunity-service%2Fdesk%2Ffield%2F"
    h.clock.set(h.clock.now() + timedelta(minutes=61))
    due = await ask(browser, "today")
    assert (due.status_code, due.json()) == (401, {"sign_in": f"{sign_in}&silent=1", "silent": True})
    async with h.pool.acquire() as conn:
        await sessions.end_all(conn, None, "sup", h.clock.now())
    for path, body in (("today", None), ("standing", None), ("entries", b"{}")):
        over = await ask(browser, path, body, x_field_subject="sup")
        assert (over.status_code, over.json()) == (401, {"sign_in": sign_in, "silent": False}), path


async def test_a_phone_in_a_pocket_stays_signed_in_for_a_shift(h: Harness, client: CommunityServiceClient) -> None:
    """Entries go through after hours; what has names asks the issuer again once an hour."""
    _, _, (only,) = await place_people(client, 1)
    h.clock.set(local(f"{MONDAY}T06:00"))
    phone, browser = Phone(client), await signed_in(h)
    assert "set-cookie" not in (await browser.open("/field/")).headers, "a late answer brings nobody back"
    h.clock.set(local(f"{MONDAY}T16:00"))
    body = phone.request(phone.tap(only, "arrived", EIGHT))
    answer = await ask(browser, "entries", body, x_field_subject="sup")
    assert results(answer.json()["entries"]) == ["recorded"]
    assert "set-cookie" not in answer.headers
    h.clock.set(local(f"{MONDAY}T18:01"))
    assert (await ask(browser, "entries", body, x_field_subject="sup")).status_code == 401


async def test_only_supervisors_from_our_own_pages(h: Harness) -> None:
    other = await signed_in(h, "pk", "counsellor")
    for path in ("today", "standing", "refusals"):
        answer = await ask(other, path)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    browser = await signed_in(h)
    for site in ("cross-site", "same-site", "none"):
        answer = await ask(browser, "entries", b"{}", sec_fetch_site=site, x_field_subject="sup")
        assert (answer.status_code, slug(answer)) == (403, "foreign-form")


async def test_an_unknown_name_or_an_old_release_is_refused(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await signed_in(h)
    assert (await ask(browser, "today?after=1")).status_code == 422
    assert (await ask(browser, "entries", {"entries": [], "more": 1}, x_field_subject="sup")).status_code == 422
    assert (await ask(browser, "today", x_field_version="0")).json()["title"] == "app-too-old"
    today = h.clock.now().date()
    for days, status in ((89, 200), (90, 409)):
        new = (Release(1, today), Release(2, today - timedelta(days=days)))
        monkeypatch.setattr(field_releases.need_taken, "__defaults__", (new,))
        monkeypatch.setattr(field_releases.oldest, "__defaults__", (new,))
        answer = await ask(browser, "today")
        assert answer.status_code == status, days
        if status == 409:
            assert slug(answer) == AppTooOld.slug
        assert (await ask(browser, "standing")).json()["oldest"] == (1 if status == 200 else 2)


async def test_my_refused_entries_and_what_i_do_about_them(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 2, supervisors=["sup", "sup-2"])
    h.clock.set(local(f"{MONDAY}T12:01"))
    phone, browser = Phone(client), await signed_in(h)
    theirs = Phone(client, SUPERVISOR.named("sup-2"))
    await theirs.send(*(entry for each in ids for entry in shift(theirs, each, EIGHT, NOON)))
    mine = [phone.tap(each, "arrived", f"{MONDAY}T08:30") for each in ids]
    await ask(browser, "entries", phone.request(*mine), x_field_subject="sup")
    found = (await ask(browser, "refusals")).json()["items"]
    assert [each["id"] for each in found] == sorted(each["id"] for each in mine)
    assert found[0]["recorded"]["outcome"] == "attended_complied"
    dropped = await ask(browser, f"refusals/{mine[0]['id']}/discard", {"reason": "salah orang"})
    assert dropped.json()["state"] == "discarded"
    made = await ask(browser, f"refusals/{mine[1]['id']}/correction", {"reason": "datang 08.30"})
    assert made.status_code == 201
    assert (await ask(browser, "refusals")).json()["items"] == []
    assert slug(await ask(browser, f"refusals/{mine[1]['id']}/correction", {"reason": "datang 08.30"})) == "wrong-state"


async def test_the_shell_has_no_name_and_may_run_its_worker(h: Harness, client: CommunityServiceClient) -> None:
    await place_people(client, 1)
    h.clock.set(local(EIGHT))
    browser = await signed_in(h)
    before = await h.pool.fetchval("select count(*) from person_reads")
    shell = await browser.open("/field/")
    assert "Yohanes" not in shell.text
    assert await h.pool.fetchval("select count(*) from person_reads") == before
    assert "worker-src 'self'; manifest-src 'self'" in shell.headers["content-security-policy"]
    assert "unsafe" not in shell.headers["content-security-policy"]
    assert json.loads(shell.text.partition('name="words" content=\'')[2].partition("'>")[0])["arrived"] == "Datang"
    manifest = await browser.open("/field/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    assert manifest.json()["scope"] == "/community-service/desk/field/"
    worker = await h.client.get("/community-service/desk/field/sw.js")
    assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
    assert f'"{browser.web.assets.address("field/app.js")}"' in worker.text


async def test_the_plain_list_records_in_forms_and_each_time_is_a_read(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, _, (only,) = await place_people(client, 1)
    h.clock.set(local(f"{MONDAY}T08:01"))
    browser = await signed_in(h)
    listed = await browser.send("/field/list", {}, 200)
    assert "Yohanes C." in listed.text
    form = {"key": "a-key", "form_path": "/community-service/desk/field/"}
    done = await browser.send(f"/field/sessions/{only}/arrival", form, 200)
    assert "Sudah dicatat." in done.text
    again = await browser.send(f"/field/sessions/{only}/arrival", form, 200)
    assert "Sudah dicatat." in again.text, "the same form, once"
    twice = await browser.send(f"/field/sessions/{only}/arrival", form | {"key": "other"}, 409)
    assert "Sudah dicatat." not in twice.text
    h.clock.set(local(NOON))
    browser = await signed_in(h)
    left = {"key": "third", "outcome": "attended_complied"}
    assert "hadir dan patuh" in (await browser.send(f"/field/sessions/{only}/departure", left, 200)).text
    assert await h.pool.fetchval("select count(*) from person_reads where purpose = 'attendance'") >= 5
    await browser.send(f"/field/sessions/{only}/nothing", left, 404)
    other = await signed_in(h, "pk", "counsellor")
    assert "Yohanes" not in (await other.send("/field/list", {}, 403)).text


async def test_thirty_people_and_twenty_five_entries_are_small(h: Harness, client: CommunityServiceClient) -> None:
    _, _, ids = await place_people(client, 30)
    h.clock.set(local(f"{MONDAY}T08:01"))
    listed = await ask(await signed_in(h), "today")
    assert len(gzip.compress(listed.content)) <= 6_000
    phone = Phone(client)
    entries = [phone.tap(each, "arrived", EIGHT, place=AT_SITE) for each in ids[:25]]
    assert len(gzip.compress(orjson.dumps(phone.request(*entries)))) <= 6_000
