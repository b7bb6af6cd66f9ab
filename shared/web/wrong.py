"""What is wrong with a form, in the words of a page: fields that cannot be read, and refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic_core import ErrorDetails

from shared.dates import NoDay
from shared.errors import Forbidden, Kind, NotFound, Refusal, RulesBroken, StaleVersion
from shared.languages import Language, days_in_words
from shared.texts import MayBeNik
from shared.web.forms import FormWrong

_WRONG: Mapping[str, tuple[str, str]] = {
    "missing": ("Isi bagian ini.", "Fill this in."),
    "extra_forbidden": ("Bagian ini tidak dikenal.", "This is not known here."),
    "string_too_short": (
        "Terlalu pendek: sedikitnya {min_length} huruf.",
        "Too short: at least {min_length} characters.",
    ),
    "string_too_long": (
        "Terlalu panjang: paling banyak {max_length} huruf.",
        "Too long: at most {max_length} characters.",
    ),
    "string_pattern_mismatch": ("Bentuknya tidak sesuai.", "It does not have the right form."),
    "greater_than_equal": ("Paling sedikit {ge}.", "At least {ge}."),
    "greater_than": ("Harus lebih dari {gt}.", "More than {gt}."),
    "less_than_equal": ("Paling banyak {le}.", "At most {le}."),
    "less_than": ("Harus kurang dari {lt}.", "Less than {lt}."),
    "int_parsing": ("Tulis bilangan bulat.", "Write a whole number."),
    "decimal_parsing": ("Tulis sebuah angka.", "Write a number."),
    "float_parsing": ("Tulis sebuah angka.", "Write a number."),
    "date_from_datetime_parsing": ("Tulis tanggal yang ada.", "Write a date that exists."),
    "date_parsing": ("Tulis tanggal yang ada.", "Write a date that exists."),
    "datetime_parsing": ("Tulis tanggal dan jam yang ada.", "Write a date and time that exist."),
    "time_parsing": ("Tulis jam, misalnya 08.30.", "Write a time, such as 08:30."),
    "may_be_nik": (
        "Angka enam belas digit dapat berupa NIK. Hapus angka itu, atau persingkat.",
        "Sixteen digits may be a national id (NIK). Leave them out, or write less of them.",
    ),
    "bool_parsing": ("Pilih ya atau tidak.", "Choose yes or no."),
    "enum": ("Pilih salah satu.", "Choose one of these."),
    "literal_error": ("Pilih salah satu.", "Choose one of these."),
    "uuid_parsing": ("Pilih dari daftar.", "Choose from the list."),
    "ends_first": ("Akhir harus sesudah awal, pada hari yang sama.", "The end comes after the start, on the same day."),
    "days_in_order": ("Hari terakhir tidak sebelum hari pertama.", "The last day is not before the first."),
    "both_days": ("Tulis hari pertama dan hari terakhir.", "Write a first and a last day."),
    "weekday_or_days": ("Pilih hari dalam minggu, atau tulis tanggalnya.", "Choose a weekday, or write the days."),
    "both_coordinates": ("Tulis kedua koordinat, atau kosongkan keduanya.", "Write both coordinates, or none."),
    "too_short": ("Pilih sedikitnya {min_length}.", "Choose at least {min_length}."),
    "too_long": ("Paling banyak {max_length}.", "At most {max_length}."),
}
_UNKNOWN = ("Isian ini tidak dapat dibaca.", "This cannot be read.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that keeps a form from being taken: a sentence, its field if it has one, and where the rule stands.

    `next` is what to do about it, where the sentence does not say that."""

    message: str
    field: str | None = None
    rule: str | None = None
    article: str | None = None
    slug: str | None = None
    next: str | None = None


def wrong_fields(error: FormWrong, language: Language) -> list[Wrong]:
    """What to tell the person, a sentence per field."""
    place = 0 if language == "id" else 1
    found = []
    for each in error.errors:
        text = _WRONG.get(_kind(each), _UNKNOWN)[place].format(**each.get("ctx", {}))
        name = ".".join(part for part in each["loc"] if isinstance(part, str))  # a list is one field
        found.append(Wrong(text, name or None))
    return found


def _kind(error: ErrorDetails) -> str:
    """pydantic's, or one of ours, which all are `value_error` to it."""
    cause = error.get("ctx", {}).get("error")
    return _OURS.get(type(cause), error["type"])


_OURS: Mapping[type, str] = {NoDay: "date_parsing", MayBeNik: "may_be_nik"}

_FOR_PEOPLE: Mapping[str, tuple[str, str]] = {
    NotFound.slug: ("Tidak ada di sini, atau tidak ada lagi.", "It is not here, or not any more."),
    Forbidden.slug: ("Ini tidak diizinkan bagi peran atau instansi Anda.", "This is not for your role or your office."),
    StaleVersion.slug: (
        "Orang lain telah mengubahnya sementara itu. Kini tampil keadaan terbaru: periksa, lalu kirim lagi.",
        "Somebody else has changed this in the meantime. You see the latest state now: check it, then send again.",
    ),
    "idempotency-key-reused": (
        "Formulir ini sudah terkirim dengan isi lain. Periksa isinya, dan kirim lagi bila memang perlu.",
        "This form was sent already with other content. Check it, and send it again if it is needed.",
    ),
}
"""What programs are told of these has ids, versions and keys, or both languages in one sentence."""
_SAY_WHAT_NEXT = {StaleVersion.slug, "idempotency-key-reused", "sent-already"}

_NEXT: Mapping[Kind, tuple[str, str]] = {
    "invalid": ("Perbaiki isiannya, lalu kirim lagi.", "Correct it, then send it again."),
    "conflict": ("Lihat dahulu bagaimana keadaannya sekarang.", "See first how it stands now."),
    "forbidden": (
        "Serahkan kepada orang yang peran atau instansinya berwenang.",
        "Leave it to somebody whose role or office may do it.",
    ),
    "not_found": ("Mulailah lagi dari daftarnya.", "Begin again from the list."),
    "stale": ("Periksa keadaan terbarunya, lalu kirim lagi.", "Check the latest state, then send it again."),
    "unavailable": ("Coba lagi sebentar lagi.", "Try again in a moment."),
}
"""What to do after a refusal of this kind."""

_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_UUID = re.compile(_ID)
_AFTER_A_NOUN = re.compile(rf"(?<=[a-z]) {_ID}")


def wrong_rules(refusal: Refusal, language: Language) -> list[Wrong]:
    """What to tell the person of a refusal: each broken rule with its article."""
    broken = refusal.broken if isinstance(refusal, RulesBroken) else (refusal,)
    return [
        Wrong(
            refusal_in_words(each.slug, each.message(language), language),
            *(None, each.rule, each.article, each.slug),
            next=_next(each, language),
        )
        for each in broken
    ]


def _next(refusal: Refusal, language: Language) -> str | None:
    if refusal.slug in _SAY_WHAT_NEXT:
        return None
    return _NEXT[refusal.kind][0 if language == "id" else 1]


def refusal_in_words(slug: str, text: str, language: Language) -> str:
    """The text of a refusal as a page shows it."""
    if texts := _FOR_PEOPLE.get(slug):
        return texts[0 if language == "id" else 1]
    return days_in_words(_without_ids(text, language), language)


def _without_ids(text: str, language: Language) -> str:
    """People read no UUID: `PKS 01a2… berstatus draf` is `PKS ini berstatus draf`."""
    if language == "id":
        return _UUID.sub("ini", text)
    named = _AFTER_A_NOUN.sub("", text)
    return _UUID.sub("this one", named)
