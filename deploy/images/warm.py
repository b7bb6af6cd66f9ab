"""Imports what files of ours import, at the start or later: `python warm.py FOLDER`, when an image is built.

What was imported leaves its bytecode; the rest of the packages, half of it, gets none. What was not collected fails
here. It prints the files of packages that were loaded, relative to where packages lie. Standard library only.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGES = "site-packages"
BY_NAME = (
    *("anyio._backends._asyncio", "fastapi_swagger", "govuk_frontend_jinja", "httpcore", "jinja2.ext"),
    *("uvicorn.lifespan.on", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl"),
)
"""What no file imports: libraries find it by name when they begin."""


def imported(folder: Path) -> set[str]:
    """The modules that are named in imports of the files in a folder, also in those within functions."""
    return {name for file in folder.rglob("*.py") for name in _named(ast.parse(file.read_bytes()))}


def _named(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def loaded() -> Iterator[Path]:
    for module in list(sys.modules.values()):
        file = Path(getattr(module, "__file__", None) or "")
        if PACKAGES in file.parts and file.suffix == ".py":
            yield Path(*file.parts[len(file.parts) - file.parts[::-1].index(PACKAGES) :])


def warm(folder: Path) -> list[Path]:
    sys.path.insert(0, str(folder))
    for name in (*sorted(imported(folder)), *BY_NAME):
        if find_spec(name.partition(".")[0]):  # the events of another service are there without its packages
            importlib.import_module(name)
    return sorted(set(loaded()))


if __name__ == "__main__":
    print(*warm(Path(sys.argv[1])), sep="\n")
