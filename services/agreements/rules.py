"""Dated figures, each with its article. The text is `rules.toml`."""

from __future__ import annotations

from pathlib import Path

from shared.rules import Rule, RuleBook, RuleSet, load


class StageRule(Rule):
    """S1. How many of the six components a stage demands, and which of them in any case."""

    minimum_met: int
    required: frozenset[str]


class Notices(Rule):
    """How many days before the last day it is said that something expires."""

    days_before: tuple[int, ...]


class Figures(RuleSet):
    mau: StageRule
    mampu: StageRule
    maju: StageRule
    notices: Notices

    def stage(self, stage: str) -> StageRule:
        return {"mau": self.mau, "mampu": self.mampu, "maju": self.maju}[stage]


BOOK: RuleBook[Figures] = load(Path(__file__).with_name("rules.toml"), Figures)
