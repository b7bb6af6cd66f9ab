"""The local stack's own token issuer. Its key lies in the state folder; anyone who can read it can make tokens."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

ISSUER = "http://localhost:8080/identity"
"""`iss` of its tokens where no other address is given: the sign-on of `make up`."""
AUDIENCE = "masohi"
KEY_FILE = "issuer.key.json"
_ALGORITHM = "Ed25519"


class Issuer:
    """Keeps its private key in `state` (0600) and its public keys in `jwks`. `address` is `iss` of what it signs."""

    def __init__(self, state: Path, address: str = ISSUER) -> None:
        self.address = address
        state.mkdir(parents=True, exist_ok=True)
        self.jwks = state / "issuer.jwks.json"
        secret = state / KEY_FILE
        if not secret.exists():
            self._create(secret)
        self._key = OKPKey.import_key(json.loads(secret.read_text()))

    def renewed(self) -> dict[str, Any]:
        """Signs with a new key from now on, and returns its public half as a set."""
        secret = self.jwks.with_name(KEY_FILE)
        secret.unlink()
        self._create(secret)
        self._key = OKPKey.import_key(json.loads(secret.read_text()))
        return dict(json.loads(self.jwks.read_text()))

    def _create(self, secret: Path) -> None:
        key = OKPKey.generate_key("Ed25519", {"kid": f"local-{time.time_ns()}"})
        self.jwks.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(key.as_dict(private=True), file)

    def token(self, *roles: str, subject: str, organisation: UUID | str | None = None, valid_s: int = 12 * 3600) -> str:
        """A bearer token with the claims that every service checks."""
        return self.sign(
            {
                "aud": AUDIENCE,
                "sub": subject,
                "roles": list(roles),
                "organisation": None if organisation is None else str(organisation),
                "exp": int(time.time()) + valid_s,
            }
        )

    def sign(self, claims: dict[str, Any], kind: str = "JWT") -> str:
        """These claims as a token of this issuer."""
        header = {"alg": _ALGORITHM, "kid": str(self._key.kid), "typ": kind}
        return jwt.encode(header, {"iss": self.address, **claims}, self._key, algorithms=[_ALGORITHM])

    def claims(self, token: str) -> dict[str, Any] | None:
        """What a token of this issuer says, even where it has expired; None where it is not its own."""
        try:
            said = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError):
            return None
        return said if said.get("iss") == self.address else None
