"""The page that a stranger sees who scans the QR code of a certificate, or types its code."""

from __future__ import annotations

import pytest

from tests.service.training import scene
from tests.service.training.client import TrainingClient
from tests.support.weights import weigh

PATH = "/training/certificates"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ENGLISH = BROWSER | {"accept-language": "en"}


async def test_cert_22_who_scans_the_qr_code_sees_a_page(ready: TrainingClient) -> None:
    """CERT-22: a browser gets a page with the same five things, in its language, without a script or a foreign host."""
    programme, (enrolment,) = await scene.finish_sessions(ready, title="Menjahit <b>")
    done = await scene.pass_course(ready, programme, enrolment)
    page = await ready.h.client.get(f"{PATH}/{done['certificate_code']}", headers=ENGLISH)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert (page.headers["vary"], page.headers["cache-control"]) == ("accept, accept-language", "no-store")
    assert "set-cookie" not in page.headers
    for said in ("This certificate is valid.", "O. C.", "Menjahit &lt;b&gt;", "basic", "17 February 2026"):
        assert page.text.count(said) == 1
    for secret in ("Orang", "Contoh", done["certificate_number"], "Organisation", done["id"], "<b>", "<script", "//"):
        assert secret not in page.text
    weight = await weigh(ready.h, page)
    assert (weight.first <= 25_000, weight.again <= 6_000, weight.requests <= 4, weight.scripts) == (
        True,
        True,
        True,
        0,
    )


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.9", None])
async def test_cert_22_a_program_gets_json_at_the_same_address(ready: TrainingClient, accept: str | None) -> None:
    """CERT-22: what is no browser gets what it always got."""
    programme, (enrolment,) = await scene.finish_sessions(ready)
    done = await scene.pass_course(ready, programme, enrolment)
    if accept is None:
        del ready.h.client.headers["accept"]
    headers = {"accept": accept} if accept else {}
    answer = await ready.h.client.get(f"{PATH}/{done['certificate_code']}", headers=headers)
    assert answer.json().keys() == {"initials", "course", "level", "completed_on", "standing"}
    assert (answer.headers["content-type"], answer.headers["vary"]) == ("application/json", "accept, accept-language")
    missing = await ready.h.client.get(f"{PATH}/2222-2222-2222-2222", headers=headers)
    assert (missing.status_code, missing.headers["vary"]) == (404, "accept, accept-language")
    assert missing.json()["title"] == "not-found"
    assert (await ready.h.client.get(PATH, headers=headers)).status_code == 404, "there is no list"


@pytest.mark.parametrize(
    ("standing", "words"),
    [("revoked", "Sertifikat ini telah dicabut."), ("replaced", "telah diganti dengan yang baru")],
)
async def test_cert_22_a_certificate_that_counts_no_more_says_so(
    ready: TrainingClient, standing: str, words: str
) -> None:
    """CERT-22: revoked or replaced is said in words, and never why."""
    programme, (enrolment,) = await scene.finish_sessions(ready)
    done = await scene.pass_course(ready, programme, enrolment)
    if standing == "revoked":
        proposed = await ready.propose_revocation(done["certificate_id"])
        await ready.decide_revocation(proposed["id"])
    else:
        await ready.reissue(done["certificate_id"], reason="lost")
    page = await ready.h.client.get(f"{PATH}/{done['certificate_code']}", headers=BROWSER)
    assert words in page.text
    assert "Sertifikat ini berlaku." not in page.text
    assert "tertukar" not in page.text, "the reason stays with the offices"


@pytest.mark.parametrize("code", ["2222-2222-2222-2222", "1", "%00", "%27%3Cscript%3E", "A" * 5_000])
async def test_cert_23_an_unknown_code_says_what_to_check(ready: TrainingClient, code: str) -> None:
    """CERT-23: typing first, then whom to ask; nothing that was in the address comes back as it was."""
    page = await ready.h.client.get(f"{PATH}/{code}", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Tidak ada sertifikat dengan kode ini." in page.text
    assert "tidak pernah memuat 0, 1, I, atau O" in page.text
    assert "<script" not in page.text
    assert "AAAAA" not in page.text.partition("<main")[2]
    assert "summary-list" not in page.text


async def test_cert_23_a_code_is_typed_into_a_field(ready: TrainingClient) -> None:
    """CERT-23: with or without hyphens and capitals; the field leads to the page, and keeps the language."""
    programme, (enrolment,) = await scene.finish_sessions(ready)
    code = (await scene.pass_course(ready, programme, enrolment))["certificate_code"]
    asked = await ready.h.client.get(PATH, headers=BROWSER)
    assert (asked.status_code, 'name="code"' in asked.text) == (200, True)
    typed = f" {code.replace('-', '').lower()} "
    led = await ready.h.client.get(PATH, params={"code": typed, "lang": "en"}, headers=BROWSER)
    assert (led.status_code, led.headers["location"]) == (303, f"{PATH}/{code}?lang=en")
    page = await ready.h.client.get(led.headers["location"], headers=BROWSER)
    assert '<html lang="en"' in page.text
    assert f'href="{PATH}/{code}?lang=id"' in page.text
    refused = await ready.h.client.get(PATH, params={"code": "<i>0O1I"}, headers=BROWSER)
    assert (refused.status_code, "&lt;i&gt;0O1I" in refused.text) == (422, True)
    assert "16 huruf dan angka" in refused.text
