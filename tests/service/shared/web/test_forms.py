"""A form does its work once, from our own pages only, and what was typed is never lost."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.support.harness import Browser, Harness
from tests.support.tiny import OTHER, THING

PATH, MARKS = f"/things/{THING}", f"/things/{THING}/marks"
WHOLE = f"/agreements/desk{PATH}"


@pytest.fixture
async def browser(h: Harness) -> Browser:
    await h.put(f"/agreements{PATH}", {"label": "Sirimau"}, "marker")
    return await h.signed_in("marker")


async def touched(h: Harness) -> Any:
    return await h.pool.fetchval("select touched from things")


async def hidden(browser: Browser, path: str = PATH) -> dict[str, str]:
    """What the form of the page carries."""
    return hidden_in((await browser.open(path)).text)


def hidden_in(html: str) -> dict[str, str]:
    form = html[html.index(f'action="/agreements/desk{MARKS}"') :]
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', form.replace("&amp;", "&")))


def told(html: str) -> list[str]:
    """Who changed what, and the fields that differ: as they stand, and as they were typed."""
    who = re.findall(r"</time> · ([^<]+)</p>\s*<p class=\"kit-timeline__what\">([^<]+)<", html)
    differs = re.findall(r'<th scope="row"[^>]*>([^<]+)</th>\s*((?:<td.*?</td>\s*)+)', html, re.DOTALL)
    return [*who[0], *(text for name, cells in differs for text in [name, *re.findall(r"kit-lines\">([^<]*)<", cells)])]


async def test_a_form_does_its_work_and_says_so_once(h: Harness, browser: Browser) -> None:
    answer = await browser.send(MARKS, {**await hidden(browser), "label": "second"})
    assert answer.headers["location"] == WHOLE
    assert "marked" in (page := (await browser.open(PATH)).text)
    assert "<h1>second</h1>" in page
    assert "marked" not in (await browser.open(PATH)).text


async def test_a_double_click_a_reload_and_a_second_tab_are_one_act(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "second"}
    answers = await asyncio.gather(*(browser.send(MARKS, fields) for _ in range(5)))
    assert {answer.headers["location"] for answer in answers} == {WHOLE}
    assert await touched(h) == 2
    await browser.send(MARKS, fields)
    assert await touched(h) == 2


async def test_back_and_other_values_is_refused_and_what_was_typed_is_there(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "second"}
    await browser.send(MARKS, fields)
    answer = await browser.send(MARKS, fields | {"label": "third"}, 422)
    assert 'value="third"' in answer.text
    assert await touched(h) == 2


@pytest.mark.parametrize(
    "headers",
    [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"sec_fetch_site": "none"},
     {"sec_fetch_site": "cross-site", "origin": "http://localhost:8080"}],
)  # fmt: skip
async def test_a_form_of_another_site_is_refused(h: Harness, browser: Browser, headers: dict[str, str]) -> None:
    answer = await browser.send(MARKS, {"label": "second"}, 403, **headers)
    assert "Sirimau" not in answer.text
    assert await touched(h) == 1


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://localhost:8080", 303), ("https://localhost:8080", 403), ("http://evil.example", 403), ("null", 403),
     (None, 403)],
)  # fmt: skip
async def test_an_old_browser_says_only_its_origin(
    h: Harness, browser: Browser, origin: str | None, status: int
) -> None:
    cookie = f"{browser.web.cookie}={browser.cookie}"
    headers = {"cookie": cookie, **({"origin": origin} if origin else {})}
    answer = await h.client.post(f"/agreements/desk{MARKS}", data={"label": "second"}, headers=headers)
    assert answer.status_code == status
    assert await touched(h) == (2 if status == 303 else 1)


async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "x" * 101, "count": "many"}
    html = (await browser.send(MARKS, fields, 422)).text
    assert "Terlalu panjang: paling banyak 100 huruf." in html
    assert "Tulis bilangan bulat." in html
    assert 'href="#f-label"' in html
    assert f'value="{"x" * 101}"' in html
    assert 'value="many"' in html
    assert f'name="form_path" value="{WHOLE}"' in html
    assert await touched(h) == 1


async def test_a_refusal_says_its_rule_and_article(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "unlucky"}
    html = (await browser.send(MARKS, fields, 422)).text
    assert "unlucky sial." in html
    assert "T1" in html
    assert "Pasal 13" in html
    assert 'value="unlucky"' in html
    twice = (await browser.send(MARKS, fields | {"label": "twice unlucky"}, 422)).text
    assert "pertama sial." in twice
    assert "kedua sial." in twice
    assert await touched(h) == 1


async def test_what_somebody_else_changed_in_the_meantime_is_not_overwritten(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "mine"}
    await h.put(f"/agreements{PATH}", {"label": "theirs"}, "marker", subject="another")
    html = (await browser.send(MARKS, fields, 412)).text
    assert "<h1>theirs</h1>" in html
    assert 'value="mine"' in html
    assert await h.pool.fetchval("select label from things") == "theirs"
    assert told(html) == ["another", "Thing marked", "Label", "theirs", "mine"]
    assert f'href="{WHOLE}">Biarkan yang kini berlaku' in html, "who would rather leave can"
    once_more = {**hidden_in(html), "label": "mine"}
    await browser.send(MARKS, once_more)
    assert await h.pool.fetchval("select label from things") == "mine", "one press, on purpose"


async def test_a_third_change_before_the_second_try_is_shown_too(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "mine"}
    await h.put(f"/agreements{PATH}", {"label": "theirs"}, "marker", subject="another")
    again = {**hidden_in((await browser.send(MARKS, fields, 412)).text), "label": "mine"}
    await h.put(f"/agreements{PATH}", {"label": "of a third"}, "marker", subject="third")
    html = (await browser.send(MARKS, again, 412)).text
    assert told(html) == ["third", "Thing marked", "Label", "of a third", "mine"]
    assert await h.pool.fetchval("select label from things") == "of a third"


async def test_the_same_change_of_somebody_else_leaves_nothing_to_choose(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "the same"}
    await h.put(f"/agreements{PATH}", {"label": "the same"}, "marker", subject="user-1")
    html = (await browser.send(MARKS, fields, 412)).text
    assert told(html) == ["Anda sendiri", "Thing marked"]
    assert "Yang Anda tulis sudah berlaku" in html


async def test_hostile_text_is_text(h: Harness, browser: Browser) -> None:
    hostile = """<script>alert(1)</script>" onfocus="x"""
    await browser.send(MARKS, {**await hidden(browser), "label": hostile})
    html = (await browser.open(PATH)).text
    assert "<script>alert" not in html
    assert 'onfocus="x' not in html


async def test_a_field_that_the_form_does_not_have_is_refused(h: Harness, browser: Browser) -> None:
    await browser.send(MARKS, {**await hidden(browser), "label": "second", "labell": "x"}, 422)
    assert await touched(h) == 1


async def expire(h: Harness) -> None:
    h.clock.set(h.clock.now() + timedelta(minutes=45))


async def test_a_form_whose_session_ended_is_kept_and_shown_to_the_same_person(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "typed with care"}
    await expire(h)
    html = (await browser.send(MARKS, fields, 401)).text
    assert await touched(h) == 1
    kept = re.search(r"kept%3D([0-9a-f-]{36})", html)
    assert kept
    assert "typed with care" not in html
    again = await h.signed_in("marker")
    page = await again.open(f"{PATH}?kept={kept[1]}")
    assert 'value="typed with care"' in page.text
    assert f'name="form_path" value="{WHOLE}"' in page.text
    fields = {**await hidden(again, f"{PATH}?kept={kept[1]}"), "label": "typed with care"}
    await again.send(MARKS, fields)
    await again.send(MARKS, fields)
    assert await touched(h) == 2


async def test_after_an_hour_the_issuer_is_asked_before_a_form_is_taken(h: Harness, browser: Browser) -> None:
    fields = {**await hidden(browser), "label": "typed with care"}
    await h.pool.execute("update web_sessions set checked_at = checked_at - interval '60 minutes'")
    html = (await browser.send(MARKS, fields, 401)).text
    assert await touched(h) == 1
    assert "silent=1" in html
    kept = re.search(r"kept%3D([0-9a-f-]{36})", html)
    assert kept
    again = await h.signed_in("marker")
    assert 'value="typed with care"' in (await again.open(f"{PATH}?kept={kept[1]}")).text
    await browser.send("/sign-out", {}, 200)


async def test_another_person_sees_nothing_of_what_was_kept_and_it_is_thrown_away(h: Harness, browser: Browser) -> None:
    await expire(h)
    html = (await browser.send(MARKS, {"label": "typed with care", "form_path": WHOLE}, 401)).text
    kept = re.search(r"kept%3D([0-9a-f-]{36})", html)
    assert kept
    stranger = await h.signed_in("marker", subject="another")
    assert "typed with care" not in (await stranger.open(f"{PATH}?kept={kept[1]}")).text
    assert await h.pool.fetchval("select count(*) from web_kept") == 0
    again = await h.signed_in("marker")
    assert "typed with care" not in (await again.open(f"{PATH}?kept={kept[1]}")).text


async def test_what_was_kept_is_gone_after_half_an_hour(h: Harness, browser: Browser) -> None:
    await expire(h)
    html = (await browser.send(MARKS, {"label": "typed with care", "form_path": WHOLE}, 401)).text
    kept = re.search(r"kept%3D([0-9a-f-]{36})", html)
    assert kept
    h.clock.set(h.clock.now() + timedelta(minutes=30))
    again = await h.signed_in("marker")
    assert "typed with care" not in (await again.open(f"{PATH}?kept={kept[1]}")).text
    h.clock.set(h.clock.now() + timedelta(minutes=1))
    await h.seal()
    assert await h.pool.fetchval("select count(*) from web_kept") == 0


async def test_nothing_is_kept_of_a_stranger_of_a_foreign_form_or_of_too_much(h: Harness, browser: Browser) -> None:
    await expire(h)
    await browser.send(MARKS, {"label": "x", "form_path": WHOLE}, 403, sec_fetch_site="cross-site")
    await Browser(h, "guessed").send(MARKS, {"label": "x", "form_path": WHOLE}, 401)
    await browser.send(MARKS, {"label": "x" * 70_000, "form_path": WHOLE}, 401)
    assert await h.pool.fetchval("select count(*) from web_kept") == 0


async def test_what_was_kept_for_one_page_is_not_shown_on_another(h: Harness, browser: Browser) -> None:
    await h.put(f"/agreements/things/{OTHER}", {"label": "other"}, "marker")
    await expire(h)
    html = (await browser.send(MARKS, {"label": "typed with care", "form_path": WHOLE}, 401)).text
    kept = re.search(r"kept%3D([0-9a-f-]{36})", html)
    assert kept
    again = await h.signed_in("marker")
    assert "typed with care" not in (await again.open(f"/things/{OTHER}?kept={kept[1]}")).text


async def test_the_same_content_sent_anew_is_asked_about_first(h: Harness, browser: Browser) -> None:
    """Back in a browser shows what was typed with a new key: nobody pays twice because of that."""
    await browser.send(MARKS, {**await hidden(browser), "label": "red"})
    before = await touched(h)
    asked = (await browser.send(MARKS, {**await hidden(browser), "label": "red"}, 409)).text
    assert "sudah Anda kirim pukul" in asked
    assert '<input type="hidden" name="again" value="true">' in asked
    assert await touched(h) == before
    await browser.send(MARKS, {**await hidden(browser), "label": "red", "again": "true"})
    assert await touched(h) == before + 1


async def test_other_content_is_not_asked_about(h: Harness, browser: Browser) -> None:
    await browser.send(MARKS, {**await hidden(browser), "label": "red"})
    before = await touched(h)
    await browser.send(MARKS, {**await hidden(browser), "label": "blue"})
    await h.pool.execute("update idempotency_keys set created_at = created_at - interval '11 minutes'")
    await browser.send(MARKS, {**await hidden(browser), "label": "red"})
    assert await touched(h) == before + 2
