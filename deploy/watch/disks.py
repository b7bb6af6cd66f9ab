"""How full the file systems are."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from contextlib import suppress

from deploy.watch import metrics


class Disks:
    """A file system that hangs stops its own figures only, and the others keep theirs."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self._folders = folders

    async def look(self) -> None:
        """Raises OSError when a folder cannot be seen, after the others were looked at."""
        found = await asyncio.gather(
            *(asyncio.to_thread(shutil.disk_usage, folder) for folder in self._folders.values()), return_exceptions=True
        )
        errors = []
        for mount, usage in zip(self._folders, found, strict=True):
            if isinstance(usage, BaseException):
                errors.append(usage)
                _forget(mount)
                continue
            metrics.DISK_SIZE.labels(mount).set(usage.total)
            metrics.DISK_FREE.labels(mount).set(usage.free)
        if errors:
            raise errors[0]

    def away(self) -> None:
        """Nothing: `look` has forgotten what it did not see."""


def _forget(mount: str) -> None:
    for gauge in (metrics.DISK_SIZE, metrics.DISK_FREE):
        with suppress(KeyError):
            gauge.remove(mount)
