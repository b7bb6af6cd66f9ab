"""The regulations that several refusals name."""

from __future__ import annotations

PP28 = "PP 28/2018"

PERMENDAGRI = "Permendagri 22/2020; PP 28/2018"
