"""Every part of the kit, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from shared.languages import Language
from shared.web.catalogues import translations, used_messages
from shared.web.environment import KIT
from shared.web.wrong import Wrong
from tests.support.gallery import HOSTILE, PAGES, TYPED, WRONG, shown, shown_page
from tests.support.markup import everything, parsed

WEB = KIT.parent
NAMES = "text, number, day, time, textarea, select, radios, checkboxes, tick, file"
FIELDS = f"{{% from 'kit/field.html' import {NAMES} with context %}}"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("state", [{}, {"problems": WRONG, "typed": TYPED}, {"said": HOSTILE}])
@pytest.mark.parametrize("name", PAGES)
def test_texts_of_people_are_texts(name: str, state: dict[str, Any], language: Language) -> None:
    page = parsed(shown_page(name, language, t=lambda _: HOSTILE, **state))
    scripts = page.all("script")
    assert [script.attributes["src"] for script in scripts] == ["/a/vendor/htmx.js", "/a/kit.js"]
    assert [script.text for script in scripts] == ["", ""]
    assert page.text.count(HOSTILE) > 20
    handlers = [
        name for each in everything(page) for name in each.attributes if name.startswith("on") or name == "style"
    ]
    assert handlers == []


@pytest.mark.parametrize("name", PAGES)
def test_no_message_of_the_kit_is_left_in_english(name: str) -> None:
    catalogue = translations([WEB], "id")
    english = {message for message in used_messages(WEB) if catalogue.gettext(message) != message}
    assert english & _texts(shown_page(name, "en"))
    assert english & _texts(shown_page(name, "id")) == set()


def _texts(html: str) -> set[str]:
    return {each.words() for each in everything(parsed(html))}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("state", [{}, {"problems": WRONG, "typed": TYPED}])
def test_ids_are_unique_and_what_is_named_is_there(name: str, state: dict[str, Any]) -> None:
    page = parsed(shown_page(name, **state))
    ids = [each.attributes["id"] for each in everything(page) if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    labels = [
        each.attributes[name]
        for each in everything(page)
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls")
        if name in each.attributes
    ]
    assert {one for label in labels for one in label.split()} <= set(ids)


@pytest.mark.parametrize(
    ("macro", "typed", "expected"),
    [
        ("text('q', 'Q', value='first')", {}, "first"),
        ("text('q', 'Q', value='first')", {"q": "typed <b>"}, "typed <b>"),
        ("number('q', 'Q', value=0)", {}, "0"),
        ("day('q', 'Q', value='2026-02-09')", {"q": "2026-02-10"}, "2026-02-10"),
        ("time('q', 'Q')", {"q": "14:20"}, "14:20"),
    ],
)
def test_a_field_shows_what_was_typed_before_what_was_there(macro: str, typed: dict[str, Any], expected: str) -> None:
    (field,) = parsed(shown(f"{FIELDS}{{{{ {macro} }}}}", typed=typed)).all("input")
    assert (field.attributes["name"], field.attributes["value"]) == ("q", expected)


def test_a_long_text_keeps_what_was_typed() -> None:
    (area,) = parsed(shown(FIELDS + "{{ textarea('q', 'Q', value='first') }}", typed={"q": HOSTILE})).all("textarea")
    assert area.text == HOSTILE
    (empty,) = parsed(shown(FIELDS + "{{ textarea('q', 'Q') }}")).all("textarea")
    assert empty.text == ""


@pytest.mark.parametrize(
    ("macro", "typed", "expected"),
    [
        ("radios('q', 'Q', choices, value='a')", {}, ["a"]),
        ("radios('q', 'Q', choices, value='a')", {"q": "b&"}, ["b&"]),
        ("checkboxes('q', 'Q', choices, value=['a', 'b&'])", {}, ["a", "b&"]),
        ("checkboxes('q', 'Q', choices, value=['a'])", {"q": ["b&"]}, ["b&"]),
        ("checkboxes('q', 'Q', choices, value=['a'])", {"q": "b&"}, ["b&"]),
        ("checkboxes('q', 'Q', choices, value=['a'])", {"other": "x"}, []),
        ("tick('q', 'Q', value=True)", {}, ["true"]),
        ("tick('q', 'Q', value=True)", {"other": "x"}, []),
        ("tick('q', 'Q')", {"q": "true"}, ["true"]),
    ],
)
def test_choices_are_as_they_were_made(macro: str, typed: dict[str, Any], expected: list[str]) -> None:
    page = parsed(shown(f"{FIELDS}{{{{ {macro} }}}}", typed=typed, choices=[("a", "A"), ("b&", "B")]))
    assert [box.attributes["value"] for box in page.all("input") if "checked" in box.attributes] == expected


@pytest.mark.parametrize(("typed", "expected"), [({}, ["2"]), ({"q": "1"}, ["1"])])
def test_a_list_shows_the_chosen(typed: dict[str, Any], expected: list[str]) -> None:
    page = parsed(shown(FIELDS + "{{ select('q', 'Q', [(1, 'A'), (2, 'B')], value=2, empty='-') }}", typed=typed))
    assert [each.attributes["value"] for each in page.all("option") if "selected" in each.attributes] == expected


@pytest.mark.parametrize(
    "macro",
    [
        *(
            "text('a.b', 'Q')",
            "number('a.b', 'Q')",
            "day('a.b', 'Q')",
            "time('a.b', 'Q')",
            "textarea('a.b', 'Q')",
            "file('a.b', 'Q')",
        ),
        *(
            "select('a.b', 'Q', [(1, 'A')])",
            "radios('a.b', 'Q', [(1, 'A')])",
            "checkboxes('a.b', 'Q', [(1, 'A')])",
            "tick('a.b', 'Q')",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field(macro: str) -> None:
    problems = [Wrong("Isi bagian ini.", "a.b"), Wrong("Yang lain.", "c")]
    page = parsed(shown(f"{FIELDS}{{{{ {macro} }}}}", problems=problems))
    (error,) = page.all("p", "govuk-error-message")
    assert error.words() == "Kesalahan: Isi bagian ini."
    assert "f-a-b" in [each.attributes.get("id") for each in everything(page)]
    described = [
        each for each in everything(page) if error.attributes["id"] in each.attributes.get("aria-describedby", "")
    ]
    assert described


def test_a_refusal_has_its_rule_and_article() -> None:
    page = parsed(shown_page("parts.html", problems=WRONG))
    (summary,) = page.all("div", "govuk-error-summary")
    assert "autofocus" in summary.attributes
    assert [each.words() for each in summary.all("li")] == [
        "Nomor putusan sudah tercatatAturan C12 · Pasal 85 ayat (2)",
        "Pilih kehadiran",
        "Putusan ini dicabut kemarin.",
    ]
    assert page.all("title")[0].words().startswith("Kesalahan: ")
    ids = {each.attributes.get("id") for each in everything(page)}
    assert [link.attributes["href"][1:] in ids for link in summary.all("a")] == [True, True]


def test_a_form_carries_its_key_its_page_and_what_was_seen() -> None:
    imported = "{% from 'kit/form.html' import form with context %}"
    source = imported + "{% call form('/post', 'Kirim', version=3) %}inside{% endcall %}"
    first, second = (parsed(shown(source)).all("form")[0] for _ in range(2))
    carried = {each.attributes["name"]: each.attributes["value"] for each in first.all("input")}
    assert (carried["form_path"], carried["version"]) == ("/community-service/desk/cases", "3")
    assert carried["key"] not in [each.attributes["value"] for each in second.all("input")]
    assert "inside" in first.text


def test_a_table_names_its_cells_for_narrow_screens() -> None:
    page = parsed(shown_page("parts.html"))
    rows = page.all("table")[0].all("tbody")[0].all("tr")
    assert [[cell.attributes["data-label"] for cell in row.inside] for row in rows] == 2 * [
        ["Nomor putusan", "Keadaan", "Berakhir", "Diakui", "Denda"]
    ]
    assert [cell.words() for cell in rows[1].inside][2:] == ["1 Mei 2026", "30 menit", "Rp1.250.000"]
    assert [cell.words() for cell in rows[0].inside][4] == "–"


def test_the_public_gets_no_script_and_nothing_of_a_session() -> None:
    page = parsed(shown_page("parts.html", me=None, nav=[]))
    assert page.all("script") == []
    assert page.all("form", "kit-tools") == []
    assert [each.attributes["href"] for each in page.all("a") if each.attributes.get("hreflang")] == [
        "/community-service/desk/cases?lang=en"
    ]
