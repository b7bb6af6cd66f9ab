"""Every fact of a case is a sentence in two languages, without codes, ids or holes."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import orjson
import pytest

from services.community_service import events
from services.community_service.queries.cases_timeline_sentences import in_words
from services.community_service.queries.cases_timeline_texts import TEXTS
from services.community_service.words import WORDS
from shared.messaging.events import by_type

PREFIX = "community-service."
EVENTS = {type_.removeprefix(PREFIX): event for type_, event in by_type(events).items()}
OF_A_CASE = {kind for kind, event in EVENTS.items() if event.key_field == "sentence_id"}
BESIDE = {"record.report-issued", "record.verdict-change-dismissed"}
"""Facts with a key of their own that belong to a case."""
MADE = {"site", "amount", "amount_before"}
"""What a sentence may name beside the fields of its fact."""
SAMPLES = {
    path.stem.removeprefix(PREFIX): orjson.loads(path.read_bytes())
    for path in sorted((Path(events.__file__).parent.parent / "samples").glob(f"{PREFIX}*.json"))
    if not path.stem.endswith(".internal")
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def codes(annotation: Any) -> set[str]:
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return set[str]().union(*map(codes, get_args(annotation)))


def test_every_fact_of_a_case_has_its_sentence() -> None:
    assert TEXTS.keys() == OF_A_CASE | BESIDE


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_sentence_names_fields_of_its_fact(kind: str) -> None:
    told, known = TEXTS[kind], EVENTS[kind].model_fields
    assert fields(told.indonesian) == fields(told.english)
    assert fields(told.indonesian) <= known.keys() | MADE
    assert told.about is None or told.about in known
    assert set(told.who) <= WORDS["role"].keys()


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_every_code_that_a_sentence_says_has_its_word(kind: str) -> None:
    told, known = TEXTS[kind], EVENTS[kind].model_fields
    said = {name: codes(known[name].annotation) for name in fields(told.indonesian) & known.keys()}
    assert {name for name, found in said.items() if found} <= told.codes.keys()
    for name, found in said.items():
        assert found <= WORDS[told.codes[name]].keys() if found else True


@pytest.mark.parametrize("kind", sorted(SAMPLES.keys() & TEXTS.keys()))
def test_a_sample_reads_as_a_sentence(kind: str) -> None:
    said = in_words(kind, SAMPLES[kind].get("data", SAMPLES[kind]), "Kantor Kelurahan Contoh")
    for text in said.values():
        assert text[0].isupper() or text[0].isdigit()
        assert not re.search(r"[{}_]|None|\b[0-9a-f]{8}-|\d{4}-\d\d-\d\d|\+00:00", text), text
    assert said["id"] != said["en"] or kind == "record.checked-in"


def test_figures_days_and_codes_are_as_people_read_them() -> None:
    data = {
        "starts_at": "2026-03-02T08:00:00+09:00",
        "outcome": "attended_complied",
        "present_minutes": 270,
    }
    assert in_words("attendance.recorded", data, "SD Negeri 64") == {
        "id": "Kehadiran 2 Maret 2026 08.00 di SD Negeri 64 dicatat: hadir dan patuh; hadir 4 jam 30 menit",
        "en": "Attendance of 2 March 2026 08.00 at SD Negeri 64 recorded: complied; present 4 h 30 min",
    }
    paid = {"amount_rupiah": 1_500_000, "paid_on": "2026-04-01", "rest_rupiah": 0}
    assert in_words("fine.paid", paid, None)["id"] == "Denda dibayar Rp1.500.000 pada 1 April 2026; sisa Rp0"


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ({"decision": "repeat", "repeat_minutes": 480}, "Pelanggaran diputus: mengulang kerja sosial 8 jam"),
        (
            {"decision": "prison", "prison_days": 20},
            "Pelanggaran diputus: menjalani pidana penjara yang diganti 20 hari",
        ),
        ({"decision": "none"}, "Pelanggaran diputus: tanpa tindakan"),
    ],
)
def test_a_decision_says_how_much(amounts: dict[str, Any], text: str) -> None:
    assert in_words("breach.decided", amounts, None)["id"] == text


def test_a_fact_from_before_a_field_was_added_has_a_dash() -> None:
    assert in_words("client.received", {"received_on": "2026-03-02"}, None)["en"].endswith("(version –)")


def test_a_fact_without_words_is_shown_by_its_kind() -> None:
    assert in_words("sentence.pondered", {}, None) == {"id": "sentence.pondered", "en": "sentence.pondered"}
