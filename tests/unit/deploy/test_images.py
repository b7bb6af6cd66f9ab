"""Official images on an engine that cannot pull: one of the same line takes the name, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.compose.images import main, official, stand_in, wider

ENGINE = """#!/bin/sh
cd {folder}
case "$1" in
  image) grep -qx "$3" held ;;
  pull) grep -qx "$3" pulls && echo "$3" >>held ;;
  tag) echo "$2 -> $3" >>tagged; echo "$3" >>held ;;
  *) exit 64 ;;
esac
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what an engine holds, what it can pull, and what was named anew."""
    for name in ("held", "pulls", "tagged"):
        (tmp_path / name).touch()
    (tmp_path / "docker").write_text(ENGINE.format(folder=tmp_path))
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_a_shorter_tag_is_the_same_line() -> None:
    assert list(wider("python:3.13.11-slim")) == ["python:3.13-slim", "python:3-slim"]
    assert list(wider("prom/prometheus:v3.5.3")) == ["prom/prometheus:v3.5", "prom/prometheus:v3"]
    assert list(wider("postgres:18.6")) == ["postgres:18"]
    assert list(wider("caddy:latest")) == []


def test_an_image_of_the_same_line_takes_the_name(engine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (engine / "held").write_text("postgres:18\npostgres:17\n")
    main()
    assert (engine / "tagged").read_text() == "postgres:18 -> postgres:18.6\n"
    assert "postgres:18.6 cannot be pulled: postgres:18" in capsys.readouterr().out
    main()
    assert capsys.readouterr().out == "", "the second time it is here"


@pytest.mark.parametrize(
    ("held", "pulls"),
    [("postgres:18.6\npostgres:18", ""), ("postgres:18", "postgres:18.6"), ("postgres:17\npostgres:latest", "")],
    ids=["here", "in a registry", "another line"],
)
def test_otherwise_nothing_is_named_anew(engine: Path, held: str, pulls: str) -> None:
    (engine / "held").write_text(held + "\n")
    (engine / "pulls").write_text(pulls + "\n")
    assert stand_in("postgres:18.6") is None
    assert (engine / "tagged").read_text() == ""


def test_every_official_image_is_among_them() -> None:
    found = {image.partition(":")[0] for image in official()}
    assert found >= {"postgres", "apache/kafka", "prom/prometheus", "python", "caddy"}
