"""A password as Postgres keeps it, so that the password itself is in no statement and no log."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

ITERATIONS = 4096


def verifier(password: str, salt: bytes | None = None) -> str:
    """SCRAM-SHA-256 by RFC 5803, for a password of ASCII letters alone."""
    password.encode("ascii")
    salt = os.urandom(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${ITERATIONS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def said(password: str) -> str:
    """What a statement says of it: it may stand in a log. Letters beyond ASCII are Postgres's own business."""
    return verifier(password) if password.isascii() else password


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
