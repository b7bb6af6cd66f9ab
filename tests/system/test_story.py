"""The demo, as a newcomer runs it, on both brokers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.kafka import available

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("broker", ["tansu", "kafka"])
def test_the_story_is_seen_whole_from_outside(broker: str) -> None:
    reason = available() if broker == "kafka" else None
    if reason and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON APACHE KAFKA: {reason}")
    done = subprocess.run(
        [sys.executable, "-m", "deploy.demo", "--broker", broker],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
        env=os.environ | {"COLUMNS": "160"},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Every expected event was read from outside." in done.stdout
    said = "".join(done.stdout.split())  # a table cell may be wrapped anywhere
    assert "K4:KUHP(UU1/2023)art.85(4)" in said, "the third verdict is rejected with rule and article"
    assert done.stderr == ""
