"""How full the file systems are."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from contextlib import suppress

from deploy.watch import metrics

_PATIENCE_S = 10.0


class Disks:
    """A file system that hangs stops its own figures only, and the others keep theirs."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self._folders = folders
        self._asking: dict[str, asyncio.Task[tuple[int, int]]] = {}

    async def look(self) -> None:
        """Raises OSError when a folder cannot be seen, after the others were looked at."""
        found = await asyncio.gather(
            *(self._usage(mount, folder) for mount, folder in self._folders.items()), return_exceptions=True
        )
        errors = []
        for mount, usage in zip(self._folders, found, strict=True):
            if isinstance(usage, BaseException):
                errors.append(usage)
                _forget(mount)
                continue
            metrics.DISK_SIZE.labels(mount).set(usage[0])
            metrics.DISK_FREE.labels(mount).set(usage[1])
        if errors:
            raise errors[0]

    async def _usage(self, mount: str, folder: str) -> tuple[int, int]:
        """Size and free. One that hangs keeps one thread, not one more at each look. Raises TimeoutError."""
        asking = self._asking.get(mount)
        if asking is None or asking.done():
            asking = self._asking[mount] = asyncio.create_task(asyncio.to_thread(_size_and_free, folder))
        async with asyncio.timeout(_PATIENCE_S):
            return await asyncio.shield(asking)

    def away(self) -> None:
        """Nothing: `look` has forgotten what it did not see."""


def _size_and_free(folder: str) -> tuple[int, int]:
    usage = shutil.disk_usage(folder)
    return usage.total, usage.free


def _forget(mount: str) -> None:
    for gauge in (metrics.DISK_SIZE, metrics.DISK_FREE):
        with suppress(KeyError):
            gauge.remove(mount)
