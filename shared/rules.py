"""Dated legal limits: figures and the article each comes from, in one TOML file per service.

    [[rule_set]]
    valid_from = 2026-01-02
    [rule_set.hours]
    article = "KUHP (UU 1/2023) art. 85(4)"
    minimum = 8

A case keeps the rule set it was made under, so the file only ever grows.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict


class Rule(BaseModel):
    """Figures with their source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article: str


class RuleSet(BaseModel):
    """All figures that are in force from one day on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    retired: bool = False
    """A reading of the law that was corrected. Nothing new is judged by it; what was made under it keeps it."""


R = TypeVar("R", bound=RuleSet)


@dataclass(frozen=True, slots=True)
class RuleBook(Generic[R]):
    """The rule sets of a service, by the day from which they count."""

    sets: tuple[R, ...]

    def on(self, day: date) -> R:
        """The rule set in force on a day. Raises LookupError before the first one."""
        for rules in reversed(self.sets):
            if rules.valid_from <= day and not rules.retired:
                return rules
        raise LookupError(f"no rule set is in force on {day}")

    @property
    def first(self) -> R:
        """The first rule set that anything new is judged by."""
        return next(rules for rules in self.sets if not rules.retired)

    def of(self, valid_from: date) -> R:
        """The rule set that a case was made under."""
        return next(rules for rules in self.sets if rules.valid_from == valid_from)


def load(path: Path, model: type[R]) -> RuleBook[R]:
    """Reads and checks a rule file; the newest set wins from its day on."""
    sets = [model.model_validate(entry) for entry in tomllib.loads(path.read_text())["rule_set"]]
    return RuleBook(tuple(sorted(sets, key=lambda rules: (not rules.retired, rules.valid_from))))
