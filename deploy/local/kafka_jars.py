"""Apache Kafka's jars, from Maven into a cache folder."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.local.errors import LocalError

POM = Path(__file__).with_name("kafka-pom.xml")
OLDEST_JAVA = 17
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def available(jars: Path | None = None) -> str | None:
    """Why Apache Kafka cannot run here, or None if it can; with the jars already in `jars` it needs no Maven."""
    if shutil.which("java") is None:
        return f"Kafka needs Java {OLDEST_JAVA} or newer: there is no java on the PATH."
    if (found := _java_version()) < OLDEST_JAVA:
        return f"Kafka needs Java {OLDEST_JAVA} or newer: this java is version {found}."
    if shutil.which("mvn") is None and not (jars and _folder(jars).exists()):
        return "Kafka's jars come with Maven: there is no mvn on the PATH."
    return None


def default_cache() -> Path:
    """The person's own cache folder for Masohi."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "masohi"


def kafka_jars(cache: Path) -> Path:
    """The folder in `cache` with the jars that kafka-pom.xml names, fetched the first time."""
    folder = _folder(cache)
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache))
        try:
            _fetch(fresh)
            _put(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _folder(cache: Path) -> Path:
    return cache / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"


def _java_version() -> int:
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def _fetch(folder: Path) -> None:
    what = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    command = ["mvn", "-B", "-q", "-f", str(POM), *what]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"Maven could not get Kafka's jars: {_first_error(done.stdout + done.stderr)}")


def _first_error(told: str) -> str:
    errors = [line for line in COLOUR.sub("", told).splitlines() if line.startswith("[ERROR]")]
    return errors[0].removeprefix("[ERROR] ") if errors else "it did not say why."


def _put(fresh: Path, folder: Path) -> None:
    fresh.chmod(0o755)
    try:
        fresh.rename(folder)
    except OSError:
        if not folder.exists():  # else another session was quicker
            raise
