"""Dated figures, each with its article. The figures stand in `rules.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from shared.rules import Rule, RuleBook, RuleSet, load

StageSource = Literal["count", "certificate"]


class Stage(Rule):
    """S1. Where the stage of a child-friendly school comes from: the certificate says it, or, in the set that older
    certificates keep, it was computed from a count of the components."""

    source: StageSource


class ExpiryNotices(Rule):
    """How many days before its last day the expiry of an agreement or an accreditation is announced."""

    days_before: tuple[int, ...]


class Figures(RuleSet):
    stage: Stage
    expiry_notices: ExpiryNotices


BOOK: RuleBook[Figures] = load(Path(__file__).with_name("rules.toml"), Figures)
