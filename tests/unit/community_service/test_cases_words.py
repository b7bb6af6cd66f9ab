"""People see words, never codes: every code of events, rules and views has its words, and no word is of an old code."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

import services.community_service.commands
import services.community_service.domain
import services.community_service.events
import services.community_service.queries
import services.community_service.store
from services.community_service import justice
from services.community_service.domain.amendments_closed import HELD
from services.community_service.domain.participants import OFFICES
from services.community_service.domain.waiting import KINDS, SEE_ALL
from services.community_service.errors.cases import WrongState
from services.community_service.errors.incidents import IncidentSettled
from services.community_service.words import WORDS, word

ROOMS = (
    services.community_service.events,
    services.community_service.domain,
    services.community_service.store,
    services.community_service.queries,
    services.community_service.commands,
)
UNSEEN = {
    frozenset({"same", "other"}): "whether a change was heard before: an answer between functions",
    frozenset({"id", "ends_on"}): "the order of a list",
    frozenset({"oldest", "newest"}): "the order of a timeline",
    frozenset({"proposed", "not_planned"}): "which people of a batch to list",
}


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            yield importlib.import_module(found.name)


def literals(annotation: Any) -> Iterator[frozenset[str]]:
    """The codes of every choice of words deep inside an annotation."""
    if get_origin(annotation) is Literal:
        codes = get_args(annotation)
        if all(isinstance(code, str) for code in codes):
            yield frozenset(codes)
        return
    for inner in get_args(annotation):
        yield from literals(inner)


def choices() -> Iterator[tuple[str, frozenset[str]]]:
    for module in modules():
        for name, value in vars(module).items():
            if get_origin(value) is not None:
                yield from ((f"{module.__name__}.{name}", codes) for codes in literals(value))
            elif isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_"):
                for field, hint in get_type_hints(value).items():
                    yield from ((f"{module.__name__}.{name}.{field}", codes) for codes in literals(hint))


CHOICES = sorted(choices(), key=str)
ALIKE = {codes: name for name, codes in CHOICES}
"""Each set of codes once, with one of the names that it has."""


def test_there_are_choices_in_every_room() -> None:
    rooms = {name.split(".")[2] for name, _ in CHOICES}
    assert rooms == {room.__name__.split(".")[2] for room in ROOMS}


@pytest.mark.parametrize("codes", [pytest.param(codes, id=name) for codes, name in ALIKE.items()])
def test_every_code_has_words(codes: frozenset[str]) -> None:
    assert codes in UNSEEN or any(codes <= words.keys() for words in WORDS.values()), sorted(codes)


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_no_word_is_of_a_code_that_nobody_says(kind: str) -> None:
    others = (KINDS, OFFICES, SEE_ALL, _ROLES, _IN_REFUSALS, _PURPOSES)
    said = frozenset[str]().union(*(codes for _, codes in CHOICES), *others)
    assert WORDS[kind].keys() <= said


_PURPOSES = {"attendance", "report {}", "supervision log", "check of a verdict"}
"""What programs say a person's data were read for."""
_ROLES = {"court", "system", "supervisor", "data_officer", "guidance_official", "cancelled", "attendance"}
"""Codes that no choice lists: roles of tokens, and what views add to a list of codes."""


_IN_REFUSALS = {
    *(refusal.slug for refusal in HELD),
    *justice.SentencePronounced.model_fields,
    *justice.Sanctions.model_fields,
    "probation_office",
}
"""Why a change is held; parts of a verdict, and kinds of offices."""


def test_what_waits_has_words_and_nothing_else() -> None:
    assert WORDS["waiting"].keys() == KINDS.keys()


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_words_are_words(kind: str) -> None:
    for code, texts in WORDS[kind].items():
        assert all(text == text.strip() and re.search(r"[^\W_]", text) and "_" not in text for text in texts), code
        assert word(kind, code, "id") == texts[0]
        assert word(kind, code, "en") == texts[1]


def test_two_codes_of_a_kind_never_look_the_same() -> None:
    """But for units, and for a session and a visit where somebody complied."""
    shared = {"alarm_unit", "breach_unit", "compliance"}
    alike = [
        (kind, language)
        for kind, words in WORDS.items()
        for language in (0, 1)
        if kind not in shared and len({texts[language] for texts in words.values()}) < len(words)
    ]
    assert alike == []


def test_a_refusal_says_states_in_words() -> None:
    """People read no codes; English has words for them already."""
    refusal = WrongState(state="signed_off", needed="scheduled / checked_in")
    assert refusal.message("id") == "Statusnya disahkan; tindakan ini memerlukan status terjadwal / sedang di lokasi."
    assert refusal.message("en") == "It is signed off; this needs it to be scheduled / at the site."
    assert IncidentSettled(state="seen").message("id") == "Laporan ini sudah dilihat jaksa."
    assert WrongState(state=None, needed="unheard_of").message("id").endswith("memerlukan status unheard_of.")
