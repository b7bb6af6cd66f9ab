"""The files of the secrets. One that is mounted into a container is written in its place: a new one is not seen."""

from __future__ import annotations

import os
from pathlib import Path


def read(file: Path) -> str:
    return file.read_text().strip()


def write(file: Path, text: str) -> None:
    """Whole, in one call. Whoever reads in that moment and finds it wrong reads again."""
    with file.open("r+b", buffering=0) as out:
        out.write(text.encode())
        out.truncate()
        os.fsync(out.fileno())
