"""Images by digest: every official one, and the bases of our own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from deploy.compose.digests import bases, main, pinned, pulled
from shared.postgres.migrate import ROOT

SUM = "sha256:" + "a1" * 32
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
BASES = bases((ROOT / "deploy" / "Dockerfile").read_text())


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engine that knows one digest for every image."""
    program = tmp_path / "docker"
    program.write_text(f'#!/bin/sh\n[ "$1" = pull ] || echo "registry.example/name@{SUM}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return program


def test_every_image_is_pinned_and_keeps_its_tag(docker: Path, tmp_path: Path) -> None:
    main(tmp_path / "digests.yml")
    written = yaml.safe_load((tmp_path / "digests.yml").read_text())["services"]
    assert set(written) == set(COMPOSE["services"])
    official = {name: service["image"] for name, service in COMPOSE["services"].items() if "build" not in service}
    assert {name: written[name]["image"] for name in official} == {n: f"{i}@{SUM}" for n, i in official.items()}
    arguments = {name: f"{image}@{SUM}" for name, image in BASES.items()}
    assert written["gateway"] == {"build": {"args": arguments}}
    assert set(arguments) == {"PYTHON", "CADDY"}


def test_every_tag_names_one_release() -> None:
    """x.y.z where the project has three numbers; Postgres has two."""
    named = [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    for image in (*named, *BASES.values()):
        version = image.rpartition(":")[2].removeprefix("v").removesuffix("-slim")
        assert version.count(".") == (1 if image.startswith("postgres:") else 2), image


def test_an_image_that_no_registry_gave_is_named(docker: Path) -> None:
    docker.write_text('#!/bin/sh\n[ "$1" = pull ] || echo\n')
    with pytest.raises(SystemExit, match=r"postgres:18\.6: this engine knows no digest"):
        pulled("postgres:18.6")


def test_the_words_of_the_registry_are_shown(docker: Path) -> None:
    docker.write_text("#!/bin/sh\necho 'no such host' >&2\nexit 1\n")
    with pytest.raises(SystemExit, match=r"^postgres:18\.6: no such host$"):
        pinned({"services": {"postgres": {"image": "postgres:18.6"}}}, {}, pulled)
