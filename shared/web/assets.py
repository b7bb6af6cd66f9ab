"""Files that pages need, under an address that changes with their content, so that a browser asks for each once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from mimetypes import guess_type
from pathlib import Path
from typing import Self

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.edge.routes import open_to_all

KIT = Path(__file__).parent / "static"
JOINED = {"site.css": ("vendor/govuk.css", "kit.css")}
"""Files that every page needs are one: each request costs a phone on the islands half a second."""
_HEADERS = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
_SERVED = {".css", ".js", ".svg", ".json", ".webmanifest", ".png"}


class Assets:
    """Contents by name, in memory: some hundred kilobytes."""

    def __init__(self, prefix: str, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        digest = hashlib.sha256()
        for name in sorted(contents):
            digest.update(name.encode() + b"\0" + contents[name])
        self._hash = digest.hexdigest()[:12]
        self._base = f"{prefix}/assets/{self._hash}"

    @classmethod
    def of(cls, prefix: str, folders: Sequence[Path] = ()) -> Self:
        """The kit's files and those of `folders`. One of a later folder takes the place of one with the same name."""
        found = {}
        for folder in (KIT, *folders):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix in _SERVED:
                    found[path.relative_to(folder).as_posix()] = path.read_bytes()
        for name, parts in JOINED.items():
            found[name] = b"\n".join(found[part] for part in parts)
        return cls(prefix, found)

    def address(self, name: str) -> str:
        """Where a page finds the file. Raises KeyError where there is none."""
        if name not in self._contents:
            raise KeyError(f"there is no asset {name}")
        return f"{self._base}/{name}"

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False)

        @routes.get("/assets/{version}/{name:path}", dependencies=[open_to_all()])
        async def read_asset(version: str, name: str) -> Response:
            if name not in self._contents:
                raise HTTPException(404)
            # A page of the release before may ask for its own hash: it gets today's file, and keeps it for a minute.
            headers = _HEADERS if version == self._hash else _HEADERS | {"cache-control": "public, max-age=60"}
            kind = guess_type(name)[0] or "application/octet-stream"
            return Response(self._contents[name], headers=headers, media_type=kind)

        return routes
