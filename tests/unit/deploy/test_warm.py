"""Which modules of an image have bytecode: those that its own files import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from deploy.images.contents import DOCKERFILE
from deploy.images.sizes import WARM

FILES = {
    "services/harvest/main.py": "from services.harvest.crops import Crop\n",
    "services/harvest/crops.py": "def plan() -> None:\n    import segno\n\nclass Crop: ...\n",
    "services/harvest/__init__.py": "",
    "services/__init__.py": "",
}


def warm(folder: Path) -> subprocess.CompletedProcess[str]:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return subprocess.run([sys.executable, "-I", WARM, folder], capture_output=True, text=True, check=False)


def test_what_is_imported_late_is_loaded_and_nothing_that_nobody_names(tmp_path: Path) -> None:
    done = warm(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "segno/__init__.py" in done.stdout
    assert "uvicorn/protocols/http/httptools_impl.py" in done.stdout
    assert "fpdf" not in done.stdout


def test_a_module_that_was_not_collected_fails_and_a_package_that_is_not_installed_does_not(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text("import package_of_another_service\n")
    assert warm(tmp_path).returncode == 0
    (tmp_path / "late.py").write_text("import services.harvest.seeds\n")
    done = warm(tmp_path)
    assert done.returncode == 1
    assert "No module named 'services.harvest.seeds'" in done.stderr


def test_every_image_but_the_smallest_is_warmed() -> None:
    stages = [part for part in DOCKERFILE.read_text().split("\nFROM ") if "-files /app /app" in part]
    cold = [part.split("\n", 1)[0] for part in stages if "python /warm.py /app" not in part]
    assert len(stages) == 4
    assert cold == ["runtime AS mail"]
