"""What a browser has to load for a page: bytes after compression, and requests."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

import httpx

from tests.support.harness import Harness

_LINKED = re.compile(r'(?:<link[^>]*? href|<script[^>]*? src|<img[^>]*? src)="([^"]+)"')


@dataclass(frozen=True)
class Weight:
    first: int
    again: int
    requests: int
    scripts: int


async def weigh(h: Harness, page: httpx.Response) -> Weight:
    """`again`: what comes when the files with a hash in their address are there already."""
    files = [(path, await h.client.get(path)) for path in sorted(set(_LINKED.findall(page.text)))]
    for path, answer in files:
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["cache-control"], path
    sizes = {path: _packed(answer.content) for path, answer in files}
    again = _packed(page.content)
    scripts = sum(size for path, size in sizes.items() if path.endswith(".js"))
    return Weight(again + sum(sizes.values()), again, 1 + len(files), scripts)


def _packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))
