"""A fact of a case as a sentence: its figures, days and codes as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from services.community_service.queries.cases_timeline_texts import TEXTS, Told
from services.community_service.words import word
from shared.clock import LOCAL_ZONE
from shared.languages import Language, format_day, format_duration

LANGUAGES: tuple[Language, ...] = ("id", "en")
_NOTHING = "–"


def in_words(kind: str, data: Mapping[str, Any], site: str | None) -> dict[Language, str]:
    """A fact as a sentence in each language. A kind without words of its own is shown as it is."""
    told = TEXTS.get(kind)
    if told is None:
        return dict.fromkeys(LANGUAGES, kind)
    return {
        "id": _sentence(told.indonesian, told, {**data, "site": site}, "id"),
        "en": _sentence(told.english, told, {**data, "site": site}, "en"),
    }


def _sentence(text: str, told: Told, data: Mapping[str, Any], language: Language) -> str:
    sentence = text.format_map(_Fields(told, data, language)).strip()
    return sentence[:1].upper() + sentence[1:]


class _Fields(dict[str, str]):
    """The fields that a sentence asks for. Facts from before a field was added lack it: a dash takes its place."""

    def __init__(self, told: Told, data: Mapping[str, Any], language: Language) -> None:
        super().__init__({f"amount{suffix}": _amount(data, suffix, language) for suffix in ("", "_before")})
        self._told, self._data, self._language = told, data, language

    def __missing__(self, name: str) -> str:
        return _shown(name, self._data.get(name), self._told, self._language)


def _shown(name: str, value: Any, told: Told, language: Language) -> str:
    if value is None:
        return _NOTHING
    if kind := told.codes.get(name):
        return word(kind, value, language)
    if isinstance(value, list):
        return str(len(value))
    for ends, form in _FORMS.items():
        if f"_{name}".endswith(ends):
            return form(value, language)
    return str(value)


def _moment(value: str, language: Language) -> str:
    moment = datetime.fromisoformat(value).astimezone(LOCAL_ZONE)
    return f"{format_day(moment.date(), language)} {moment:%H.%M}"


def _clock(value: str, language: Language) -> str:
    """Of the end of a session, which is of the day of its beginning."""
    del language
    return f"{datetime.fromisoformat(value).astimezone(LOCAL_ZONE):%H.%M}"


def _rupiah(amount: int, language: Language) -> str:
    grouped = f"Rp{amount:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def _day(value: str, language: Language) -> str:
    return format_day(date.fromisoformat(value), language)


_FORMS: Mapping[tuple[str, ...], Callable[[Any, Language], str]] = {
    ("_minutes",): format_duration,
    ("_rupiah", "_rupiah_before"): _rupiah,
    ("ends_at",): _clock,
    ("_at",): _moment,
    ("_on", "_date"): _day,
}
"""How a field is shown, by how its name ends."""


def _amount(data: Mapping[str, Any], suffix: str, language: Language) -> str:
    """What a decision on a breach has ordered: hours, days or rupiah."""
    if minutes := data.get(f"repeat_minutes{suffix}"):
        return format_duration(minutes, language)
    if (days := data.get(f"prison_days{suffix}")) is not None:
        return f"{days} {word('breach_unit', 'prison', language)}"
    if (rupiah := data.get(f"fine_rupiah{suffix}")) is not None:
        return _rupiah(rupiah, language)
    return ""
