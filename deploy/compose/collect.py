"""The files that an image needs: `python -m deploy.compose.collect OUT PATH…`, run in the project's root.

A folder is copied whole, without its migrations unless they are named themselves. From the rest of the project come the
modules that the copied ones import, each with the TOML file of its own name, and a package with its fonts and licences,
its pages' templates, files for browsers, and words.
"""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGES = ("shared", "services", "deploy")
OF_PAGES = ("static", "templates", "locale")


def collect(root: Path, wanted: Iterable[Path]) -> set[Path]:
    """The files, relative to `root`, that the files and folders in `wanted` need at run time."""
    found: set[Path] = set()
    waiting = [file for path in wanted for file in _files(root, path)]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += _imported(root, file) if file.suffix == ".py" else []
    return found


def _files(root: Path, path: Path) -> Iterator[Path]:
    if (root / path).is_file():
        yield path
        return
    for file in sorted((root / path).rglob("*")):
        inside = file.relative_to(root / path)
        if file.is_file() and not {"migrations", "__pycache__"} & set(inside.parts):
            yield path / inside


def _imported(root: Path, file: Path) -> list[Path]:
    """The modules that `file` imports anywhere in it, with the packages they lie in, and the data of its own name."""
    names = {".".join(file.with_suffix("").parts)}
    for node in ast.walk(ast.parse((root / file).read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    places = [place for name in names if name.partition(".")[0] in PACKAGES for place in _places(name)]
    beside = [] if file.name != "__init__.py" else [file.parent / each.name for each in (root / file).parent.iterdir()]
    data = [file.with_suffix(".toml"), *(each for each in beside if each.suffix == ".ttf" or each.name == "LICENSE")]
    shared = file.parts[0] == "shared"  # of another service only its events come along
    pages = [each for folder in OF_PAGES for each in _files(root, file.parent / folder)] if shared else []
    return [place for place in (*places, *data, *pages) if (root / place).is_file()]


def _places(name: str) -> Iterator[Path]:
    path = Path(*name.split("."))
    yield path.with_suffix(".py")
    yield from (folder / "__init__.py" for folder in (path, *path.parents) if folder.name)


def main() -> None:
    out, root = Path(sys.argv[1]), Path.cwd()
    wanted = [Path(word) for word in sys.argv[2:]]
    if missing := [str(path) for path in wanted if not (root / path).exists()]:
        sys.exit(f"not there: {', '.join(missing)}")
    for file in sorted(collect(root, wanted)):
        (out / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, out / file)


if __name__ == "__main__":
    main()
