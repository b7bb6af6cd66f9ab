"""Each drawing, with figures that are known: what is drawn is also written beside it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.languages import Language
from tests.support.gallery import LANGUAGES, NOW, TODAY, shown
from tests.support.markup import Element, everything, parsed

ROOT = Path(__file__).parents[4]
ICONS = {"kit/header.html"}
"""Pictures that say nothing."""
OF_SERVICES = {"case/pace.html"}
"""See tests/unit/community_service/test_cases_drawn.py."""
DAYS = [TODAY + timedelta(weeks=week) for week in range(3)]
PLACES = [
    {"name": "Pasar", "latitude": -3.62, "longitude": 128.06, "state": "Buka", "tone": "good"},
    {"name": "Taman", "latitude": -3.72, "longitude": 128.36, "state": "Tutup", "tone": "bad"},
]
FACTS = [{"version": 7, "title": "Dicatat", "at": NOW, "hash": "aa", "previous": "bb", "broken": True}]
CALLS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "meter.html": (
        "pace('x', 'Jam', 7260, 2730, 480, 1800, used=70, days=180)",
        {},
        ["45 jam 30 menit", "8 jam", "30 jam", "37 jam 30 menit", "121 jam"],
    ),
    "bars.html": ("bars('Dibaca', [('A', 1500), ('C', 750)])", {}, ["1.500", "750"]),
    "bars.html curve": (
        "curve('x', 'Dibaca', points, 120)",
        {"points": list(zip(DAYS, [0, 44, 104], strict=True))},
        ["0", "44", "104"],
    ),
    "heat.html": (
        "heat('x', 'Alarm', weeks, [('Pasar', [0, 8, 3]), ('Taman', [2, 0, 1])])",
        {"weeks": DAYS},
        ["0", "8", "3", "2", "1"],
    ),
    "strip.html": (
        "strip('x', 'Sesi', rows)",
        {"rows": [(day, how, how) for day, how in zip(DAYS, ["kept", "missed", "short"], strict=True)]},
        ["kept", "missed", "short"],
    ),
    "timeline.html lifeline": (
        "lifeline('x', 'PKS', first, last, [(first, 'Mulai'), (middle, 'Adendum')], middle, [(first, middle, 'Jeda')])",
        {"first": DAYS[0], "middle": DAYS[1], "last": DAYS[2]},
        ["Mulai", "Adendum", "Jeda"],
    ),
    "map.html": ("map('x', 'Lokasi', places)", {"places": PLACES}, ["Pasar", "Buka", "Taman", "Tutup"]),
    "chain.html": ("chain(facts)", {"facts": FACTS}, ["7 · Dicatat", "aa", "bb"]),
    "tree.html": ("tree([{'label': 'PKS', 'done': 3, 'total': 4}])", {}, ["PKS", "3", "4"]),
}


def drawn(name: str, language: Language) -> Element:
    file, _, macro = name.partition(" ")
    call, values, _ = CALLS[name]
    macro = macro or call.partition("(")[0]
    return parsed(shown(f"{{% from 'kit/{file}' import {macro} %}}{{{{ {call} }}}}", language, **values))


def written(top: Element) -> str:
    """What is there as text: without what is inside a drawing."""
    if top.tag == "svg":
        return ""
    own = top.text
    for each in top.inside:
        own = own.replace(each.text, f" {written(each)} ", 1)
    return own


def test_every_drawing_is_here() -> None:
    found = {
        path.relative_to(folder).as_posix()
        for folder in ROOT.glob("s*/**/templates")
        for path in folder.rglob("*.html")
        if "<svg" in path.read_text()
    }
    here = {f"kit/{name.partition(' ')[0]}" for name in CALLS}
    assert found == here | ICONS | OF_SERVICES


@pytest.mark.parametrize("name", CALLS)
def test_the_figures_are_written(name: str) -> None:
    page = drawn(name, "id")
    text = " ".join(written(page).split())
    for figure in CALLS[name][2]:
        assert re.search(rf"(?<!\w){re.escape(figure)}(?!\w)", text), f"{figure} in {text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CALLS)
def test_what_is_written_in_a_drawing_is_written_beside_it(name: str, language: Language) -> None:
    page = drawn(name, language)
    text = " ".join(written(page).split())
    assert list(unsaid(page, text)) == []


def unsaid(page: Element, text: str) -> Iterator[str]:
    ids = {each.attributes["id"]: each for each in everything(page) if "id" in each.attributes}
    for svg in (each for each in everything(page) if each.tag == "svg"):
        if svg.attributes.get("role") == "img":
            names = [ids[each] for each in svg.attributes["aria-labelledby"].split()]
            if [each.tag for each in names] != ["title", "desc"] or not all(each.words() for each in names):
                yield "a drawing without a title and a description"
        for number in (each.words() for each in svg.all("text")):
            if number.isdigit() and not re.search(rf"(?<!\d){number}(?!\d)", text) and not page.all("ol"):
                yield f"{number} is only drawn"
    figures = page.all("figure")
    if any(each.all("svg") and not (each.all("table") or each.all("ul") or each.all("ol")) for each in figures):
        yield "a figure without a table or a list"


def test_a_figure_that_is_only_drawn_is_found() -> None:
    page = parsed("<figure><svg><text>12</text></svg></figure>")
    assert list(unsaid(page, written(page))) == ["12 is only drawn", "a figure without a table or a list"]
