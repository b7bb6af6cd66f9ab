"""`make check` reads the files of the containers: each of its three programs finds a fault that is put there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.postgres.migrate import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
PLACES = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


def lint(program: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """Runs it with the words that the Makefile gives it, on these files instead of those named there."""
    found = shutil.which(program, path=PLACES)
    if found is None:
        pytest.skip(f"NOT LINTED: {program} is not installed")
    (line,) = re.findall(rf"^\t\$\(BIN\)/{program} (.+)$", MAKEFILE, re.MULTILINE)
    words = [word for word in line.split() if not (ROOT / word).exists()]
    return subprocess.run([found, *words, *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False)


def changed(file: Path, old: str, new: str, folder: Path) -> Path:
    text = file.read_text()
    assert old in text
    copy = folder / file.name
    copy.write_text(text.replace(old, new))
    return copy


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("image: postgres:18.6", "image: postgres", "CL-0004"),
        ('    ports: ["127.0.0.1:8080:8080"]', '    ports: ["8080:8080"]', "CL-0005"),
        ("  cap_drop: [ALL]\n", "", "CL-0006"),
        ("  mem_limit: 256m\n", "", "CL-0026"),
        ('  security_opt: ["no-new-privileges:true"]\n', "", "CL-0003"),
    ],
    ids=["tag", "port", "capabilities", "memory", "privileges"],
)
def test_a_loose_container_is_found(tmp_path: Path, old: str, new: str, rule: str) -> None:
    found = lint("compose-lint", changed(COMPOSE, old, new, tmp_path))
    assert (found.returncode, rule in found.stdout) == (1, True), found.stdout + found.stderr


def test_a_word_that_yaml_would_take_twice_is_found(tmp_path: Path) -> None:
    found = lint("yamllint", changed(COMPOSE, "name: masohi\n", "name: masohi\nname: other\n", tmp_path))
    assert (found.returncode, "key-duplicates" in found.stdout) == (1, True)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("FROM ${PYTHON} AS runtime", "FROM python:latest AS runtime", "DL3007"),
        ("WORKDIR /app", "WORKDIR app", "DL3000"),
        ("RUN python -m venv", "RUN cd /tmp && sudo python -m venv", "DL3004"),
    ],
    ids=["tag", "folder", "sudo"],
)
def test_a_bad_line_of_the_dockerfile_is_found(tmp_path: Path, old: str, new: str, rule: str) -> None:
    found = lint("hadolint", changed(DOCKERFILE, old, new, tmp_path))
    assert (found.returncode, rule in found.stdout) == (1, True)


def test_the_files_as_they_are_have_no_fault() -> None:
    for program, files in (("compose-lint", [COMPOSE]), ("yamllint", [COMPOSE]), ("hadolint", [DOCKERFILE])):
        found = lint(program, *files)
        assert found.returncode == 0, f"{program}\n{found.stdout}{found.stderr}"
