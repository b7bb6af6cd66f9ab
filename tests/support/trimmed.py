"""A plugin of pytest: what trim.py takes out of an image cannot be imported here either."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from deploy.images.trim import unread

GONE = {path.resolve() for path in unread(Path(sysconfig.get_path("platlib")))}


class Trimmed(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target)
        origin = Path(spec.origin).resolve() if spec and spec.origin else Path()
        if GONE & {origin, *origin.parents}:
            raise ModuleNotFoundError(f"{fullname} is not in an image", name=fullname)
        return None


sys.meta_path.insert(0, Trimmed())
