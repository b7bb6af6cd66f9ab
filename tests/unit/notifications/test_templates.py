"""Templates: what they can print, and what they cannot do."""

from __future__ import annotations

import pytest
from jinja2 import TemplateError

from services.notifications.domain import templates
from services.notifications.errors.templates import TemplateInvalid

FIELDS = ("agency_id", "starts_on", "starts_at", "minutes", "over", "violations", "name", "late")
AGENCY = "0198f000-0000-7000-8000-000000000001"
DATA = {
    "agency_id": AGENCY,
    "starts_on": "2026-02-09",
    "starts_at": "2026-02-09T20:00:00Z",
    "minutes": 3600,
    "over": -90,
    "violations": [{"detail": "jam", "article": "85(4)"}, {"detail": "denda", "article": "85(1)"}],
    "name": "<b>Taman & Kota</b>",
    "late": False,
}


@pytest.mark.parametrize(
    ("source", "indonesian", "english"),
    [
        ("{{ starts_on | day }}", "9 Februari 2026", "9 February 2026"),
        ("{{ starts_at | day }}", "10 Februari 2026", "10 February 2026"),  # local midnight has passed in Ambon
        ("{{ minutes | hours }}", "60 jam", "60 h"),
        ("{{ over | hours }}", "-1 jam 30 menit", "-1 h 30 min"),
        ("{{ agency_id | organisation }}", "Dinas Sosial", "Dinas Sosial"),
        ("{{ name }}", "<b>Taman & Kota</b>", "<b>Taman & Kota</b>"),  # text, not HTML
        ("{% if late %}ya{% else %}tidak{% endif %}", "tidak", "tidak"),
        ("{% for v in violations %}{{ loop.index }}. {{ v.detail }} {% endfor %}", *["1. jam 2. denda "] * 2),
    ],
)
def test_prints_in_the_language_of_the_reader(source: str, indonesian: str, english: str) -> None:
    templates.check(source, FIELDS, "id.body")
    names = {AGENCY: "Dinas Sosial"}
    assert templates.render(source, DATA, names, "id") == indonesian
    assert templates.render(source, DATA, names, "en") == english


def test_an_organisation_not_known_yet_is_called_by_its_id() -> None:
    assert templates.render("{{ agency_id | organisation }}", DATA, {}, "id") == AGENCY


@pytest.mark.parametrize(
    "source",
    [
        "{{ person_id }}",
        "{{ name",
        "{% for a in violations %}{% for b in violations %}x{% endfor %}{% endfor %}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ name * 1000000 }}",
        "{{ name.upper() }}",
        "{{ range(10) }}",
        "{% set name = name ~ name %}{{ name }}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{{ name | center(1000000) }}",
        "{{ cycler('a') }}",
    ],
)
def test_refuses_what_it_cannot_or_must_not_do(source: str) -> None:
    with pytest.raises(TemplateInvalid) as refused:
        templates.check(source, FIELDS, "en.subject")
    assert "en.subject" in str(refused.value)


@pytest.mark.parametrize("source", ["{{ name.__class__ }}", "{{ name['__class__'].mro }}", "{{ violations.append }}"])
def test_nothing_has_attributes(source: str) -> None:
    with pytest.raises(TemplateError):
        templates.render(source, DATA, {}, "id")
