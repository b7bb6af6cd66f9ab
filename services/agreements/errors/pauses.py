"""Refusals about suspensions and resumptions."""

from __future__ import annotations

from shared.errors import Refusal


class PauseInPast(
    Refusal,
    kind="invalid",
    indonesian="Penangguhan dan pemberlakuan kembali dimulai hari ini ({today}) atau kemudian, bukan {from_on}.",
):
    """A suspension or resumption begins today ({today}) or later, not on {from_on}."""


class PauseAfterEnd(
    Refusal,
    kind="invalid",
    indonesian="{from_on} sesudah hari terakhir perjanjian ({last_day}).",
):
    """{from_on} is after the agreement's last day ({last_day})."""
