"""Refusals of anything that has states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from services.community_service.words import WORDS, word
from shared.errors import Refusal

_KINDS = (
    "sentence_state", "session_state", "breach_state", "alarm_state", "fine_state", "decision_state", "change_state",
    "returned_state", "incident_state", "plan_state", "field_refusal_state", "site_state", "review",
)  # fmt: skip


class WrongState(Refusal, indonesian="Statusnya {state}; tindakan ini memerlukan status {needed}."):
    """It is {state}; this needs it to be {needed}."""

    def said(self, language: str) -> Mapping[str, Any]:
        """In the words of the first kind of state that has all of these codes, or each in those of the first that has
        it."""
        state, needed = (re.split(r" / |, ", str(self.figures[name])) for name in ("state", "needed"))
        fits = [kind for kind in _KINDS if {*state, *needed} <= set(WORDS[kind])] or _KINDS
        return {
            name: " / ".join(_word(fits, code, language) for code in codes)
            for name, codes in (("state", state), ("needed", needed))
        }


def _word(kinds: Sequence[str], code: str, language: str) -> str:
    kind = next((kind for kind in kinds if code in WORDS[kind]), None)
    return word(kind, code, language) if kind else code
