"""How large our images are, without Docker: `python -m deploy.images.sizes [IMAGE …]`.

What the Dockerfile puts into an image is put into a folder instead: the packages of its lock, with the bytecode of what
warm.py loads here, and the files of this project with theirs. The bytes of all files count, as `docker image ls` counts
them. The base image is not pulled: its size is the figure that is written below.
"""

from __future__ import annotations

import compileall
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from deploy.images.contents import Image, images, python_version
from deploy.images.trim import trim
from deploy.local.errors import LocalError
from shared.postgres.migrate import ROOT

BASE_MB = {"python": 125.0, "caddy": 60.0}
"""Uncompressed, on amd64, rounded up, as `docker image ls` shows python:3.13-slim and caddy:2. Not measured here."""
LIMIT_MB, WITH_SOLVER_MB = 220.0, 510.0
WARM = Path(__file__).with_name("warm.py")
SOLVER, PLATFORM = "ortools", "x86_64-manylinux_2_28"


def limit(image: Image) -> float:
    return WITH_SOLVER_MB if SOLVER in {package.name for package in image.packages()} else LIMIT_MB


def size_mb(image: Image) -> float:
    """Base, packages and files. Raises LocalError where a package cannot be got."""
    with tempfile.TemporaryDirectory(prefix="masohi-image-") as folder:
        _fill(image, Path(folder))
        put = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    twice = 2 if image.base.startswith("caddy") else 1  # its program is copied
    return (BASE_MB[image.base.partition(":")[0]] * twice) + put / 1e6


def _fill(image: Image, folder: Path) -> None:
    packages, app = folder / "venv", folder / "app"
    for file in image.files():
        (app / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, app / file)
    if pinned := image.packages():
        _install([f"{package.name}=={package.version}" for package in pinned], packages)
        trim(packages)
        _compile(packages / file for file in _loaded(app))
    _compile(app.rglob("*.py"))


def _loaded(app: Path) -> list[Path]:
    """Of packages. With the Python and the packages of this environment, which has all of them in the same versions."""
    done = subprocess.run([sys.executable, "-I", WARM, app], capture_output=True, text=True, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


def _compile(files: Iterable[Path]) -> None:
    for file in files:
        if file.exists():
            compileall.compile_file(file, quiet=2)


def _install(pinned: list[str], folder: Path) -> None:
    """For the Python of the image, without running it."""
    where = ["--target", str(folder), "--python-version", python_version(), "--python-platform", PLATFORM]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--only-binary",
            ":all:",
            *where,
            *pinned,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise LocalError(f"The packages cannot be installed: {done.stderr.strip()[-300:]}")


def measured(names: list[str]) -> Iterator[tuple[Image, float]]:
    for image in images():
        if not names or image.name in names:
            yield image, size_mb(image)


def main() -> int:
    large = False
    for image, size in measured(sys.argv[1:]):
        large = large or size > limit(image)
        print(f"{image.name}: {size:.0f} MB, at most {limit(image):.0f} MB", flush=True)
    return int(large)


if __name__ == "__main__":
    sys.exit(main())
