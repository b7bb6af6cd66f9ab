"""Refusals of anything that has states."""

from __future__ import annotations

from shared.errors import Refusal


class WrongState(Refusal, indonesian="Statusnya {state}; tindakan ini memerlukan status {needed}."):
    """It is {state}; this needs it to be {needed}."""
