"""Starts other programs. They end when this process ends, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, NamedTuple

from deploy.local.errors import LocalError

TETHER = Path(__file__).with_name("tether.py")
ERROR_WORDS = ("FATAL", "PANIC", "ERROR", "Error:", "error:", "Exception")


class User(NamedTuple):
    """The user that a program runs as."""

    uid: int
    gid: int


def current_user() -> User:
    return User(os.geteuid(), os.getegid())


def spawn(command: list[str], log: IO[bytes], user: User, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own. It ends when this process ends."""

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            _tethered(command, user),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            process_group=0,
        )

    answer: Future[subprocess.Popen[bytes]] = Future()
    _spawner(os.getpid()).put((start, answer))
    return answer.result()


def run(what: str, command: list[str], log: Path, user: User, environment: dict[str, str]) -> None:
    """Run `command` to its end. LocalError with the last error in `log` if it fails."""
    began = size_of(log)
    with log.open("ab") as out:
        done = subprocess.run(
            _tethered(command, user),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        )
    if done.returncode != 0:
        raise LocalError(f"{what} failed: {last_error(log, began)} (log: {log})")


def last_error(log: Path, began: int = 0) -> str:
    """The last line after byte `began` that looks like an error, or the last line if none does."""
    with log.open("rb") as file:
        file.seek(began)
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if any(word in line for word in ERROR_WORDS)]
    return (errors or lines or ["it printed nothing"])[-1]


def process_tree(pid: int) -> Iterator[int]:
    """`pid`, then all its descendants. Without /proc only `pid`."""
    children = ""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    yield pid
    for child in children.split():
        yield from process_tree(int(child))


def size_of(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _tethered(command: list[str], user: User) -> list[str]:
    return [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), str(user.uid), str(user.gid), *command]


Job = tuple[Callable[[], subprocess.Popen[bytes]], Future[subprocess.Popen[bytes]]]


@cache
def _spawner(_process: int) -> SimpleQueue[Job]:
    """The one thread that starts every child, because Linux ends a tethered child with the *thread* that started it."""
    jobs: SimpleQueue[Job] = SimpleQueue()
    Thread(target=_start_each, args=(jobs,), name="spawner", daemon=True).start()
    return jobs


def _start_each(jobs: SimpleQueue[Job]) -> None:
    while True:
        start, answer = jobs.get()
        try:
            answer.set_result(start())
        except BaseException as error:
            answer.set_exception(error)
