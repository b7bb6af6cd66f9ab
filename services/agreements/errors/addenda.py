"""Refusals about addenda (adendum)."""

from __future__ import annotations

from services.agreements.errors.articles import PP28
from shared.errors import Refusal


class AddendumOrphansPks(
    Refusal,
    rule="A2",
    article=PP28,
    indonesian="Adendum ini meninggalkan {count} PKS di luar kesepakatan induk: {pks}.",
):
    """The addendum would leave {count} cooperation agreement(s) outside the joint agreement: {pks}."""


class AddendumOpen(
    Refusal,
    indonesian="Adendum {number} masih berstatus {state}; adendum berikutnya dibuat sesudah itu berlaku atau dicabut.",
):
    """Addendum {number} is still {state}; the next one comes after it is in effect or withdrawn."""


class AddendumWrongState(
    Refusal,
    indonesian="Adendum {number} berstatus {state}; tindakan ini memerlukan status {needed}.",
):
    """Addendum {number} is {state}; this needs it to be {needed}."""


class AddendumChangesNothing(
    Refusal,
    kind="invalid",
    indonesian="Adendum tidak mengubah masa berlaku, ruang lingkup, lokasi, maupun program.",
):
    """The addendum changes neither period nor scopes, sites or programmes."""


class AddendumAfterEnd(
    Refusal,
    kind="invalid",
    indonesian="Adendum berlaku {effective_on}, sesudah perjanjian berakhir {last_day}.",
):
    """The addendum would take effect on {effective_on}, after the agreement's last day {last_day}."""


class AddendumEndsBeforeEffect(
    Refusal,
    kind="invalid",
    indonesian="Masa berlaku baru berakhir {ends_on}, sebelum adendum berlaku {effective_on}.",
):
    """The new period ends on {ends_on}, before the addendum takes effect on {effective_on}."""
