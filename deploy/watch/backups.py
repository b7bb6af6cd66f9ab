"""What the keeper of the backups writes into their folder for Prometheus, and when the last backup was good."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from deploy.watch import metrics

FILE = "masohi_backup.prom"
_TAKEN = "masohi_backup_taken_timestamp_seconds"
_OURS = "masohi_"
_CLOCKS_DIFFER_S = 3600
"""A backup dated further ahead was taken while a clock was wrong: nobody knows how old it is."""


class Backups(Collector):
    """The last good backup is at 0 where there is none, or where nobody can say: that is an alert, too."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._figures: list[Metric] = []
        metrics.REGISTRY.register(self)

    async def look(self) -> None:
        text = await asyncio.to_thread(self._file.read_text)
        self._figures = [each for each in text_string_to_metric_families(text) if each.name.startswith(_OURS)]
        taken = [sample.value for each in self._figures for sample in each.samples if sample.name == _TAKEN]
        known = [at for at in taken if at < time.time() + _CLOCKS_DIFFER_S]
        metrics.BACKUP_LAST_SUCCESS.set(max(known, default=0.0))

    def away(self) -> None:
        self._figures = []
        metrics.BACKUP_LAST_SUCCESS.set(0.0)

    def collect(self) -> Iterator[Metric]:
        yield from self._figures

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: the names are the keeper's."""
        yield from ()


def unwatched() -> None:
    """Nobody said where backups are: no alert about them."""
    metrics.BACKUP_LAST_SUCCESS.set(math.nan)
