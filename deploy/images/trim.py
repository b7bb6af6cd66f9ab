"""Removes from an environment what nothing of ours reads: `python trim.py FOLDER`, when an image is built.

Words and dates of other languages than Indonesian and English, the tests that pandas ships, and what only a debugger
reads in three extensions. Standard library only; without `strip` the last step is left out and said.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("root", "en", "id")
STRIPPED = ("asyncpg", "fontTools", "uvloop")
"""Extensions with debug information, and without libraries of their own beside them: those do not bear it."""


def unread(site: Path) -> Iterator[Path]:
    for file in (site / "babel" / "locale-data").glob("*.dat"):
        if file.stem.partition("_")[0] not in LANGUAGES:
            yield file
    for folder in (site / "holidays" / "locale").glob("*"):
        if folder.name.partition("_")[0] not in LANGUAGES:
            yield folder
    yield from site.glob("pandas/tests")


def trim(site: Path) -> None:
    for path in list(unread(site)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    extensions = [str(file) for package in STRIPPED for file in (site / package).rglob("*.so")]
    if shutil.which("strip") is None:
        sys.stderr.write("there is no strip: debug information stays\n")
    elif extensions:
        subprocess.run(["strip", "--strip-debug", *extensions], check=True)


if __name__ == "__main__":
    for packages in Path(sys.argv[1]).glob("lib/python*/site-packages"):
        trim(packages)
