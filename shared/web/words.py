"""Days, figures and states as people read them: the filters of every template.

Months and durations come from `shared.languages`, as on papers and in mails.
"""

from __future__ import annotations

import re
from calendar import Calendar
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import format_decimal
from jinja2 import pass_context
from jinja2.runtime import Context

from shared.languages import Language, format_day, format_duration, format_month

Words = Mapping[str, Mapping[str, tuple[str, str]]]
"""What each code of each kind is called, in Indonesian and in English."""

_ARTICLE = (
    (re.compile(r"\barts?\. "), "Pasal "),
    (re.compile(r"(?<=\d)\((\d+)\)"), r" ayat (\1)"),
    (re.compile(r"(?<=\))([a-z])\b"), r" huruf \1"),
    (
        re.compile(r"practice in Maluku (\S+), to be checked by a lawyer"),
        r"praktik di Maluku \1, menunggu telaah hukum",
    ),
    (re.compile("the institution's decree"), "keputusan lembaga"),
    (re.compile("days and hours"), "hari dan jam"),
    (re.compile("as for a verdict"), "sebagaimana putusan"),
    (re.compile("second person"), "orang kedua"),
    (re.compile("configuration"), "pengaturan"),
)
"""From how the code names a source to how Indonesian papers do."""
NOTHING = "–"
"""What stands where a value is missing."""

ROLES: Mapping[str, tuple[str, str]] = {
    "auditor": ("Auditor", "Auditor"),
    "bapas_head": ("Kepala Bapas", "Head of the probation office"),
    "civil_servant": ("Aparatur sipil negara", "Civil servant"),
    "clerk": ("Petugas instansi", "Clerk of an agency"),
    "coordinator": ("Koordinator", "Coordinator"),
    "counsellor": ("Pembimbing Kemasyarakatan", "Probation counsellor"),
    "court_clerk": ("Panitera", "Court clerk"),
    "data_officer": ("Petugas pelindungan data", "Data protection officer"),
    "institution_staff": ("Petugas lapas atau rutan", "Staff of a correctional institution"),
    "operator": ("Operator", "Operator"),
    "prosecutor": ("Jaksa", "Prosecutor"),
    "supervising_judge": ("Hakim pengawas", "Supervising judge"),
    "supervisor": ("Pengawas lokasi", "Site supervisor"),
    "trainer": ("Instruktur", "Trainer"),
}


class Filters:
    """The filters in one language and one time zone. None is shown as a dash."""

    def __init__(self, language: Language, time_zone: ZoneInfo) -> None:
        self.language, self.zone = language, time_zone
        self._locale = Locale(language)

    def day(self, value: date | datetime) -> str:
        """`9 Februari 2026`."""
        return format_day(self._local(value), self.language)

    def short_day(self, value: date | datetime) -> str:
        """`9 Feb 2026`."""
        return format_day(self._local(value), self.language, short=True)

    def weekday(self, value: date | datetime) -> str:
        """`Senin, 9 Februari 2026`."""
        day = self._local(value)
        return f"{self._locale.days['format']['wide'][day.weekday()]}, {self.day(day)}"

    def month(self, value: date | datetime) -> str:
        """`Februari 2026`."""
        return format_month(self._local(value), self.language)

    def weekday_name(self, number: int) -> str:
        """`Sen` of 0."""
        return str(self._locale.days["format"]["abbreviated"][number])

    def weeks(self, value: date) -> list[list[date]]:
        """The weeks of a month, Monday first, with the neighbours' days."""
        return Calendar().monthdatescalendar(value.year, value.month)

    def week_days(self, value: date) -> list[date]:
        """Monday to Sunday of a day's week."""
        monday = value - timedelta(days=value.weekday())
        return [monday + timedelta(days=number) for number in range(7)]

    def clock(self, value: time | datetime) -> str:
        """`14.20`."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone)
        return value.strftime("%H.%M" if self.language == "id" else "%H:%M")

    def moment(self, value: datetime) -> str:
        """`9 Februari 2026 pukul 14.20 WIT`."""
        local = value.astimezone(self.zone)
        return f"{self.day(local)} {'pukul' if self.language == 'id' else 'at'} {self.clock(local)} {local.tzname()}"

    def hours(self, minutes: int) -> str:
        """`12 jam 30 menit`; less than an hour is minutes alone."""
        if 0 < abs(minutes) < 60:
            return f"{'−' if minutes < 0 else ''}{abs(minutes)} {'menit' if self.language == 'id' else 'min'}"
        return format_duration(minutes, self.language)

    def number(self, value: Any) -> str:
        """`1.250,5`. Most numbers are small: they look the same everywhere, and a drawing has hundreds."""
        if type(value) is int and 0 <= value < 1000:
            return str(value)
        return format_decimal(value, locale=self._locale)

    def rupiah(self, value: Any) -> str:
        """`Rp1.250.000`."""
        return f"{'−' if value < 0 else ''}Rp{format_decimal(abs(value), locale=self._locale)}"

    def role(self, code: str) -> str:
        """A role in words."""
        names = ROLES.get(code)
        return code.replace("_", " ") if names is None else self._of(names)

    def article(self, value: str) -> str:
        """`KUHP (UU 1/2023) Pasal 85 ayat (4)`: where a rule stands, which refusals name in English."""
        for pattern, words in _ARTICLE if self.language == "id" else ():
            value = pattern.sub(words, value)
        return value

    def days(self, count: int) -> str:
        """`3 hari`."""
        unit = "hari" if self.language == "id" else "day" if abs(count) == 1 else "days"
        return f"{self.number(count)} {unit}"

    def age(self, context: Context, value: date | datetime | timedelta | int) -> str:
        """How old something is in whole days: `3 hari`. Of a day or a moment, up to the page's `now`."""
        if isinstance(value, timedelta):
            value = value.days
        elif isinstance(value, date):
            now = context.resolve("now")
            value = (self._local(now if isinstance(now, datetime) else datetime.now(UTC)) - self._local(value)).days
        return self.days(value)

    def _local(self, value: date | datetime) -> date:
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value

    def _of(self, names: tuple[str, str]) -> str:
        return names[0] if self.language == "id" else names[1]


def filters(language: str, time_zone: str | ZoneInfo) -> dict[str, Callable[..., Any]]:
    """By the names that templates use."""
    zone = ZoneInfo(time_zone) if isinstance(time_zone, str) else time_zone
    own = Filters(cast("Language", language), zone)
    named = (
        "day short_day weekday month weekday_name weeks week_days clock moment hours number rupiah role days article"
    )
    found = {name: _or_dash(getattr(own, name)) for name in named.split()}

    @pass_context
    def age_days(context: Context, value: Any) -> str:
        return NOTHING if value is None else own.age(context, value)

    return {**found, "age_days": age_days}


def word_filter(words: Words, language: str) -> Callable[[Any, str], str]:
    """`{{ row.state | word('sentence_state') }}`. Raises KeyError where no words are: tests render every page."""
    place = 0 if language == "id" else 1

    def word(code: Any, kind: str) -> str:
        return NOTHING if code is None else words[kind][str(code)][place]

    return word


def _or_dash(show: Callable[[Any], str]) -> Callable[[Any], str]:
    def shown(value: Any) -> str:
        return NOTHING if value is None else show(value)

    return shown
