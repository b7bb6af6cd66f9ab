"""The regulations that several refusals name."""

from __future__ import annotations

PP28 = "PP 28/2018"

PERMENDAGRI = "Permendagri 22/2020; PP 28/2018"

PP28_SYNERGY = "PP 28/2018 art. 46"

PP28_KUASA = "PP 28/2018 art. 13"

PP28_CONTENT = "PP 28/2018 art. 6(2), 19(2)"

PP28_END = "PP 28/2018 art. 9, 22"

LINES = "PP 28/2018 art. 46; practice in Maluku 2025-2026, to be checked by a lawyer"
