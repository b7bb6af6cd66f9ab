"""Where the databases of the tests are: in memory, where it has room, and not for longer than the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from tests.support import memory
from tests.support.memory import ROOM, folder_in_memory, sweep


@pytest.fixture
def roomy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(memory, "MEMORY", tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=ROOM + 1))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=ROOM + 1))
    return tmp_path


def test_the_folder_is_open_to_every_user_and_goes_with_the_block(roomy: Path) -> None:
    with folder_in_memory(roomy / "disk") as folder:
        assert folder.parent == roomy
        assert folder.stat().st_mode & 0o777 == 0o755
    assert list(roomy.iterdir()) == []


def test_a_small_file_system_or_a_full_memory_is_not_used(roomy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container gives 64 megabytes."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=64 * 2**20))
    with folder_in_memory(roomy / "disk") as folder:
        assert folder == roomy / "disk"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=ROOM + 1))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=ROOM))
    with folder_in_memory(roomy / "disk") as folder:
        assert folder == roomy / "disk"


def test_where_no_file_system_is_in_memory_the_disk_is_used(roomy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MEMORY", roomy / "nowhere")
    with folder_in_memory(roomy / "disk") as folder:
        assert folder == roomy / "disk"


def test_what_a_killed_run_left_is_removed_and_what_another_run_uses_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left, used = tmp_path / f"masohi-tests-{ended.pid}-x", tmp_path / f"masohi-tests-{os.getpid()}-x"
    for folder in (left, used):
        (folder / "postgres").mkdir(parents=True)
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [used]
