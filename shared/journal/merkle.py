"""A Merkle tree over the heads of all streams, as in RFC 6962: one root for everything, a short proof for each.

A leaf is the SHA-256 of 0x00, the key's length (4 bytes, big-endian), the key, the version (8 bytes, big-endian) and
the 32 bytes of the head's hash; an inner node that of 0x01 and its two children. Leaves stand in the order in which the
streams began, so that new streams come last and a day's changes touch little of the tree.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last fact of a stream: its key, version and hash (32 bytes)."""

    key: str
    version: int
    hash: bytes


def leaf(key: str, version: int, hash_: bytes) -> bytes:
    """The hash of one stream's head: its key, version and hash."""
    raw = key.encode()
    content = b"\x00" + len(raw).to_bytes(4, "big") + raw + version.to_bytes(8, "big") + hash_
    return hashlib.sha256(content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two siblings."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree whose leaves are added and changed in place; the root costs what has changed since the last one."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._dirty: set[int] = set()

    def __len__(self) -> int:
        return len(self._levels[0])

    def add(self, value: bytes) -> int:
        """Appends a leaf; returns its index."""
        self._levels[0].append(value)
        self._dirty.add(len(self) - 1)
        return len(self) - 1

    def change(self, index: int, value: bytes) -> None:
        self._levels[0][index] = value
        self._dirty.add(index)

    def root(self) -> bytes:
        self._settle()
        return self._levels[-1][0] if self._levels[0] else EMPTY

    def path(self, index: int) -> list[bytes]:
        """The siblings from a leaf up to the root: the audit path of RFC 6962, section 2.1.1."""
        self._settle()
        siblings = []
        for level in self._levels[:-1]:
            if index ^ 1 < len(level):
                siblings.append(level[index ^ 1])
            index >>= 1
        return siblings

    def _settle(self) -> None:
        dirty, height = self._dirty, 0
        while len(self._levels[height]) > 1:
            if height + 1 == len(self._levels):
                self._levels.append([])
                # The level is new: every node of it is.
                dirty = set(range(len(self._levels[height])))
            dirty = {index >> 1 for index in dirty}
            _fill(self._levels[height], self._levels[height + 1], dirty)
            height += 1
        self._dirty = set()


def _fill(below: list[bytes], above: list[bytes], dirty: set[int]) -> None:
    """A node without a right child is its left child: the same tree as splitting at the largest power of two."""
    above.extend([b""] * ((len(below) + 1) // 2 - len(above)))
    for index in dirty:
        left = 2 * index
        above[index] = node(below[left], below[left + 1]) if left + 1 < len(below) else below[left]
