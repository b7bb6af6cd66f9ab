"""What a loan of equipment refuses. Source of what the cooperation agreement (PKS) forbids: PP 28/2018."""

from __future__ import annotations

from services.training.errors.neighbours import ENDS, PP28
from shared.errors import Refusal


class LoanBeforeAgreement(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="PKS baru berlaku {starts_on}; barang tidak dipinjamkan pada {on}.",
):
    """The cooperation agreement begins on {starts_on}; nothing is lent under it on {on}."""


class LoanAfterLastDay(
    Refusal,
    kind="invalid",
    rule="A2",
    article=ENDS,
    indonesian="Tanggal kembali {due_on} melewati {last_day}: hari terakhir PKS yang kini diketahui.",
):
    """The due date {due_on} is after {last_day}: the agreement's last day as known now."""


class DueInPast(Refusal, kind="invalid", indonesian="Tanggal kembali {due_on} sudah lewat; hari ini {today}."):
    """The due date {due_on} has passed; today is {today}."""


class ConditionNotLendable(
    Refusal,
    indonesian="Barang berkondisi {condition} tidak dipinjamkan; yang dipinjamkan: {lendable}.",
):
    """An item in the condition {condition} is not lent; lent are: {lendable}."""


class LoanWrongState(Refusal, indonesian="Pinjaman berstatus {state}; tindakan ini memerlukan status {needed}."):
    """The loan is {state}; this needs it to be {needed}."""


class NotLater(Refusal, kind="invalid", indonesian="Perpanjangan memerlukan tanggal sesudah {due_on}."):
    """An extension needs a day after {due_on}."""


class NotEarlier(Refusal, kind="invalid", indonesian="Penarikan memerlukan tanggal sebelum {due_on}."):
    """A recall needs a day before {due_on}."""


class NoDamage(Refusal, kind="invalid", indonesian="Kondisi {condition} bukan kerusakan; sebelumnya {before}."):
    """The condition {condition} is no damage; before it was {before}."""


class NothingToDecide(Refusal, indonesian="PKS masih menopang pinjaman ini; tidak ada yang perlu diputuskan."):
    """The cooperation agreement carries this loan: there is nothing to decide."""
