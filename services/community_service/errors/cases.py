"""Refusals of anything that has states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.community_service.words import figure_in_words
from shared.errors import Refusal


class OfACode:
    """Of a refusal whose figures have codes: people read them in words. It stands before `Refusal`."""

    figures: dict[str, Any]

    def said(self, language: str) -> Mapping[str, Any]:
        return {name: figure_in_words(name, figure, language) for name, figure in self.figures.items()}


class WrongState(OfACode, Refusal, indonesian="Statusnya {state}; tindakan ini memerlukan status {needed}."):
    """It is {state}; this needs it to be {needed}."""
