"""From flat fields to a model, and from a refusal to what a page says."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID

import pytest
from pydantic import AfterValidator, BaseModel

from shared.dates import IsoDay
from shared.errors import Forbidden, NotFound, Refusal, RulesBroken
from shared.texts import no_nik
from shared.web.forms import FormWrong, read
from shared.web.wrong import wrong_fields, wrong_rules


class Inner(BaseModel):
    on: date


class Outer(BaseModel):
    ids: list[UUID] = []
    days: frozenset[int] = frozenset()
    at: time | None = None
    sure: bool = False
    inner: Inner | None = None


class Whole(BaseModel):
    inner: Inner
    more: Outer


class Late(Refusal, kind="invalid", rule="T1", indonesian="Terlambat sejak {on}."):
    """Late since {on}."""


ONE, TWO = UUID(int=1), UUID(int=2)


def test_a_field_may_come_several_times_or_once_and_be_empty() -> None:
    typed = {"ids": [str(ONE), "", str(TWO)], "days": ["3"], "at": ["08:30"], "sure": ["true"], "key": ["k"]}
    assert read(Outer, typed) == Outer(ids=[ONE, TWO], days=frozenset({3}), at=time(8, 30), sure=True)
    assert read(Outer, {"inner.on": ["2026-03-02"], "ids": [""]}) == Outer(inner=Inner(on=date(2026, 3, 2)))


@pytest.mark.parametrize("typed", [{"ids": ["x"]}, {"unknown": ["1"]}, {"inner.on": ["2026-02-30"]}, {"days": ["a"]}])
def test_what_cannot_be_read_is_said_at_its_field(typed: dict[str, list[str]]) -> None:
    with pytest.raises(FormWrong) as refused:
        read(Outer, typed)
    (wrong,) = wrong_fields(refused.value, "id")
    assert wrong.field
    assert wrong.field.startswith(next(iter(typed)))
    assert wrong.message != ""


def test_a_refusal_says_days_in_words_and_no_ids() -> None:
    broken = RulesBroken([Late(on=date(2026, 3, 2)), NotFound(what="thing", id=ONE), Forbidden(why="a / b")])
    late, missing, forbidden = wrong_rules(broken, "id")
    assert (late.message, late.rule, late.slug) == ("Terlambat sejak 2 Maret 2026.", "T1", "late")
    assert "Tidak ada di sini" in missing.message
    assert "tidak diizinkan" in forbidden.message
    assert wrong_rules(Late(on=date(2026, 3, 2)), "en")[0].message == "Late since 2 March 2026."


@pytest.mark.parametrize("typed", [{}, {"more.sure": ["true"]}])
def test_a_part_of_which_nothing_was_typed_is_missing_at_its_fields(typed: dict[str, list[str]]) -> None:
    with pytest.raises(FormWrong) as refused:
        read(Whole, typed)
    assert [each.field for each in wrong_fields(refused.value, "id")] == ["inner.on"]
    assert read(Whole, {"inner.on": ["2026-03-02"]}).more == Outer()


class Order(BaseModel):
    pieces: int | None = None
    begins: time | None = None
    label: str | None = None
    days: list[int] = []


@pytest.mark.parametrize(("typed", "pieces"), [("1.000", 1_000), ("12.500", 12_500), ("1,000", 1_000), ("12", 12)])
def test_a_thousand_as_it_is_written_on_paper_is_a_thousand(typed: str, pieces: int) -> None:
    assert read(Order, {"pieces": [typed]}).pieces == pieces


@pytest.mark.parametrize("typed", ["1.5", "1e3", "0x10", "１２"])
def test_what_is_no_whole_number_is_none(typed: str) -> None:
    with pytest.raises(FormWrong):
        read(Order, {"pieces": [typed]})


def test_an_hour_may_be_written_as_the_pages_write_it() -> None:
    assert read(Order, {"begins": ["08.30"]}).begins == time(8, 30)
    assert read(Order, {"begins": ["8.30"]}).begins == time(8, 30)
    assert read(Order, {"label": ["08.30"]}).label == "08.30"
    assert read(Order, {"label": ["1.000"]}).label == "1.000"


@pytest.mark.parametrize("names", [("label", "label.x"), ("label.x", "label.x.y"), ("days", "days.x")])
def test_a_name_that_is_both_a_field_and_has_fields_is_no_form(names: tuple[str, str]) -> None:
    with pytest.raises(FormWrong):
        read(Order, {name: ["1"] for name in names})


@pytest.mark.parametrize(("typed", "at"), [("8:05", time(8, 5)), ("08.30", time(8, 30)), ("08:30:00", time(8, 30))])
def test_an_hour_is_read_as_people_write_it(typed: str, at: time) -> None:
    assert read(Outer, {"at": [typed]}).at == at


@pytest.mark.parametrize("typed", ["08:30Z", "08:30+07:00", "08:30:15", "30600", "25:00"])
def test_an_hour_with_an_offset_or_seconds_is_none(typed: str) -> None:
    """Compared with a local one it would be an error of ours, and read as a local one it would be another hour."""
    with pytest.raises(FormWrong) as refused:
        read(Outer, {"at": [typed]})
    assert [wrong.message for wrong in wrong_fields(refused.value, "id")] == ["Tulis jam, misalnya 08.30."]


class Place(BaseModel):
    latitude: float | None = None
    on: IsoDay | None = None
    reason: Annotated[str, AfterValidator(no_nik)] | None = None


@pytest.mark.parametrize("typed", ["-3.6954", "-3,6954", "\u22123,6954"])
def test_a_coordinate_may_have_the_comma_of_indonesian_numbers(typed: str) -> None:
    assert read(Place, {"latitude": [typed]}).latitude == -3.6954


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("latitude", "3°41'", "Tulis sebuah angka."),
        ("latitude", "1.000,5", "Tulis sebuah angka."),
        ("on", "2026-02-30", "Tulis tanggal yang ada."),
        ("on", "9/2/2026", "Tulis tanggal yang ada."),
        ("on", "1770595200", "Tulis tanggal yang ada."),
        ("reason", "NIK 8171010101900001", "dapat berupa NIK"),
    ],
)
def test_what_is_wrong_says_what_to_do(field: str, typed: str, words: str) -> None:
    with pytest.raises(FormWrong) as refused:
        read(Place, {field: [typed]})
    (wrong,) = wrong_fields(refused.value, "id")
    assert wrong.field == field
    assert words in wrong.message
