"""`make up` says where Prometheus is, or that it is not there; and Prometheus can read what it is given."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local import up, watched
from deploy.local.errors import LocalError
from deploy.local.prometheus import Prometheus, program
from deploy.local.stack import Ports, Stack


def test_without_its_program_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with up._watched(Stack(tmp_path, "tansu", Ports.free())) as line:
        assert line == watched.NOT_INSTALLED
    assert len(line) <= 80
    with pytest.raises(LocalError, match="apt-get install prometheus"):
        program()


def test_the_watch_is_told_of_the_local_stack_and_of_no_backup_that_nobody_takes(tmp_path: Path) -> None:
    stack = Stack(tmp_path, "tansu", Ports.free())
    told = watched.environment(stack)
    assert told["MASOHI_WATCH_DSN"].startswith("postgresql://masohi_watch:")
    assert (told["MASOHI_WATCH_BACKUPS"], told["KAFKA_PROFILE"]) == ("", "tansu")
    kept = watched.environment(Stack(tmp_path, "tansu", Ports.free(), backup=tmp_path / "disk"))
    assert (kept["MASOHI_WATCH_BACKUPS"], kept["MASOHI_WATCH_WAL_RECEIVER"]) == (str(tmp_path / "disk"), "masohi_wal")


def test_every_job_has_its_port_and_the_rules_are_those_of_the_containers(tmp_path: Path) -> None:
    server = Prometheus(tmp_path, 19090, {"training": 8102, "watch": 18081})
    server._prepare()
    file = tmp_path / "prometheus.json"
    jobs = {
        job["job_name"]: job["static_configs"][0]["targets"] for job in json.loads(file.read_text())["scrape_configs"]
    }
    assert jobs == {"training": ["127.0.0.1:8102"], "watch": ["127.0.0.1:18081"], "prometheus": ["127.0.0.1:19090"]}
    if promtool := shutil.which("promtool"):
        done = subprocess.run([promtool, "check", "config", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
