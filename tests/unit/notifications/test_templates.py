"""Templates: what they can print, and what they cannot do."""

from __future__ import annotations

import time

import pytest
from jinja2 import TemplateError

from services.community_service.events import AttendanceRecorded, SentenceRejected
from services.notifications.domain import templates
from services.notifications.domain.templates_fields import Kind, kinds_of
from services.notifications.errors.templates import TemplateInvalid

FIELDS: dict[str, Kind] = {
    "agency_id": "id",
    "starts_on": "day",
    "starts_at": "day",
    "minutes": "number",
    "over": "number",
    "violations": {"detail": "text", "article": "text"},
    "scopes": "list",
    "name": "text",
    "late": "flag",
}
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
        "{{ name.__class__ }}",
        "{{ name['__class__'].mro }}",
        "{{ violations.append }}",
        "{{ violations[0].detail }}",
        "{% for v in violations %}{{ v.other }}{% endfor %}",
        "{% for v in violations %}{{ v.__class__ }}{% endfor %}",
        "{% for v in violations %}{{ loop.changed }}{% endfor %}",
        "{% for c in name %}{{ name }}{% endfor %}",
        "{% for v in violations | lower %}x{% endfor %}",
        "{{ name | day }}",
        "{{ starts_on | hours }}",
        "{{ minutes | organisation }}",
        "{{ name | join(', ') }}",
        "{{ violations | join }}",
        "{{ scopes | join(name) }}",
        "{{ scopes | join('" + "x" * 21 + "') }}",
        "{{ scopes | join(', ') | join(', ') }}",
        "{{ scopes | join('', 'name') }}",
        "{{ scopes | join(d='" + "x" * 21 + "') }}",
        "{{ ([name] * 9) | join(', ') }}",
        "{{ [name, name] | join(', ') }}",
        "{{ " + "(" * 100 + "name" + ")" * 100 + " }}",
        "{{ " + "(" * 1900 + "name" + ")" * 1900 + " }}",
        "{{ " + "[" * 100 + "name" + "]" * 100 + " }}",
        "{{ " + "not " * 900 + "late }}",
        "{{ " + "1 if late else " * 200 + "2 }}",
        "{% if late %}" * 100 + "{% endif %}" * 100,
        "{{ " + "name ~ " * 400 + "name }}",
        "{% for v in violations %}{% if " + "scopes | join ~ " * 200 + "name %}x{% endif %}{% endfor %}",
        "{{ name }}" * 301,
        "{{ " + "late and " * 300 + "late }}",
    ],
)
def test_refuses_what_it_cannot_or_must_not_do(source: str) -> None:
    with pytest.raises(TemplateInvalid) as refused:
        templates.check(source, FIELDS, "en.subject")
    assert "en.subject" in str(refused.value)


@pytest.mark.parametrize("source", ["{{ scopes | join(', ') }}", "{{ scopes | length }}", "{{ name ~ 1 }}"])
def test_what_a_text_does_with_lists(source: str) -> None:
    templates.check(source, FIELDS, "id.body")


@pytest.mark.parametrize(("source", "printed"), [("{{ starts_on | day }}", "-"), ("{{ minutes | hours }}", "-")])
def test_a_field_that_is_empty_is_printed_as_a_dash(source: str, printed: str) -> None:
    assert templates.render(source, {"starts_on": None, "minutes": None}, {}, "id") == printed


def test_a_text_ends_where_it_gets_too_long() -> None:
    source = "{% for v in violations %}{{ v.detail }}" + "x" * 3_900 + "{% endfor %}"
    templates.check(source, FIELDS, "id.body")
    many = [{"detail": "jam", "article": None}] * 100_000
    began = time.perf_counter()
    with pytest.raises(templates.TextTooLong):
        templates.render(source, {"violations": many}, {}, "id")
    assert time.perf_counter() - began < 1, "it stops there, and does not print all of them first"


def test_the_kinds_of_an_events_fields() -> None:
    kinds = kinds_of(SentenceRejected)
    assert (kinds["rejection_id"], kinds["verdict_number"], kinds["concerns"]) == ("id", "text", "text")
    rule = dict.fromkeys(("rule", "article", "slug", "detail", "detail_id"), "text")
    assert kinds["violations"] == rule
    failed = kinds_of(AttendanceRecorded)
    assert (failed["starts_at"], failed["present_minutes"], failed["detail_url"]) == ("day", "number", "text")
    assert "person_id" not in failed


@pytest.mark.parametrize("source", ["{{ name.__class__ }}", "{{ name['__class__'].mro }}", "{{ violations.append }}"])
def test_nothing_has_attributes(source: str) -> None:
    with pytest.raises(TemplateError):
        templates.render(source, DATA, {}, "id")
