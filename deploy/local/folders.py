"""A folder that several processes may make at the same time: the first one wins."""

from __future__ import annotations

import shutil
from pathlib import Path


def move_into_place(made: Path, folder: Path) -> None:
    """Renames the finished folder `made` to `folder`, readable for all. Removes `made` if `folder` exists by now."""
    made.chmod(0o755)
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if not folder.exists():
            raise
