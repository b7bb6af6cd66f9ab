"""Checks Masohi's seals and proofs from outside. It contains nothing of Masohi: only Python and `cryptography`.

    python check.py seals HELD.json [LISTED.json …] --key PUBLIC_KEY   signatures, the chain, no two seals of one day
    python check.py proof PROOF.json --key PUBLIC_KEY                  the head of a case is in a seal
    python check.py same BEFORE.json AFTER.json --key PUBLIC_KEY       the case proven before is still part of the case

A file of seals holds them as `…journal.sealed` has them on Kafka, one per line or as a list, or as the answer of
`GET …/journal/seals`. Give the file that you kept and the one that is shown today together. The other files are answers
of `GET …/journal/{case}/proof`. The public key is the one that you got at the beginning, as base64url. After a renewal
give --key once for each key. Exit code: 0 if everything holds, 1 if not, 2 if a file cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGNED = ("day", "heads", "journal", "key_id", "number", "position", "previous", "root", "sealed_at")


class Wrong(Exception):
    """A seal or a proof does not hold. The text gives the reason."""


def statement(seal: dict[str, Any]) -> bytes:
    """The bytes that were signed: a line with the purpose, then canonical JSON."""
    signed = {name: seal[name] for name in SIGNED}
    return b"masohi journal seal v1\n" + json.dumps(signed, sort_keys=True, separators=(",", ":")).encode()


def check_seal(seal: dict[str, Any], *publics: bytes) -> None:
    if not any(_signed(seal, public) for public in publics):
        raise Wrong(f"the seal of {seal['day']} is not signed by this key, or was changed")
    if hashlib.sha256(statement(seal)).hexdigest() != seal["hash"]:
        raise Wrong(f"the seal of {seal['day']} names another hash than its own")


def _signed(seal: dict[str, Any], public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(seal["signature"]), statement(seal))
    except InvalidSignature:
        return False
    return True


def check_seals(seals: list[dict[str, Any]], *publics: bytes) -> None:
    """Checks signatures, and that each seal follows the one before. Two different seals of one day prove a forgery."""
    if not seals:
        raise Wrong("there is no seal in it")
    held: dict[int, dict[str, Any]] = {}
    for seal in seals:
        check_seal(seal, *publics)
        other = held.setdefault(seal["number"], seal)
        if other["hash"] != seal["hash"]:
            raise Wrong(f"two different seals with number {seal['number']}: the journal was changed in between")
    for number in sorted(held)[1:]:
        before, seal = held.get(number - 1), held[number]
        if seal["journal"] != held[min(held)]["journal"]:
            raise Wrong(f"seal {number} is of another journal")
        if before is None:
            raise Wrong(f"seal {number - 1} is missing")
        if seal["previous"] != before["hash"]:
            raise Wrong(f"seal {number} does not follow seal {number - 1}")
        if date.fromisoformat(seal["day"]) != date.fromisoformat(before["day"]) + timedelta(days=1):
            raise Wrong(f"seal {number} is not of the day after seal {number - 1}")


def check_proof(proof: dict[str, Any], *publics: bytes) -> None:
    """The head is a leaf of the tree whose root was signed in the seal."""
    seal = proof["seal"]
    check_seal(seal, *publics)
    raw = proof["key"].encode()
    value = _sha(
        b"\x00",
        len(raw).to_bytes(4, "big"),
        raw,
        proof["head_version"].to_bytes(8, "big"),
        bytes.fromhex(proof["head_hash"]),
    )
    root = root_from(value, proof["index"], seal["heads"], [bytes.fromhex(text) for text in proof["path"]])
    if root is None or root.hex() != seal["root"]:
        raise Wrong("the path does not lead to the root that was sealed")


def root_from(value: bytes, index: int, leaves: int, path: list[bytes]) -> bytes | None:
    """The root of a tree with so many leaves, from one leaf and its siblings (RFC 6962). None if they do not fit."""
    last, siblings = leaves - 1, list(path)
    if not 0 <= index <= last:
        return None
    while last:
        if index & 1 or index < last:
            if not siblings:
                return None
            sibling = siblings.pop(0)
            value = _sha(b"\x01", sibling, value) if index & 1 else _sha(b"\x01", value, sibling)
        index, last = index >> 1, last >> 1
    return None if siblings else value


def check_same(before: dict[str, Any], after: dict[str, Any], *publics: bytes) -> None:
    """The later head continues the earlier one. `after` was asked for with `since` = the earlier version."""
    check_proof(before, *publics)
    check_proof(after, *publics)
    if (before["key"], before["seal"]["journal"]) != (after["key"], after["seal"]["journal"]):
        raise Wrong("the proofs speak of two cases")
    if after["since"] != before["head_version"]:
        raise Wrong(f"ask for the later proof with since={before['head_version']}")
    value, version = bytes.fromhex(before["head_hash"]), before["head_version"]
    for digest in after["links"]:
        version += 1
        value = _sha(value, version.to_bytes(8, "big"), bytes.fromhex(digest))
    if (version, value.hex()) != (after["head_version"], after["head_hash"]):
        raise Wrong("the head of the later seal does not grow out of the earlier one: the past was changed")


def _sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _read(path: str) -> Any:
    text = Path(path).read_text()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def public_key(text: str) -> bytes:
    """32 bytes of base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _seals(paths: list[str]) -> list[dict[str, Any]]:
    seals: list[dict[str, Any]] = []
    for path in paths:
        read = _read(path)
        seals += (
            read["items"] if isinstance(read, dict) and "items" in read else read if isinstance(read, list) else [read]
        )
    return seals


def _check(what: str, files: list[str], publics: list[bytes]) -> None:
    if what == "seals":
        check_seals(_seals(files), *publics)
    elif what == "proof":
        for file in files:
            check_proof(_read(file), *publics)
    else:
        before, after = files
        check_same(_read(before), _read(after), *publics)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["seals", "proof", "same"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--key", required=True, action="append", help="the public key, base64url")
    options = parser.parse_args()
    try:
        _check(options.what, options.files, [public_key(key) for key in options.key])
    except Wrong as wrong:
        sys.stdout.write(f"WRONG: {wrong}\n")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"These files cannot be read as {options.what}: {error!r}\n")
        return 2
    sys.stdout.write("It holds.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
