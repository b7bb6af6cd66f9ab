"""Sign-on at a real issuer, through the gateway: one for four services, one sign-out for all, nothing to forge."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from deploy.demo.people import Person
from deploy.local.stack import Stack
from deploy.services import PREFIXES
from shared.web.sessions import hash_of
from shared.web.sign_on import digest_of
from tests.support.world import World

AUDITOR, SUPERVISOR = "auditor-1", "asn-dlhp-1"
CASES, COOKIE = "/community-service/desk/cases", "masohi-community-service"


def test_one_sign_on_is_enough_for_all_services(person: Person) -> None:
    person.sign_on(CASES, AUDITOR)
    for prefix in PREFIXES.values():
        page = person.open(f"{prefix}/desk/")
        assert str(page.url).endswith(f"{prefix}/desk/"), "nobody was asked again"


def test_who_signs_on_lands_where_they_wanted_to_go(person: Person) -> None:
    page = person.sign_on(f"{CASES}?state=active", AUDITOR)
    assert page.url.raw_path == f"{CASES}?state=active".encode()


def test_sign_out_of_one_service_ends_all_within_five_seconds(person: Person) -> None:
    for prefix in PREFIXES.values():
        person.sign_on(f"{prefix}/desk/", AUDITOR)
    stolen = {cookie.name: cookie.value for cookie in person.http.cookies.jar if cookie.name.startswith("masohi-")}
    assert {f"masohi-{prefix[1:]}" for prefix in PREFIXES.values()} <= set(stolen)
    person.press(person.open("/training/desk/"), "/desk/sign-out")
    until = time.monotonic() + 5
    with httpx.Client(base_url=person.origin) as thief:
        for prefix in PREFIXES.values():
            cookie = {"cookie": f"masohi-{prefix[1:]}={stolen[f'masohi-{prefix[1:]}']}"}
            while thief.get(f"{prefix}/desk/", headers=cookie).status_code != 401:
                assert time.monotonic() < until, f"{prefix} still knows the session"


def test_a_cookie_from_before_the_sign_on_is_worthless_after(person: Person) -> None:
    person.sign_on(CASES, AUDITOR)
    before = person.cookie("masohi-community-service")
    person.open(f"/community-service/desk/sign-in?{urlencode({'then': CASES})}")
    after = person.cookie("masohi-community-service")
    assert before
    assert before != after
    with httpx.Client(base_url=person.origin) as thief:
        assert thief.get(CASES, headers={"cookie": f"masohi-community-service={before}"}).status_code == 401


def test_scripts_know_who_signed_on_where_they_keep_things_on_the_device(person: Person) -> None:
    for prefix in PREFIXES.values():
        person.sign_on(f"{prefix}/desk/", AUDITOR)
    found = [cookie for cookie in person.http.cookies.jar if cookie.name.endswith("-who")]
    assert [(cookie.name, cookie.value) for cookie in found] == [("masohi-community-service-who", digest_of(AUDITOR))]
    assert [cookie.name for cookie in person.http.cookies.jar if not cookie.has_nonstandard_attr("HttpOnly")] == [
        found[0].name
    ], "no script can read another"
    person.press(person.open("/community-service/desk/"), "/desk/sign-out")
    assert person.cookie("masohi-community-service-who") is None


def test_only_who_signs_on_for_the_phone_stays_signed_in_when_the_browser_ends(site: Stack) -> None:
    ends = []
    for place in ("/community-service/desk/", "/community-service/desk/field/"):
        with Person(site.origin) as somebody:
            somebody.sign_on(place, SUPERVISOR)
            ends += [each.expires for each in somebody.http.cookies.jar if each.name == COOKIE]
    at_a_desk, on_a_phone = ends
    assert at_a_desk is None
    assert on_a_phone
    assert 0 < on_a_phone - time.time() <= 12 * 3600


async def test_who_signed_on_for_the_phone_stays_so_when_a_page_of_the_desk_asks_the_issuer_again(site: Stack) -> None:
    def cookie() -> tuple[str | None, bool]:
        (found,) = [each for each in somebody.http.cookies.jar if each.name == COOKIE]
        return found.value, found.expires is not None

    with Person(site.origin) as somebody:
        somebody.sign_on("/community-service/desk/field/", SUPERVISOR)
        before, lasts = cookie()
        assert lasts
        await _an_hour_later(site, somebody)
        somebody.open("/community-service/desk/")
        asked_again, lasts = cookie()
        assert asked_again != before
        assert lasts
        somebody.open("/community-service/desk/sign-in")
        at_a_desk, lasts = cookie()
        assert at_a_desk != asked_again
        assert not lasts, "who signs on at a desk does so for a desk"


def _returned(person: Person) -> str:
    """The address that the issuer leads back to, not followed yet."""
    person.sign_on("/training/desk/", AUDITOR)
    there = person.http.get("/community-service/desk/sign-in").headers["location"]
    return str(person.http.get(there).headers["location"])


def test_two_tabs_that_sign_in_at_once_are_both_signed_in(person: Person) -> None:
    person.sign_on("/training/desk/", AUDITOR)
    tabs = [person.http.get(f"/community-service/desk/sign-in?{urlencode({'then': then})}") for then in (CASES, "")]
    back = [person.http.get(tab.headers["location"]).headers["location"] for tab in tabs]
    landed = [person.http.get(address) for address in back]
    assert [answer.status_code for answer in landed] == [303, 303]
    assert landed[0].headers["location"] == CASES
    assert person.http.get(CASES).status_code == 200


@pytest.mark.parametrize("wrong", ["state", "code", "iss", "nothing-carried", "twice"])
def test_an_answer_that_is_not_this_browsers_own_is_refused(person: Person, wrong: str) -> None:
    back = _returned(person)
    fields = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    if wrong == "nothing-carried":
        person.http.cookies.delete(f"masohi-community-service-sign-on-{fields['state'][:8]}")
    elif wrong == "twice":
        assert person.http.get(back).status_code == 303
        person.http.cookies.delete("masohi-community-service")
    else:
        fields[wrong] = "wrong"
    answer = person.http.get(f"{urlsplit(back).path}?{urlencode(fields)}")
    assert answer.status_code == 403
    assert person.cookie("masohi-community-service") is None
    assert person.http.get(CASES).status_code == 401


def test_what_the_browser_carries_says_nothing_to_it(person: Person) -> None:
    there = person.http.get("/community-service/desk/sign-in").headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert asked["code_challenge_method"] == "S256"
    carried = person.cookie(f"masohi-community-service-sign-on-{asked['state'][:8]}") or ""
    assert carried
    assert asked["state"] not in carried
    assert asked["nonce"] not in carried


def test_nobody_is_led_to_another_site(person: Person) -> None:
    for then in ("https://evil.example/", "//evil.example", "/\\evil.example", "/training/desk/"):
        page = person.sign_on(f"/community-service/desk/sign-in?{urlencode({'then': then})}", AUDITOR)
        assert page.url.path == "/community-service/desk/"


def test_a_way_that_is_too_long_for_a_cookie_leads_to_the_first_page(person: Person) -> None:
    """A browser drops a cookie of more than 4,096 bytes: the answer would be nobody's, and the sign-on refused."""
    for length, kept in ((2000, True), (7000, False)):
        wanted = "/community-service/desk/cases?number=" + "9" * length
        answer = person.http.get("/community-service/desk/sign-in", params={"then": wanted})
        cookie = answer.headers["set-cookie"].partition(";")[0]
        assert len(cookie) < 4096
        assert (len(cookie) > 2000) is kept


