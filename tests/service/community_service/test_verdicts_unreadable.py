"""What courts send that cannot be taken in: they hear why, by the id that they know, and no text of theirs is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from services.community_service import justice
from shared.messaging import inbox
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope
from tests.service.community_service import bodies, scene
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness

NIK = "8171010101900001"
TYPE = "justice.sentence.pronounced"
Header = tuple[str, bytes]


def headers(id_: str = "court-1", type_: str = TYPE, **changed: bytes) -> list[Header]:
    """Those of a good message, some of them changed or added."""
    good = dict(kafka_headers(Envelope(id_, "https://pn-ambon.example", type_, None, b"")))
    return list({**good, **changed}.items())


def sent(value: bytes | dict[str, Any], given: Sequence[Header], offset: int = 7) -> Record:
    return Record(justice.INTAKE, 0, offset, None, value if isinstance(value, bytes) else orjson.dumps(value), given)


async def answers(h: Harness) -> list[dict[str, Any]]:
    """To the senders; each can be read, shown and put into a database, and holds nothing personal."""
    found = [fact for type_, fact in await h.facts() if type_ == "community-service.sentence.rejected"]
    for answer in found:
        text = orjson.dumps(answer).decode()
        assert "\\u00" not in text, "no control character, however it is written"
        assert not any(secret in text for secret in (NIK, "Yohanes", "secret"))
    return found


async def the_answer(h: Harness) -> tuple[str, str, str]:
    """About which event, with which refusal, in which words."""
    (answer,) = await answers(h)
    (violation,) = answer["violations"]
    return answer["intake_event_id"], violation["slug"], violation["detail"]


FLAWED = {
    "another version": (bodies.verdict(), headers(ce_specversion=b"0.3"), "specversion"),
    "a time that is none": (bodies.verdict(), headers(ce_time=b"2026-11-26"), "time is not RFC 3339"),
    "no type": (bodies.verdict(), headers(ce_type=b""), "attribute missing: type"),
    "a subject with U+0000": (bodies.verdict(), headers(ce_subject=b"secret\0"), "subject has control characters"),
    "a correlation of 2 MB": (bodies.verdict(), headers(ce_correlationid=b"s" * 2**21), "correlationid is longer"),
    "a header that is no UTF-8": (bodies.verdict(), headers(ce_subject=b"\xff"), "header is not UTF-8"),
    "a header named in Latin-1": (bodies.verdict(), [*headers(), ("caf\udce9", b"")], "name of a header"),
    "structured, with a time that is none": (
        {"specversion": "1.0", "id": "court-1", "source": "x", "type": TYPE, "time": 7, "data": bodies.verdict()},
        [],
        "time is not RFC 3339",
    ),
}


@pytest.mark.parametrize(("value", "given", "why"), FLAWED.values(), ids=FLAWED)
async def test_what_is_no_event_is_answered_by_its_id_and_with_the_reason(
    h: Harness, value: dict[str, Any], given: list[Header], why: str
) -> None:
    await h.deliver([sent(value, given), sent(bodies.verdict(), headers("good"), 8)])
    event_id, slug, detail = await the_answer(h)
    assert (event_id, slug) == ("court-1", "intake-unreadable")
    assert why in detail
    assert (await answers(h))[0]["court_code"] == "pn-ambon"
    assert (await scene.types(h))[-1] == "sentence.assigned", "the next one is heard"


@pytest.mark.parametrize("id_", [b"a\0b", b"x" * 9_000, b"\xff", b"\xc2\x9f", b""])
async def test_an_id_that_nobody_could_read_back_is_answered_by_its_place(h: Harness, id_: bytes) -> None:
    await h.deliver([sent(bodies.verdict(), headers(ce_id=id_)), sent(bodies.verdict(), headers("good"), 8)])
    event_id, slug, _ = await the_answer(h)
    assert (event_id, slug) == (f"{justice.INTAKE}/0/7", "intake-unreadable")
    assert (await scene.types(h))[-1] == "sentence.assigned"


@pytest.mark.parametrize("character", ["\0", "\x1f", "\x85", "\n"])
@pytest.mark.parametrize("field", ["court_code", "verdict_number", "name", "nik", "prosecutor_code"])
async def test_a_control_character_anywhere_in_a_verdict_is_answered(h: Harness, field: str, character: str) -> None:
    wrong = bodies.verdict()
    wrong[field] = f"{wrong[field]}{character}{wrong[field]}"
    await h.deliver([sent(wrong, headers()), sent(bodies.verdict(), headers("good"), 8)])
    event_id, slug, detail = await the_answer(h)
    assert (event_id, slug, field in detail) == ("court-1", "event-unreadable", True)
    assert (await scene.types(h))[-1] == "sentence.assigned"


@pytest.mark.parametrize(
    ("twice", "where"), [(b'"hours": 200', "hours: "), (f'"{NIK}": 1, "{NIK}": 2'.encode(), "data: ")]
)
async def test_a_verdict_that_says_a_name_twice_is_answered(h: Harness, twice: bytes, where: str) -> None:
    await h.deliver([sent(orjson.dumps(bodies.verdict())[:-1] + b", " + twice + b"}", headers())])
    event_id, slug, detail = await the_answer(h)
    assert (event_id, slug, where + "the name is there twice" in detail) == ("court-1", "event-unreadable", True)


async def test_nobody_chooses_which_of_two_courts_is_told(h: Harness) -> None:
    await h.deliver([sent(orjson.dumps(bodies.verdict())[:-1] + b', "court_code": "pn-x"}', headers())])
    (answer,) = await answers(h)
    assert answer["court_code"] == "unknown"


@pytest.mark.parametrize("value", [0, "0", "86400", True, "2026-2-9", ""])
@pytest.mark.parametrize("field", ["birth_date", "offence_date", "verdict_date", "starts_on"])
async def test_what_is_no_date_is_no_day_in_1970(h: Harness, field: str, value: Any) -> None:
    await h.deliver([sent(bodies.verdict(**{field: value}), headers())])
    event_id, slug, detail = await the_answer(h)
    assert (event_id, slug, field in detail) == ("court-1", "event-unreadable", True)


async def test_u0000_beside_what_is_read_does_no_harm(h: Harness) -> None:
    await h.deliver([sent(bodies.verdict(remark="a\0b", **{"\0": 1}), headers())])
    assert await scene.types(h) == ["sentence.assigned"]


@pytest.mark.parametrize("field", ["court_code", "prosecutor_code", "probation_office_code", "verdict_number"])
@pytest.mark.parametrize("number", [NIK, f"a-{NIK}-1"])
async def test_a_nik_in_place_of_a_code_or_a_number_is_published_nowhere(h: Harness, field: str, number: str) -> None:
    await h.deliver([sent(bodies.verdict(**{field: number}), headers())])
    assert (await the_answer(h))[:2] == ("court-1", "event-unreadable")
    assert NIK not in str(await h.facts())


REVOKED = bodies.revocation().model_dump(mode="json") | {"decided_on": "2026-03-01"}


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (TYPE, bodies.verdict(hours=7)),
        (TYPE, bodies.verdict() | {"hours": None}),
        ("justice.sentence.revoked", REVOKED | {"reason": "withdrawn"}),
    ],
)
async def test_a_nik_in_an_event_id_is_left_out_of_the_answer(h: Harness, type_: str, value: dict[str, Any]) -> None:
    if type_ != TYPE:  # another revocation of the same number is known
        await h.hear(bodies.revocation())
    await h.deliver([sent(value, headers(f"pn-ambon/{NIK}/1", type_))])
    assert (await the_answer(h))[0] == "pn-ambon/…/1"


async def test_the_same_event_again_is_silent_however_it_is_written(h: Harness) -> None:
    verdict = bodies.verdict()
    structured = {"specversion": "1.0", "id": "court-1", "source": "https://pn-ambon.example", "type": TYPE}
    again = [
        sent(verdict, headers()),
        sent(verdict, headers(), 8),
        sent(orjson.dumps(dict(reversed(verdict.items())), option=orjson.OPT_INDENT_2), headers(), 9),
        sent(verdict, headers(ce_correlationid=b"story", ce_time=b"2026-11-26T10:00:00Z"), 10),
        sent(structured | {"data": verdict}, [], 11),
    ]
    await h.deliver(again)
    for record in again:
        await h.deliver([record])
    assert await scene.types(h) == ["sentence.assigned"]
    assert await h.pool.fetchval("select count(*) from dead_letters") == 0


OTHERS = {
    "other hours": (bodies.verdict(hours=9), headers(), "pronouncement"),
    "another verdict": (bodies.verdict(verdict_number="13/Pid.B/2026/PN Amb"), headers(), "pronouncement"),
    "another type": (
        bodies.revocation().model_dump(mode="json"),
        headers(type_="justice.sentence.revoked"),
        "revocation",
    ),
    "another subject": (bodies.verdict(), headers(ce_subject=b"other"), "pronouncement"),
}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(("other", "given", "concerns"), OTHERS.values(), ids=OTHERS)
async def test_the_same_id_with_other_content_is_answered_as_a_conflict_once(
    h: Harness, together: bool, other: dict[str, Any], given: list[Header], concerns: str
) -> None:
    first, second = sent(bodies.verdict(), headers()), sent(other, given, 8)
    for batch in [[first, second]] if together else [[first], [second]]:
        await h.deliver(batch)
    await h.deliver([second])
    assert await scene.types(h) == ["sentence.assigned", "sentence.rejected"]
    event_id, slug, detail = await the_answer(h)
    assert (event_id, slug, "an id of its own" in detail) == ("court-1", "event-conflict", True)
    (answer,) = await answers(h)
    assert (answer["concerns"], answer["court_code"], answer["verdict_number"]) == (concerns, "pn-ambon", None)
    assert await h.pool.fetchval("select reason from dead_letters") == "event-conflict"


async def test_what_came_before_digests_were_kept_is_still_a_duplicate(h: Harness) -> None:
    await h.deliver([sent(bodies.verdict(), headers())])
    await h.pool.execute("update inbox set digest = null")
    await h.deliver([sent(bodies.verdict(hours=9), headers())])
    assert await scene.types(h) == ["sentence.assigned"]


async def test_nobody_guesses_a_nik_from_the_inbox(h: Harness) -> None:
    """The digest is keyed: whoever has a copy of the table cannot try all numbers."""
    await h.deliver([sent(bodies.verdict(), headers())])
    kept = await h.pool.fetchval("select digest from inbox where id = 'court-1'")
    event = Envelope("court-1", "x", TYPE, None, orjson.dumps(bodies.verdict()))
    assert kept == inbox.digest_of(event, scene.IDENTITY.key)
    assert kept not in {inbox.digest_of(event, key) for key in (b"", b"a guess")}
