"""What `make` starts keeps its byte code: the packages are installed without, and services start very often."""

from __future__ import annotations

import os
import subprocess

from shared.postgres.migrate import ROOT


def test_a_variable_of_the_machine_does_not_take_it_away() -> None:
    rule = "seen: ; @echo [$$PYTHONDONTWRITEBYTECODE]"
    done = subprocess.run(
        ["make", "--silent", f"--eval={rule}", "seen"],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
