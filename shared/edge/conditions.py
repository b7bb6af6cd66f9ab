"""`If-Match` and `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2): lists of entity tags, or `*`.

An ETag of ours is a version and a digest of the body: `"5-0f3a9c81d2e4"`. A change is judged by the version alone, so a
caller may also send `"5"`. A gateway that compresses answers may weaken a tag (`W/"5-…"`) or add the name of its coding
(`"5-…-gzip"`); it still is the tag that we gave out.
"""

from __future__ import annotations

import hashlib
import re

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_VERSION = re.compile(r"(\d{1,18})(?:-.*)?", re.ASCII)
_CODING = re.compile(r"-(?:gzip|br|zstd|deflate)$")


def etag(version: int, body: bytes) -> str:
    """The tag of an answer. It changes with the body too: a read may show more than the record that has the version."""
    return f'"{version}-{hashlib.blake2b(body, digest_size=6).hexdigest()}"'


def versions(if_match: str | None) -> frozenset[int] | None:
    """The versions that a caller will change; None for any. A tag that we never gave out names none."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = [_VERSION.fullmatch(tag) for tag in _tags(if_match)]
    return frozenset(int(match[1]) for match in found if match)


def holds(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller has what this tag stands for. The comparison is the weak one."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag.strip('"') in {_CODING.sub("", given) for given in _tags(if_none_match)}


def _tags(header: str) -> list[str]:
    return _TAG.findall(header) or [bare.strip() for bare in header.split(",")]
