"""What an upgrade asks of Docker. A script in its place writes down what it was told: there is no Docker here."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import pytest

from deploy.compose.make_secrets import make_secrets
from deploy.local.errors import LocalError
from deploy.rotate.site import alone
from deploy.upgrade.__main__ import main
from deploy.upgrade.check import UpgradeRefused
from deploy.upgrade.compose import Compose
from shared.seal_key import SealKey, trust, trusted
from shared.version import VERSION

SCRIPT = """#!/bin/sh
cd {folder}
echo "$*" >>told
case "$*" in
*"ps --all --quiet training") cat containers ;;
*"ps --services --filter status=running") cat services ;;
*"--scale training"*) echo new >>containers; exit $(cat fails) ;;
"rm "*) grep -v "^$2$" containers >left; mv left containers ;;
esac
"""


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docker").write_text(SCRIPT.format(folder=tmp_path))
    (tmp_path / "docker").chmod(0o755)
    for name, text in {"containers": "old\n", "services": "postgres\nbackup\n", "fails": "0", "told": ""}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("MASOHI_SECRETS", str(make_secrets(tmp_path / "state").parent / "secrets"))
    return tmp_path


def told(docker: Path) -> list[str]:
    return [line for line in (docker / "told").read_text().splitlines() if " ps " not in line]


def test_the_new_one_is_ready_before_the_old_one_is_told_to_end(docker: Path) -> None:
    Compose().roll("training")
    assert told(docker) == [
        "compose up -d --wait --wait-timeout 180 --no-deps --no-recreate --scale training=2 training",
        "stop -t 40 old",
        "rm old",
    ]
    assert (docker / "containers").read_text() == "new\n"


def test_one_that_does_not_become_ready_goes_and_the_old_one_stays(docker: Path) -> None:
    (docker / "fails").write_text("1")
    with pytest.raises(LocalError, match="has failed"):
        Compose().roll("training")
    assert told(docker)[1:] == ["stop -t 40 new", "rm new"]
    assert (docker / "containers").read_text() == "old\n"


def test_a_service_that_did_not_run_is_started(docker: Path) -> None:
    (docker / "containers").write_text("")
    Compose().roll("training")
    assert told(docker) == [
        "compose up -d --wait --wait-timeout 180 --no-deps --no-recreate --scale training=1 training"
    ]


def test_a_cluster_has_a_second_one(docker: Path) -> None:
    (docker / "services").write_text("training\ntraining-2\ntraining-reports\n")
    Compose().roll("training")
    rolled = [line.rpartition(" ")[2] for line in told(docker) if " up " in line]
    assert rolled == ["training", "training-2"]


def test_check_and_verification_are_those_of_the_new_image(docker: Path) -> None:
    Compose().check()
    Compose().verify()
    assert told(docker)[0] == "compose build"
    secret = "/run/secrets/masohi_owner_dsn"
    assert (
        f"compose run --rm --no-deps -e MASOHI_MIGRATION_DSN={secret} migrate python -m deploy.upgrade.check"
        in told(docker)
    )
    assert told(docker)[-1].startswith(f"compose run --rm --no-deps -e MASOHI_VERIFY_DSN={secret} -e ")
    assert " migrate python -m deploy.verify " in told(docker)[-1]


def test_the_images_of_before_keep_their_name(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASOHI_VERSION", "0.0.9")
    with pytest.raises(UpgradeRefused, match=r"MASOHI_VERSION is 0\.0\.9"):
        Compose().check()
    assert told(docker) == []
    for name in (VERSION, "dev", ""):
        monkeypatch.setenv("MASOHI_VERSION", name)
        Compose().check()


def test_the_verification_trusts_the_key_of_today_and_those_of_before(docker: Path) -> None:
    """Without them every seal counts as a stranger's, and no upgrade would ever end well."""
    secrets, before = docker / "state" / "secrets", SealKey.of("A" * 43)
    (secrets / "seal_trusted").write_text(base64.urlsafe_b64encode(before.public).decode())
    own = SealKey.of((secrets / "seal_key").read_text())
    Compose().verify()
    (given,) = re.findall(r"MASOHI_SEAL_TRUSTED=(\S+)", told(docker)[-1])
    assert trusted(None, given) == trust([own.public, before.public])
    (secrets / "seal_key").unlink()
    with pytest.raises(LocalError, match="keys of the seals"):
        Compose().verify()


def test_there_is_a_backup_where_its_container_runs(docker: Path) -> None:
    assert Compose().can_back_up()
    Compose().back_up()
    assert told(docker)[-1] == "compose exec -T backup python -m deploy.backup take"
    (docker / "services").write_text("postgres\n")
    assert not Compose().can_back_up()


def test_without_docker_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError, match="Docker is not installed"):
        Compose()


def test_only_one_upgrades_or_rotates_at_a_time(
    docker: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["make upgrade", "--without-backup", "a trial"])
    with alone(docker / "state" / "secrets"):
        assert main() == 1
    assert "under way" in capsys.readouterr().err
    assert told(docker) == []
    assert main() == 0
