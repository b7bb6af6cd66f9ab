"""Refusals that joint agreements and cooperation agreements share."""

from __future__ import annotations

from shared.errors import Refusal


class WrongState(Refusal, indonesian="Perjanjian berstatus {state}; tindakan ini memerlukan status {needed}."):
    """The agreement is {state}; this needs it to be {needed}."""


class NotAParty(Refusal, kind="forbidden", indonesian="Instansi {party} bukan pihak dalam perjanjian ini."):
    """Organisation {party} is not a party to this agreement."""
