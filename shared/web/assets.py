"""Files that pages need, under an address that changes with their content, so that a browser asks for each once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from shared.edge.routes import open_to_all

KIT = Path(__file__).parent / "static"
_HEADERS = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
_SERVED = {".css", ".js", ".svg", ".json", ".webmanifest", ".png"}


class Assets:
    """The files of some folders by name. A file of a later folder takes the place of one with the same name."""

    def __init__(self, prefix: str, files: Mapping[str, Path]) -> None:
        self._files = files
        digest = hashlib.sha256()
        for name in sorted(files):
            digest.update(name.encode() + b"\0" + files[name].read_bytes())
        self._hash = digest.hexdigest()[:12]
        self._base = f"{prefix}/assets/{self._hash}"

    @classmethod
    def of(cls, prefix: str, folders: Sequence[Path] = ()) -> Self:
        found = {}
        for folder in (KIT, *folders):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix in _SERVED:
                    found[path.relative_to(folder).as_posix()] = path
        return cls(prefix, found)

    def address(self, name: str) -> str:
        """Where a page finds the file. Raises KeyError where there is none."""
        return f"{self._base}/{name}" if name in self._files else self._missing(name)

    def _missing(self, name: str) -> str:
        raise KeyError(f"there is no asset {name}")

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)

        @routes.get("/assets/{version}/{name:path}", dependencies=[open_to_all()])
        async def read_asset(version: str, name: str) -> Response:
            if name not in self._files:
                raise HTTPException(404)
            # A page of the release before may ask for its own hash: it gets today's file, and keeps it for a minute.
            headers = _HEADERS if version == self._hash else _HEADERS | {"cache-control": "public, max-age=60"}
            return FileResponse(self._files[name], headers=headers)

        return routes
