"""No figure that is configuration, and no row that was only reported, is missing from the list for a lawyer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = (ROOT / "docs" / "rules.md").read_text()
LIST = RULES.partition("\n## For a lawyer\n")[2].partition("\n## ")[0]
ROWS = [line for line in LIST.splitlines() if line.startswith("| ") and "| question |" not in line]


def sections() -> Iterator[tuple[str, str]]:
    """Service and section of every figure that says of itself that it is configuration, or is to be checked."""
    for path in sorted(ROOT.glob("services/*/rules.toml")):
        for rule_set in tomllib.loads(path.read_text())["rule_set"]:
            for name, section in rule_set.items():
                if isinstance(section, dict) and re.search("configuration|check", section["article"]):
                    yield path.parent.name, name


@pytest.mark.parametrize(("service", "section"), sorted(set(sections())))
def test_every_figure_that_is_configuration_is_a_question(service: str, section: str) -> None:
    assert any(f"{service} `rules.toml`" in row and f"`[{section}]`" in row for row in ROWS)


@pytest.mark.parametrize(
    "rule", re.findall(r"^\| (\w+) \|.*○", RULES.partition("\n## For a lawyer\n")[0], re.MULTILINE)
)
def test_every_row_that_was_only_reported_is_a_question(rule: str) -> None:
    assert any(row.startswith(f"| {rule} |") for row in ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_asks_one_question_and_says_what_is_done_until_it_is_answered(row: str) -> None:
    _, _, question, meanwhile, where, _ = (cell.strip() for cell in row.split("|"))
    assert question.endswith("?")
    assert question.count("?") == 1
    assert meanwhile
    assert where


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(domain/\w+\.py)`", LIST))))
def test_where_it_stands_is_there(path: str) -> None:
    assert [*ROOT.glob(f"services/*/{path}")]
