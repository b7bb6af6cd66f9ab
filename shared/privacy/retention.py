"""How long each class of records is kept: data of the service (`retention.toml`), which the operator may replace.

The figures follow the office's archive schedule (jadwal retensi arsip, JRA). What ships is a default."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.settings import Days


class RecordClass(BaseModel):
    """What it holds, from when its days count, the law, whose figure it is, and what stays after the erasure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,39}$")]
    holds: str
    counts_from: str
    days: Days
    article: str
    basis: str
    stays: str


def load(path: Path) -> tuple[RecordClass, ...]:
    return tuple(RecordClass.model_validate(entry) for entry in tomllib.loads(path.read_text())["record_class"])


def replaced(classes: Sequence[RecordClass], days: Mapping[str, int]) -> tuple[RecordClass, ...]:
    """With the days of the operator's settings. Raises LookupError for a class that is not there."""
    if unknown := days.keys() - {each.name for each in classes}:
        raise LookupError(", ".join(sorted(unknown)))
    return tuple(each.model_copy(update={"days": days.get(each.name, each.days)}) for each in classes)
