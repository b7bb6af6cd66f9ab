"""Programs that come from Maven: fetched once into a cache folder, under a name that changes with their pom."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.local.errors import LocalError
from deploy.local.folders import move_into_place

OLDEST_JAVA = 17
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def default_cache() -> Path:
    """The person's own cache folder for Masohi."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "masohi"


def missing(what: str, pom: Path, cache: Path | None = None) -> str | None:
    """Why `what` cannot run here, or None if it can; it needs no Maven if it is already in `cache`."""
    if shutil.which("java") is None:
        return f"{what} needs Java {OLDEST_JAVA} or newer: there is no java on the PATH."
    if (found := _java_version()) < OLDEST_JAVA:
        return f"{what} needs Java {OLDEST_JAVA} or newer: this java is version {found}."
    if shutil.which("mvn") is None and not (cache and _folder(what, pom, cache).exists()):
        return f"{what} comes with Maven: there is no mvn on the PATH."
    return None


def fetched(what: str, pom: Path, cache: Path) -> Path:
    """The folder in `cache` with the artifacts of `pom`. The first call fetches them; LocalError if that fails."""
    folder = _folder(what, pom, cache)
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache))
        try:
            _fetch(what, pom, fresh)
            move_into_place(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _folder(what: str, pom: Path, cache: Path) -> Path:
    return cache / f"{what.lower()}-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"


def _java_version() -> int:
    output = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', output)
    return int(found[1]) if found else 0


def _fetch(what: str, pom: Path, folder: Path) -> None:
    words = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    command = ["mvn", "-B", "-q", "-f", str(pom), *words]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"Maven could not get {what}: {_first_error(done.stdout + done.stderr)}")


def _first_error(output: str) -> str:
    errors = [line for line in COLOUR.sub("", output).splitlines() if line.startswith("[ERROR]")]
    return errors[0].removeprefix("[ERROR] ") if errors else "it gave no reason."
