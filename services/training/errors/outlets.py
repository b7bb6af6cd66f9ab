"""What an outlet refuses."""

from __future__ import annotations

from shared.errors import Refusal


class NotAnAgency(Refusal, kind="invalid", indonesian="Gerai dikelola dinas; {id} bukan dinas yang dikenal."):
    """An outlet belongs to an agency; {id} is none that is known."""


class FairWithoutPeriod(
    Refusal,
    kind="invalid",
    indonesian="Hanya pameran yang mempunyai hari pertama dan hari terakhir, dan urutannya benar.",
):
    """A fair, and nothing else, has a first and a last day, in this order."""


class CommissionTooHigh(
    Refusal,
    kind="invalid",
    article="configuration",
    indonesian="Komisi gerai paling tinggi {maximum}%; tercantum {percent}%.",
):
    """The commission of an outlet is at most {maximum}%; it says {percent}%."""


class OutletClosed(Refusal, indonesian="Gerai ini sudah ditutup."):
    """The outlet is closed."""


class OutletInUse(Refusal, indonesian="Masih ada {open} titipan di gerai ini; hitung kembali lebih dulu."):
    """{open} consignments are still at the outlet: count them back first."""


class OutletOfOthers(
    Refusal,
    kind="invalid",
    rule="A2",
    article="PP 28/2018",
    indonesian="Gerai ini milik dinas {agency}, bukan dinas dalam PKS produk ini.",
):
    """The outlet is one of agency {agency}, not of the one in the product's cooperation agreement."""
