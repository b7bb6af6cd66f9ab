"""Another agency that reads all the time: a process that shares nothing with us."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local.errors import LocalError

PROGRAM = Path(__file__).parents[1] / "demo" / "subscriber.py"
_END_S = 60


class Outsider:
    def __init__(self, process: subprocess.Popen[bytes], file: Path) -> None:
        self._process, self._file = process, file

    def read(self) -> list[dict[str, Any]]:
        """Ends its input; it reads what is left and stops. All events that it has read, in their order."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            code = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            raise LocalError("The outside subscriber did not come to an end: is the broker still there?") from None
        if code:
            raise LocalError("The outside subscriber failed.")
        return [json.loads(line) for line in self._file.read_text().splitlines()]


@contextmanager
def reading(bootstrap: str, topics: list[str], state: Path) -> Iterator[Outsider]:
    """It reads these topics from their beginning until the block ends."""
    file = state / "outsider.jsonl"
    with file.open("wb") as out:
        command = [sys.executable, "-I", str(PROGRAM), bootstrap, *topics]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out)
    try:
        yield Outsider(process, file)
    finally:
        process.kill()
        process.wait()
