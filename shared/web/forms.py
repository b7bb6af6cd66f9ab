"""From the flat fields of a form to the model that a command takes, and back to what is wrong with a field.

`a.b` is a field of a nested model, and a name that comes several times is a list. An empty field is an absent one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from shared.dates import NoDay
from shared.errors import Forbidden, Kind, NotFound, Refusal, RulesBroken, StaleVersion
from shared.languages import Language, days_in_words
from shared.texts import MayBeNik

Fields = Mapping[str, Sequence[str]]
Model = TypeVar("Model", bound=BaseModel)
Made = TypeVar("Made")

CARRIED = ("key", "form_path", "version", "again")
"""Names that every form carries for the kit, not for a command. `again`: it is meant, though it was sent before."""
_MOST_FIELDS = 1_000
_LISTS = (list, tuple, set, frozenset)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What no keyboard types and no table takes."""

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


def after(first: str) -> AfterValidator:
    """For `Annotated[time, after("starts")]`: a time that is later than that field's, which stands before it."""

    def later(value: Any, info: ValidationInfo) -> Any:
        begun = info.data.get(first)
        if begun is not None and value <= begun:
            raise PydanticCustomError("ends_first", "the end comes after the start, on the same day")
        return value

    return AfterValidator(later)


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


class FormWrong(Exception):
    """A form that cannot be read; `errors` are pydantic's."""

    def __init__(self, errors: Iterable[ErrorDetails]) -> None:
        super().__init__("the form cannot be read")
        self.errors = list(errors)


def wrong_at(kind: str, *place: str, **bounds: Any) -> FormWrong:
    """For what only several fields together show: `kind` is one of pydantic's, such as `missing`."""
    return FormWrong([ErrorDetails(type=kind, loc=place, msg="", input=None, ctx=bounds)])


def _lines(values: Any) -> list[str]:
    texts = [values] if isinstance(values, str) else values
    return [line.strip() for text in texts for line in str(text).splitlines() if line.strip()]


Lines = BeforeValidator(_lines)
"""Of a list that is typed into one field, a line for each."""


async def fields_of(request: Request) -> dict[str, list[str]]:
    """The texts of a form that was sent, without its files. Raises HTTPException 400."""
    form = await request.form(max_files=10, max_fields=_MOST_FIELDS)
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            if _NO_TEXT.search(name + value):
                raise HTTPException(400)
            found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found


def read(model: type[Model], fields: Fields) -> Model:
    """The model that the fields say. Raises FormWrong."""
    try:
        return model.model_validate(_tree(model, fields), strict=False, extra="forbid")
    except ValidationError as error:
        raise FormWrong(error.errors(include_url=False, include_input=False)) from None


def need(form: BaseModel, *names: str) -> None:
    """Fields that what was chosen in the form asks for. Raises FormWrong with those that are empty."""
    missing = [name for name in names if getattr(form, name) is None]
    if missing:
        raise FormWrong(ErrorDetails(type="missing", loc=(name,), msg="", input=None) for name in missing)


def made(body: Callable[[Any], Made], read: BaseModel) -> Made:
    """What a command takes, from what the form says. Raises FormWrong."""
    try:
        return body(read)
    except ValidationError as error:
        raise FormWrong(error.errors(include_url=False, include_input=False)) from None


def _tree(model: type[BaseModel], fields: Fields) -> dict[str, Any]:
    tree = _frame(model)
    for name, values in fields.items():
        if name in CARRIED:
            continue
        *above, last = name.split(".")
        types = _types_at(model, (*above, last))
        given = [_plain(last, value.strip(), types) for value in values if value.strip()]
        if not given:
            continue
        here = tree
        for part in above:
            if not isinstance(here.get(part), dict):
                here[part] = {}
            here = here[part]
        here[last] = given if any(get_origin(each) in _LISTS for each in types) else given[-1]
    return tree


def _frame(model: type[BaseModel]) -> dict[str, Any]:
    """The parts that the model must have, still empty: so what is missing is missing at a field that the page has."""
    return {
        name: _frame(part)
        for name, each in model.model_fields.items()
        if each.is_required() and (part := _model(each.annotation))
    }


def _model(annotation: Any) -> type[BaseModel] | None:
    plain = isinstance(annotation, type) and get_origin(annotation) is None
    return annotation if plain and issubclass(annotation, BaseModel) else None


def _plain(name: str, value: str, types: Sequence[Any]) -> str:
    """Figures and hours may be written as on paper: `Rp1.500.000`, `1.000`, `08.30`. pydantic would read a 1 there."""
    if name.endswith("rupiah") and re.fullmatch(r"(Rp\s?)?([0-9]{1,3}([.,][0-9]{3})*|[0-9]+)(,-)?", value):
        return re.sub(r"[^0-9]", "", value)
    if int in types and re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", value):
        return re.sub(r"[.,]", "", value)
    if time in types:
        return _hour(value)
    if float in types and re.fullmatch(r"[-\u2212]?[0-9]{1,3}([.,][0-9]+)?", value):
        return value.replace(",", ".").replace("\u2212", "-")
    return value


def _hour(value: str) -> str:
    """A local time of the day. What has seconds or an offset is none: pydantic would read it, and nothing could compare
    the two."""
    found = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})(:00)?", value)
    return f"{found[1]:0>2}:{found[2]}" if found else ""


def _types_at(model: Any, path: Sequence[str]) -> list[Any]:
    """The types that the field at `path` takes; none where there is no such field."""
    annotation: Any = model
    for part in path:
        nested = next(filter(None, map(_model, _types(annotation))), None)
        if nested is None or part not in nested.model_fields:
            return []
        annotation = nested.model_fields[part].annotation
    return _types(annotation)


def _types(annotation: Any) -> list[Any]:
    """A type, or the types of a union, without `Annotated`."""
    if get_origin(annotation) in _LISTS or isinstance(annotation, type):
        return [annotation]
    if hasattr(annotation, "__metadata__"):
        return _types(get_args(annotation)[0])
    return [found for each in get_args(annotation) for found in _types(each)]


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
