"""Dated limits: a case keeps the rule set it was made under."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.rules import Rule, RuleBook, RuleSet, load

FILE = """
[[rule_set]]
valid_from = 2027-01-01
hours = { article = "art. 85(4)", minimum = 10 }
[[rule_set]]
valid_from = 2026-01-02
hours = { article = "art. 85(4)", minimum = 8 }
"""


class Hours(Rule):
    minimum: int


class Limits(RuleSet):
    hours: Hours


@pytest.fixture
def book(tmp_path: Path) -> RuleBook[Limits]:
    (tmp_path / "rules.toml").write_text(FILE)
    return load(tmp_path / "rules.toml", Limits)


@pytest.mark.parametrize(
    ("day", "minimum"), [("2026-01-02", 8), ("2026-12-31", 8), ("2027-01-01", 10), ("2040-01-01", 10)]
)
def test_the_set_of_the_day_applies(book: RuleBook[Limits], day: str, minimum: int) -> None:
    assert book.on(date.fromisoformat(day)).hours.minimum == minimum


def test_before_the_first_set_there_is_no_rule(book: RuleBook[Limits]) -> None:
    with pytest.raises(LookupError, match="2026-01-01"):
        book.on(date(2026, 1, 1))


def test_a_case_finds_the_set_it_was_made_under(book: RuleBook[Limits]) -> None:
    assert book.of(date(2026, 1, 2)).hours.minimum == 8


@pytest.mark.parametrize("wrong", ["minimum = 8", 'article = "a", minimum = 8, maximum = 9'])
def test_a_figure_without_article_or_that_nobody_reads_is_refused(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "rules.toml").write_text(f"[[rule_set]]\nvalid_from = 2026-01-02\nhours = {{ {wrong} }}")
    with pytest.raises(ValidationError):
        load(tmp_path / "rules.toml", Limits)
