"""Which worker runs which tests, when there are several."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

TOGETHER = "tests/system/"
"""Its tests share one whole system on Apache Kafka. They wait a lot: beside them there is room for one other worker."""


class Workers(LoadFileScheduling):  # type: ignore[misc]  # it comes without types
    """Gives each worker a file at a time, in the order of `testpaths`: what takes longest comes first."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.split("::", 1)[0]
