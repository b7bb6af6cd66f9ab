"""A form that somebody else overtook: which fields differ, and what the page says of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from shared.web.meanwhile import UNSAID, Change, Meanwhile
from tests.support.gallery import HOSTILE, shown

AT = datetime(2026, 2, 9, 5, 20, tzinfo=UTC)
KINDS = [("school", "sekolah"), ("library", "perpustakaan")]


def differing(stands: Any, typed: Any, choices: Any = None) -> list[tuple[Any, Any]]:
    found = Meanwhile([])
    found.begin()
    found.compare("Isian", stands, typed, choices)
    return [(each.stands, each.typed) for each in found.differences]


@pytest.mark.parametrize(
    ("stands", "typed"),
    [
        (None, ""), ("las\ncat", " las\r\ncat "), (1_500_000, "1.500.000"), (time(8, 30), "08:30"), ("08:30", "08.30"),
        (date(2026, 2, 9), "2026-02-09"), (UNSAID, "what somebody does is compared with nothing"),
    ],
)  # fmt: skip
def test_what_says_the_same_does_not_differ(stands: Any, typed: Any) -> None:
    assert differing(stands, typed) == []


def test_what_differs_is_in_words() -> None:
    assert differing(date(2026, 2, 9), "2026-02-30") == [(date(2026, 2, 9), "2026-02-30")], "there is no such day"
    assert differing("school", "library", KINDS) == [("sekolah", "perpustakaan")]
    assert differing(["library", "school"], ["school"], KINDS) == [("sekolah, perpustakaan", "sekolah")]
    assert differing("true", "", [("true", "Ya"), ("", "Tidak")]) == [("Ya", "Tidak")]
    assert differing(None, "school", KINDS) == [("", "sekolah")]


FORM = """{% from "kit/form.html" import form with context %}{% from "kit/field.html" import text with context %}
{% call form("/a", "Simpan", version=1) %}{{ text("a", "Isian", "kini") }}{{ text("b", "Alasan") }}{% endcall %}
{% call form("/b", "Lain", version=1) %}{{ text("c", "Lain", "kini") }}{% endcall %}"""


def page(path: str, **typed: str) -> str:
    change = Change(AT, HOSTILE, None, by_system=False, mine=False)
    return shown(FORM, meanwhile=Meanwhile([change]), path=path, typed=typed, form_path="/page")


def test_only_the_form_that_was_sent_says_it_and_only_of_fields_of_the_record() -> None:
    html = page("/a", a=HOSTILE, b="lain")
    assert html.count("Anda tulis") == 2 + 1, "the heading, the column, and its label on a narrow screen"
    assert ">Alasan<" not in html[: html.index("</table>")]
    assert "<script>" not in html
    assert html.count("Tetap kirim isian saya") == 1
    assert html.index("Tetap kirim") < html.index('name="c"')
    assert "Tetap kirim" not in page("/c", a="lain")


def test_what_stands_already_is_not_to_be_sent_again() -> None:
    assert "nothing differs" not in page("/a", a="kini", b="lain")
    assert "sudah berlaku" in page("/a", a="kini", b="lain")


def test_the_top_of_the_page_says_who_and_when() -> None:
    text = """{% from "kit/meanwhile.html" import changes with context %}{{ changes() }}"""
    rows = [
        Change(AT, "rina", "Site closed", by_system=False, mine=False),
        Change(AT, "system:agreements", None, by_system=True, mine=False),
        Change(AT, "c1", "Site closed", by_system=False, mine=True),
    ]
    html = shown(text, "en", meanwhile=Meanwhile(rows))
    assert "9 February 2026" in html
    for who in ("rina", "the system", "you yourself"):
        assert f"· {who}</p>" in html
    assert "Another part of the record changed" in html
    assert "system:agreements" not in html
