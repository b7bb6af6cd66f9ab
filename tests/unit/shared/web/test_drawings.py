"""A drawing says nothing that its text does not say, and its text is right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.support.gallery import NOW, TODAY, shown
from tests.support.markup import Element, parsed, table

WHERE = {
    "meter": "pace",
    "bars": "bars, curve",
    "heat": "heat",
    "strip": "strip",
    "timeline": "timeline, lifeline",
    "map": "map",
    "calendar": "month, week",
    "tree": "tree",
    "chain": "chain",
}
IMPORTS = "".join(f"{{% from 'kit/{file}.html' import {macros} %}}" for file, macros in WHERE.items())


def drawn(call: str, **values: Any) -> Element:
    return parsed(shown(f"{IMPORTS}{{{{ {call} }}}}", **values))


def percent(element: Element, name: str = "width") -> float:
    return float(element.attributes[name].removesuffix("%"))


def test_pace_is_drawn_in_the_parts_that_it_says() -> None:
    page = drawn("pace('p', 'Jam', 7200, 2700, 900, 1800, 45, 180)")
    assert table(page)[1:] == [
        *(["Diakui", "45 jam"], ["Menunggu pengesahan", "15 jam"], ["Dijadwalkan", "30 jam"]),
        *(["Belum dijadwalkan", "30 jam"], ["Jumlah seluruhnya", "120 jam"]),
    ]
    drawing = page.all("svg")[0]
    parts = [
        (percent(each, "x"), percent(each))
        for name in ("credited", "waiting", "scheduled", "open")
        for each in drawing.all("rect", f"kit-{name}")
    ]
    assert parts == [(0, 37.5), (37.5, 12.5), (50, 25), (75, 25)]
    assert percent(drawing.all("line", "kit-today")[0], "x1") == 25
    assert drawing.all("desc")[0].words() == "45 jam dari 120 jam telah diakui. 45 hari dari 180 hari telah lewat."


def test_pace_of_more_than_was_ordered_stays_within_its_frame() -> None:
    drawing = drawn("pace('p', 'Jam', 60, 90, 30, 0, 9, 5)").all("svg")[0]
    assert percent(drawing.all("rect", "kit-credited")[0]) == 75
    assert percent(drawing.all("line", "kit-today")[0], "x1") == 100
    assert drawn("pace('p', 'Jam', 0)").all("rect", "kit-credited")[0].attributes["x"] == "1"


def test_bars_say_their_figures() -> None:
    rows = drawn("bars('B', [('A', 1500), ('C', 750)], most=3000)").all("li")
    assert [each.words() for each in rows] == ["A 1.500", "C 750"]
    assert [percent(each.all("rect", "kit-bar")[0]) for each in rows] == [50, 25]


def test_a_curve_ends_where_its_figures_do() -> None:
    points = [(TODAY, 0), (TODAY + timedelta(days=4), 60), (TODAY + timedelta(days=8), 90)]
    page = drawn("curve('c', 'C', points, 120)", points=points)
    assert table(page)[1:] == [["9 Februari 2026", "0"], ["13 Februari 2026", "60"], ["17 Februari 2026", "90"]]
    assert page.all("polyline")[0].attributes["points"].split() == ["0.0,198.0", "500.0,100.0", "1000.0,51.0"]
    assert page.all("desc")[0].words() == "90 dari 120 pada 17 Februari 2026"


def test_heat_writes_the_number_in_its_field() -> None:
    weeks = [TODAY - timedelta(weeks=1), TODAY]
    page = drawn("heat('h', 'H', weeks, [('Pasar', [0, 8]), ('Taman', [2, 0])])", weeks=weeks)
    assert table(page) == [["Tempat", "2 Feb 2026", "9 Feb 2026"], ["Pasar", "0", "8"], ["Taman", "2", "0"]]
    assert [[text.words() for text in each.all("text")] for each in page.all("svg")] == [["8"], ["2"]]
    fields = [each.attributes["class"] for each in page.all("rect")]
    assert fields == ["kit-heat-0", "kit-heat-4", "kit-heat-1", "kit-heat-0"]
    assert page.all("desc")[0].words() == "2 Feb 2026: 0; 9 Feb 2026: 8"


def test_a_strip_has_a_shape_for_each_time() -> None:
    rows = [
        (TODAY, "kept", "Datang"),
        (TODAY, "missed", "Tidak datang"),
        (TODAY, "kept", "Datang"),
        (TODAY, "planned", "Nanti"),
    ]
    page = drawn("strip('s', 'S', rows)", rows=rows)
    assert [row[1] for row in table(page)[1:]] == ["Datang", "Tidak datang", "Datang", "Nanti"]
    shapes = [each.inside[0].attributes["class"] for each in page.all("svg")[0].all("svg")]
    assert shapes == ["kit-kept", "kit-missed", "kit-kept", "kit-cancelled"]
    assert sorted(each.words() for each in page.all("li")) == ["Datang 2", "Nanti 1", "Tidak datang 1"]


def test_a_life_line_has_its_marks_in_their_places() -> None:
    page = drawn(
        "lifeline('l', 'L', first, last, [(first, 'Mulai'), (middle, 'Adendum', 'warn')], middle, pauses)",
        pauses=[(date(2026, 1, 1), date(2026, 1, 11), "Jeda")],
        first=date(2026, 1, 1),
        middle=date(2026, 1, 11),
        last=date(2026, 1, 21),
    )
    marks = page.all("svg")[0].all("svg")
    assert [(percent(each, "x"), each.all("text")[0].words()) for each in marks] == [(0, "1"), (50, "2")]
    assert [each.words() for each in page.all("ol")[0].all("li")] == [
        "1 Januari 2026 · Mulai",
        "11 Januari 2026 · Adendum",
    ]
    assert [row[1] for row in table(page)[1:]] == ["Mulai", "Adendum", "Jeda", "Hari ini"]
    assert percent(page.all("rect", "kit-pause")[0]) == 50


def test_a_map_has_a_pin_for_each_place_that_is_on_it() -> None:
    places = [
        {"name": "Pasar", "latitude": -3.62, "longitude": 128.06, "state": "Buka", "tone": "good"},
        {"name": "Jauh", "latitude": -6.2, "longitude": 106.8, "state": "Buka", "tone": "bad"},
        {"name": "Tanpa", "latitude": None, "longitude": None, "state": "Tutup", "tone": None},
        {"name": "Taman", "latitude": -3.72, "longitude": 128.36, "state": "Tutup", "tone": "bad"},
    ]
    page = drawn("map('m', 'M', places)", places=places)
    pins = [(each.attributes["transform"], each.words()) for each in page.all("g")]
    assert pins == [("translate(200.0 200.0)", "1"), ("translate(500.0 300.0)", "4")]
    assert [each.words() for each in page.all("li")] == ["Pasar Buka", "Jauh Buka", "Tanpa Tutup", "Taman Tutup"]
    assert [len(each.all("circle")) for each in page.all("g")] == [1, 0]


def test_a_month_has_each_day_once_and_names_it() -> None:
    items = {TODAY: [{"label": "Sesi"}], date(2026, 3, 1): [{"label": "Bukan bulan ini"}]}
    page = drawn(
        "month(first, items, today, {closed: 'Imlek'})", first=date(2026, 2, 1), items=items, closed=date(2026, 2, 17)
    )
    days = [each.words() for each in page.all("span", "kit-day")]
    assert days == [str(day) for day in range(1, 29)]
    (cell,) = [each for each in page.all("td") if "aria-current" in each.attributes]
    assert cell.words() == "9Senin, 9 Februari 2026Sesi"
    assert [each.words() for each in page.all("td", "kit-closed")] == ["17Selasa, 17 Februari 2026Imlek"]
    assert "Bukan bulan ini" not in page.text


def test_a_week_goes_from_monday_to_sunday() -> None:
    page = drawn("week(today, {today: [{'label': 'Sesi', 'text': 'penuh'}]}, today)")
    days = [each.words() for each in page.all("ol")[0].inside]
    assert days[0] == "Senin, 9 Februari 2026 Sesi penuh"
    assert days[6] == "Minggu, 15 Februari 2026 –"


def test_a_tree_says_how_much_is_done() -> None:
    page = drawn("tree([{'label': 'Payung', 'children': [{'label': 'PKS', 'done': 3, 'total': 4}]}])")
    (below,) = page.all("ul", "kit-tree--below")
    assert below.words() == "PKS 3 dari 4 selesai"
    assert percent(below.all("rect", "kit-bar")[0]) == 75


def test_a_chain_shows_what_holds_and_what_does_not() -> None:
    facts = [
        {"version": 1, "title": "A", "at": NOW, "hash": "aa", "previous": None},
        {"version": 2, "title": "B", "at": NOW, "hash": "bb", "previous": "aa"},
        {"version": 3, "title": "C", "at": NOW, "hash": "cc", "previous": "xx", "broken": True},
    ]
    page = drawn("chain(facts)", facts=facts)
    assert [[code.text for code in each.all("code")] for each in page.all("li")] == [["aa"], ["bb", "aa"], ["cc", "xx"]]
    assert [each.words() for each in page.all("span", "kit-tag")] == ["Cocok", "Cocok", "Tidak cocok"]


def test_a_timeline_names_moments_in_the_local_zone() -> None:
    page = drawn("timeline([{'at': now, 'title': 'Dicatat', 'who': 'Panitera'}, {'on': today, 'title': 'Sah'}])")
    assert [each.words() for each in page.all("li")] == [
        "9 Februari 2026 pukul 14.20 WIT · Panitera Dicatat",
        "9 Februari 2026 Sah",
    ]
