"""Which worker runs which tests, when there are several."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/system/", "tests/web/")
"""The tests of each share one whole system. They wait a lot: beside them there is room for one other worker."""


class Workers(LoadFileScheduling):  # type: ignore[misc]  # it comes without types
    """Gives each worker a file at a time, in the order of `testpaths`: what takes longest comes first."""

    def _split_scope(self, nodeid: str) -> str:
        shared = next((folder for folder in TOGETHER if nodeid.startswith(folder)), None)
        return shared or nodeid.split("::", 1)[0]
