"""Whether the gateway answers, and its clock, by the date of its answers."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import httpx

from deploy.watch import metrics
from deploy.watch.clocks import offset


class Gateway:
    """A date has whole seconds, so a clock that is off by less than one may not be noticed."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def look(self) -> None:
        async with httpx.AsyncClient(timeout=5, verify=False) as client:  # noqa: S501 - only its clock is asked
            asked = time.time()
            answer = await client.head(self._url)
        said = parsedate_to_datetime(answer.headers["date"]).timestamp()
        metrics.CLOCK_OFFSET.labels("gateway").set(offset(said, asked, time.time(), coarse=1))

    def away(self) -> None:
        metrics.CLOCK_OFFSET.labels("gateway").set(float("nan"))
