"""A refusal says in both languages what is wrong, with the figures, the rule and its article."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from string import Formatter

import pytest

import services
import shared
from shared.edge.problems import STATUS
from shared.errors import NotFound, Refusal, RulesBroken, refuse_all


class TooMany(Refusal, kind="invalid", rule="K4", article="art. 85(4)", indonesian="{n} melebihi {m}."):
    """{n} is more than {m}."""


def test_a_refusal_speaks_two_languages() -> None:
    refusal = TooMany(n=300, m=240)
    assert refusal.message() == "300 melebihi 240."
    assert refusal.message("en") == str(refusal) == "300 is more than 240."
    assert (refusal.kind, refusal.rule, refusal.article) == ("invalid", "K4", "art. 85(4)")


def test_the_slug_is_the_name_of_the_class_and_cannot_be_another() -> None:
    assert TooMany.slug == "too-many"
    with pytest.raises(TypeError, match="slug"):
        type("Other", (Refusal,), {}, slug="too-many", indonesian="")


def test_a_figure_with_braces_is_only_text() -> None:
    assert NotFound(what="{x}", id="{0}").message("en") == "There is no {x} {0}."


def test_several_broken_rules_are_one_refusal_that_keeps_each() -> None:
    broken = RulesBroken([TooMany(n=9, m=8), TooMany(n=2, m=1)])
    assert broken.message("en") == "2 rules are broken."
    assert [str(refusal) for refusal in broken.broken] == ["9 is more than 8.", "2 is more than 1."]


def test_one_broken_rule_is_refused_as_itself_and_several_together() -> None:
    one, other = TooMany(n=9, m=8), TooMany(n=2, m=1)
    refuse_all([])
    with pytest.raises(TooMany, match="9 is more than 8"):
        refuse_all([one])
    with pytest.raises(RulesBroken) as caught:
        refuse_all([one, other])
    assert caught.value.broken == (one, other)


def _refusals() -> Iterator[type[Refusal]]:
    for package in (shared, services):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if package is services and ".errors" not in module.name:
                continue
            for value in vars(importlib.import_module(module.name)).values():
                if inspect.isclass(value) and issubclass(value, Refusal) and value.__module__ == module.name:
                    yield value


ALL = sorted({*_refusals()} - {Refusal}, key=lambda refusal: (refusal.__module__, refusal.__name__))


@pytest.mark.parametrize("refusal", ALL, ids=lambda refusal: f"{refusal.__module__}.{refusal.__name__}")
def test_every_refusal_has_both_texts_with_the_same_figures(refusal: type[Refusal]) -> None:
    english, indonesian = refusal.__doc__ or "", refusal.indonesian
    assert english.strip()
    assert indonesian.strip()
    figures = _figures(english)
    assert {name if name in figures else name.removesuffix("_id") for name in _figures(indonesian)} == figures
    assert refusal.kind in STATUS


@pytest.mark.parametrize("refusal", [r for r in ALL if r.rule], ids=lambda refusal: refusal.slug)
def test_every_legal_rule_names_its_article(refusal: type[Refusal]) -> None:
    assert refusal.article


def _figures(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
