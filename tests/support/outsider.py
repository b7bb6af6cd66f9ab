"""docs/verify/check.py, which knows nothing of us, as a module and as a command."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

CHECK = Path(__file__).parents[2] / "docs" / "verify" / "check.py"


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check", CHECK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OUTSIDER = _loaded()
