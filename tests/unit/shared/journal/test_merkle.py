"""The Merkle tree gives the roots of RFC 6962, however it was filled, and a proof proves its leaf and nothing else."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from shared.journal.merkle import EMPTY, Tree, leaf, node
from tests.support.outsider import OUTSIDER

root_from = OUTSIDER.root_from
LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=40)


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(by_the_book(leaves[:split]), by_the_book(leaves[split:]))


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for value in leaves:
        tree.add(value)
    return tree


@given(LEAVES)
def test_the_root_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    assert tree_of(leaves).root() == by_the_book(leaves)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.binary(min_size=32, max_size=32)), max_size=60))
def test_leaves_that_come_and_change_between_roots_give_the_same_root(steps: list[tuple[bool, int, bytes]]) -> None:
    tree, leaves = Tree(), list[bytes]()
    for grows, place, value in steps:
        if grows or not leaves:
            assert tree.add(value) == len(leaves)
            leaves.append(value)
        else:
            leaves[place % len(leaves)] = value
            tree.change(place % len(leaves), value)
        if place % 3 == 0:
            assert tree.root() == by_the_book(leaves)
    assert tree.root() == by_the_book(leaves)


@given(LEAVES.filter(bool), st.data())
def test_a_path_leads_from_its_leaf_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    tree = tree_of(leaves)
    path = tree.path(index)
    assert root_from(leaves[index], index, len(leaves), path) == tree.root()
    assert root_from(b"x" * 32, index, len(leaves), path) != tree.root()
    assert root_from(leaves[index], index, len(leaves), [*path, b"x" * 32]) is None
    assert root_from(leaves[index], len(leaves), len(leaves), path) is None
    if path:
        assert root_from(leaves[index], index, len(leaves), path[:-1]) is None
        assert root_from(leaves[index], index, len(leaves), [b"x" * 32, *path[1:]]) != tree.root()


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert Tree().root() == EMPTY == by_the_book([])


def test_a_leaf_is_no_node_and_its_parts_cannot_flow_into_each_other() -> None:
    one, two = leaf("a", 1, b"h" * 32), leaf("b", 1, b"h" * 32)
    assert leaf("a", 1, b"h" * 32) == hashlib.sha256(bytes.fromhex("0000000001610000000000000001") + b"h" * 32).digest()
    assert node(one, two) == hashlib.sha256(b"\x01" + one + two).digest()
    assert leaf("aa", 1, b"h" * 32) != leaf("a", int.from_bytes(b"a" + bytes(7), "big"), b"h" * 32)
