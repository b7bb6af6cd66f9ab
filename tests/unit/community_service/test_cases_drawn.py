"""The small bar of a case in a list: the sentence below it has the same figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from services.community_service.words import WORDS
from shared.web.environment import environments
from shared.web.site import Place
from tests.support.markup import parsed

FOLDER = Path(__file__).parents[3] / "services" / "community_service"
MACRO = "{% from 'case/pace.html' import small_pace with context %}{{ small_pace(row, today) }}"
PARTS = {"credited": 2700, "waiting": 900, "scheduled": 1800}


def test_the_bar_and_its_sentence_say_the_same() -> None:
    row = SimpleNamespace(
        **{f"{name}_minutes": minutes for name, minutes in PARTS.items()},
        id=1,
        open_minutes=1500,
        unrecorded_minutes=300,
        required_minutes=7200,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 4, 10),
    )
    place = {"service": Place("/s", "S"), "desk": "/s/desk", "asset": "/a/{}".format}
    environment = environments([FOLDER], WORDS, place)["id"]
    page = parsed(environment.from_string(MACRO).render(row=row, today=date(2026, 1, 26)))
    drawing = page.all("svg")[0]
    widths = [float(drawing.all("rect", f"kit-{name}")[0].attributes["width"][:-1]) for name in (*PARTS, "open")]
    assert widths == [37.5, 12.5, 25, 25]
    assert drawing.all("line")[0].attributes["x1"] == "25.0%"
    said = page.all("p")[0].words()
    for figure in ("45 jam dari 120 jam", "15 jam", "5 jam", "30 jam", "25 jam", "25 hari dari 100 hari"):
        assert figure in said, said
