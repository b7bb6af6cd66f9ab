"""Dated figures, each with its article. The figures stand in `rules.toml`."""

from __future__ import annotations

from pathlib import Path

from shared.rules import Rule, RuleBook, RuleSet, load


class StageRule(Rule):
    """S1. How many of the six components a stage needs, and which of them are always required."""

    minimum_met: int
    required: frozenset[str]


class ExpiryNotices(Rule):
    """How many days before its last day the expiry of an agreement or an accreditation is announced."""

    days_before: tuple[int, ...]


class Figures(RuleSet):
    mau: StageRule
    mampu: StageRule
    maju: StageRule
    expiry_notices: ExpiryNotices

    def stage(self, stage: str) -> StageRule:
        return {"mau": self.mau, "mampu": self.mampu, "maju": self.maju}[stage]


BOOK: RuleBook[Figures] = load(Path(__file__).with_name("rules.toml"), Figures)
