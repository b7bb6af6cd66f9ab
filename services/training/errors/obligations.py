"""What a loan refuses that names an obligation of the work plan (rencana kerja)."""

from __future__ import annotations

from shared.errors import Refusal


class ObligationUnknown(Refusal, kind="invalid", indonesian="Kewajiban {id} tidak dikenal di sini."):
    """The obligation {id} is not known here."""


class ObligationOfOthers(
    Refusal,
    kind="invalid",
    rule="A3",
    article="PP 28/2018 art. 6(2), 19(2)",
    indonesian="Kewajiban ini tidak berasal dari PKS pinjaman ini, atau bukan kewajiban instansi yang meminjamkan.",
):
    """This obligation is not of the loan's cooperation agreement, or the lending agency does not owe it."""


class ObligationOfNoItems(
    Refusal, kind="invalid", indonesian="Kewajiban ini dihitung dalam {unit}, bukan dalam barang."
):
    """This obligation counts {unit}, not items."""


class ObligationSettled(Refusal, indonesian="Kewajiban ini berstatus {state}."):
    """This obligation is {state}."""
