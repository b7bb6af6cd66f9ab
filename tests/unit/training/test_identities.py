"""Who is the same person, and which of two places goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.training.domain import identities
from services.training.domain.enrolments import Enrolment
from services.training.domain.participants import Participant
from services.training.errors.identities import IdentityKnown, PersonMismatch
from services.training.events import EnrolmentState
from shared.ids import person_id, registered_id
from shared.privacy.personal import Identified

BORN = date(1990, 1, 1)
SECRET = b"a secret of 32 bytes or of some more"
PRISON, OTHER = UUID(int=3), UUID(int=4)
NAMED = Participant(UUID(int=1), UUID(int=11), "register_number", PRISON, "B.I 1", "A", BORN, None, "minimum")


def test_a_number_never_makes_the_id_of_a_nik_or_of_another_institution() -> None:
    nik = "8171010101900001"
    ids = {person_id(SECRET, nik), registered_id(SECRET, PRISON, nik), registered_id(SECRET, OTHER, nik)}
    assert len(ids) == 3
    assert registered_id(SECRET, PRISON, " B.I 1 ") == registered_id(SECRET, PRISON, "B.I 1")
    assert {each.version for each in ids} == {8}


@pytest.mark.parametrize(
    ("name", "born", "same"),
    [
        pytest.param("Latu, Salomo", BORN, True, id="another order"),
        pytest.param("S. Latu bin Yakob", BORN, True, id="one word of the name"),
        pytest.param("Yakob Riri", BORN, False, id="no word of the name"),
        pytest.param("Salomo Latu", date(1990, 1, 2), False, id="a day later"),
    ],
)
def test_a_person_is_the_same_by_birth_date_and_a_word_of_the_name(name: str, born: date, same: bool) -> None:
    known = [Identified("Salomo Latu", BORN)]
    if same:
        identities.need_same_person(known, name, born)
    else:
        with pytest.raises(PersonMismatch):
            identities.need_same_person(known, name, born)


def test_everybody_who_has_the_nik_must_fit() -> None:
    known = [Identified("Salomo Latu", BORN), Identified("Yakob Riri", BORN)]
    with pytest.raises(PersonMismatch):
        identities.need_same_person(known, "Salomo Latu", BORN)


def test_who_has_a_nik_gets_no_other() -> None:
    with pytest.raises(IdentityKnown):
        identities.join(replace(NAMED, identified_by="nik"), None, UUID(int=12))


@pytest.mark.parametrize(
    ("named", "other", "stays"),
    [
        pytest.param("held", "held", 1, id="the entry that was named"),
        pytest.param("held", "released", 1, id="the one that holds the person"),
        pytest.param("released", "released", 1, id="nobody is held"),
        pytest.param("released", "held", 2, id="the other one holds the person"),
    ],
)
def test_the_entry_that_holds_the_person_stays(named: str, other: str, stays: int) -> None:
    first = replace(NAMED, state=named)  # type: ignore[arg-type]
    second = replace(NAMED, id=UUID(int=2), state=other, person_id=UUID(int=12))  # type: ignore[arg-type]
    join = identities.join(first, second, UUID(int=12))
    assert join.gone
    assert {join.stays.id.int, join.gone.id.int} == {1, 2}
    assert (join.stays.id.int, join.stays.person_id.int, join.stays.identified_by) == (stays, 12, "nik")


def enrolment(number: int, state: EnrolmentState, ticket: int | None = None) -> Enrolment:
    ids = UUID(int=number), UUID(int=5), UUID(int=number), UUID(int=9)
    return Enrolment(*ids, date(2023, 1, 1), False, state, ticket)


@pytest.mark.parametrize(
    ("have", "end"),
    [
        pytest.param([(1, "confirmed"), (2, "confirmed")], [2], id="the later place ends"),
        pytest.param([(1, "waitlisted", 4), (2, "confirmed")], [1], id="a place is better than a number"),
        pytest.param([(1, "waitlisted", 4), (2, "waitlisted", 3)], [1], id="the lower number is better"),
        pytest.param([(1, "confirmed"), (2, "completed")], [1], id="who has completed needs no place"),
        pytest.param([(1, "completed"), (2, "completed")], [], id="two certificates stay"),
    ],
)
def test_one_person_keeps_the_better_place(have: list[tuple[int, EnrolmentState]], end: list[int]) -> None:
    ended = identities.doubled([enrolment(*each) for each in have])
    assert [each.id.int for each in ended] == end
