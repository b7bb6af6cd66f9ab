"""The clocks of the law on personal data. The text is `law.toml`."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from shared.rules import Rule


class Clock(Rule):
    """So many hours from a moment on; not counted in working days."""

    hours: int

    @property
    def within(self) -> timedelta:
        return timedelta(hours=self.hours)


class Law(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: Clock
    breach_notice: Clock


LAW = Law.model_validate(tomllib.loads(Path(__file__).with_name("law.toml").read_text()))
