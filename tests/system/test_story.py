"""The demo, as a newcomer runs it, on both brokers."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from deploy.demo import recording
from deploy.local.kafka import available

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("broker", ["tansu", "kafka"])
def test_the_story_is_seen_whole_from_outside(broker: str, tmp_path: Path) -> None:
    reason = available() if broker == "kafka" else None
    if reason and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON APACHE KAFKA: {reason}")
    done = subprocess.run(
        [sys.executable, "-m", "deploy.demo", "--broker", broker, "--documents", str(tmp_path / "documents")],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
        env=os.environ | {"COLUMNS": "80"},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Every expected event was read from outside." in done.stdout
    lines = done.stdout.splitlines()
    assert len(lines) <= 66
    assert max(len(line) for line in lines if str(tmp_path) not in line) <= 80
    text = "".join(done.stdout.split())  # a long line may be wrapped anywhere
    assert "rejected:KUHP(UU1/2023)" in text, "the third verdict is rejected with the law"
    assert "K4art.85(4)" in text, "and with rule and article"
    document, certificate = sorted((tmp_path / "documents").iterdir())
    assert f"confirmsthefile:SHA-256{hashlib.sha256(document.read_bytes()).hexdigest()[:16]}" in text
    page = PdfReader(document).pages[0].extract_text()
    assert "LAPORAN SELESAI MENJALANI PIDANA KERJA SOSIAL" in page
    assert "12/Pid.B/2026/PN Amb" in page
    page = PdfReader(certificate).pages[0].extract_text()
    assert "Pertukangan kayu dasar" in page
    assert certificate.stem.replace("-", "/") in page, "the certificate carries its number"
    assert done.stderr == ""
    recorded = [line.text for chapter in recording.read().chapters for line in chapter.lines]
    played = [line[10:] for line in lines if re.match(r" {2,4}\d{1,2} [A-Z][a-z]{2}  ", line)]
    hint = "the picture shows another story: python -m deploy.demo --record deploy/demo/recording.json; make pictures"
    assert [without_figures(text) for text in played] == [without_figures(text) for text in recorded], hint


def without_figures(text: str) -> str:
    return re.sub(r"\d+", "0", text)
