"""Texts that people read are seen as they are written."""

from __future__ import annotations

import pytest

from shared.texts import visible


@pytest.mark.parametrize("text", ["jahitan lepas", "surat\ndokter", "Rp 5", "Ünïcode"])
def test_what_everybody_sees_is_a_text(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("text", ["", "…", "\u200b", "a\u200bb", "\u202esanid", "\u2066x\u2069"])
def test_what_hides_or_turns_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="read"):
        visible(text)
