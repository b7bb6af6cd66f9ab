"""The machine: its clock, its disk, and the versions of what must be there."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from deploy.doctor.findings import Finding, fine, wrong

APART_S = 5.0
"""Tokens are refused where two clocks are further apart."""
FREE_BYTES, FREE_PART = 5 * 2**30, 0.10
ENGINE, COMPOSE, PYTHON = (25, 0), (2, 24), (3, 11)
_NOT_KEPT = 5
"""TIME_ERROR of adjtimex(2)."""


def clock(whose: str, date: str | None, now: datetime | None = None) -> Finding:
    """Compares with the `Date` that another machine put into its answer."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return wrong("clock", f"{whose} says no time", "ask its operator for a `Date` header")
    if theirs.tzinfo is None:  # `-0000`: UTC, wherever that is
        theirs = theirs.replace(tzinfo=UTC)
    apart = ((now or datetime.now(UTC)) - theirs).total_seconds()
    if abs(apart) > APART_S:
        return wrong("clock", f"{apart:+.0f} s from {whose}", "start a time service on both, such as chrony")
    return fine("clock", f"with {whose}")


def kept_clock(state: int | None = None) -> Finding:
    """Whether something keeps the clock right."""
    if (_adjtimex() if state is None else state) == _NOT_KEPT:
        return wrong("clock", "nothing keeps it right", "install a time service: apt install chrony")
    return fine("clock", "kept by a time service")


def _adjtimex() -> int:
    return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512)))


def disk(path: Path, usage: tuple[int, int] | None = None) -> Finding:
    """`usage` is total and free, in bytes."""
    try:
        total, free = usage or (shutil.disk_usage(path).total, shutil.disk_usage(path).free)
    except OSError as error:
        return wrong("disk", f"{path}: {error.strerror}", "make the folder")
    said = f"{free / 2**30:.0f} of {total / 2**30:.0f} GB free under {path}"
    if free < FREE_BYTES or free < total * FREE_PART:
        return wrong("disk", said, "make room or a larger disk: `docker system df` shows what containers take")
    return fine("disk", said)


def version(what: str, said: str, least: tuple[int, int], advice: str) -> Finding:
    """Of the first two numbers of a version."""
    words = said.strip().lstrip("v").split(".")
    try:
        numbers = int(words[0]), int(words[1].split("-")[0])
    except (ValueError, IndexError):
        return wrong("versions", f"{what}: {said.strip() or 'no answer'}", advice)
    if numbers < least:
        return wrong("versions", f"{what} {said.strip()}, at least {least[0]}.{least[1]}", advice)
    return fine("versions", f"{what} {said.strip()}")


def versions(*, docker: bool) -> Iterator[Finding]:
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    yield version("Python", own, PYTHON, "set PYTHON=python3.11")
    if docker:
        engine = _said("docker", "version", "--format", "{{.Server.Version}}")
        yield version("Docker Engine", engine, ENGINE, "install or start Docker Engine 25 or newer")
        plugin = _said("docker", "compose", "version", "--short")
        yield version("Docker Compose", plugin, COMPOSE, "install Docker's compose plugin")


def docker_root() -> Path:
    return Path(_said("docker", "info", "--format", "{{.DockerRootDir}}").strip() or "/")


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