def test_a_logout_token_of_nobody_ends_nothing(person: Person) -> None:
    person.sign_on(CASES, AUDITOR)
    for token in ("", "x", "e30.e30.e30"):
        answer = person.http.post("/community-service/desk/signed-out", data={"logout_token": token})
        assert answer.status_code in (400, 404, 422)
    assert person.http.get(CASES).status_code == 200


async def _an_hour_later(site: Stack, person: Person) -> None:
    """For this session only: other tests have their own at the same service."""
    cookie = person.cookie("masohi-community-service")
    assert cookie
    async with World(site).database("community_service") as conn:
        sql = "update web_sessions set checked_at = checked_at - interval '60 minutes' where id_hash = $1"
        assert await conn.execute(sql, hash_of(cookie)) == "UPDATE 1"


async def test_a_lost_role_ends_within_the_hour(site: Stack, person: Person) -> None:
    person.sign_on(CASES, "jaksa-1")
    site.identity.change("jaksa-1", roles=[])
    try:
        assert person.http.get(CASES).status_code == 200
        await _an_hour_later(site, person)
        page = person.open(CASES, 403)
        assert "peran lain" in page.text
    finally:
        site.identity.change("jaksa-1", roles=["prosecutor"])


async def test_who_is_locked_is_signed_out_within_the_hour(site: Stack, person: Person) -> None:
    person.sign_on(CASES, "jaksa-1")
    site.identity.change("jaksa-1", locked=True)
    try:
        await _an_hour_later(site, person)
        assert "/identity/" in str(person.open(CASES, None).url)
        assert person.http.get(CASES).status_code == 401
    finally:
        site.identity.change("jaksa-1", locked=False)
