"""What the rules of splitting a profit refuse."""

from __future__ import annotations

from shared.errors import Refusal

CONFIGURED = "configuration: the institution's decree"


class PartsNotWhole(
    Refusal,
    kind="invalid",
    rule="P2",
    article=CONFIGURED,
    indonesian="Bagian-bagian laba berjumlah 1000 per mil; yang tertulis {total}.",
):
    """The parts of the profit total 1000 permille; these total {total}."""


class MakersGetNothing(
    Refusal,
    kind="invalid",
    rule="P1",
    article="UU 22/2022 art. 9, 12",
    indonesian="Pembuat barang berhak atas premi atau upah; bagiannya tidak boleh nol.",
):
    """Whoever makes goods has a right to a premium or a wage: their part is not nothing."""


class RemainderToNobody(
    Refusal,
    kind="invalid",
    rule="P2",
    article=CONFIGURED,
    indonesian="Sisa pembulatan untuk {part}, yang tidak mempunyai bagian dalam aturan ini.",
):
    """The remainder goes to {part}, which has no part in this rule."""


class SplitRuleExists(
    Refusal,
    rule="P2",
    article=CONFIGURED,
    indonesian="Sudah ada aturan yang berlaku mulai hari itu. Aturan tidak diubah; tambahkan yang baru.",
):
    """A rule is valid from that day already. A rule is never changed: add a new one."""


class SplitRuleTooLate(
    Refusal,
    rule="P2",
    article=CONFIGURED,
    indonesian="Penjualan sampai {sold_on} sudah dibukukan; aturan baru berlaku setelah hari itu, bukan {valid_from}.",
):
    """Sales up to {sold_on} are booked: a new rule is valid after that day, not from {valid_from}."""


class SplitRuleBackdated(
    Refusal,
    rule="P2",
    article=CONFIGURED,
    indonesian="Aturan bagi hasil yang baru berlaku paling awal hari ini, bukan {valid_from}.",
):
    """A new rule for splitting profits is valid from today at the earliest, not from {valid_from}."""


class NoSplitRule(
    Refusal,
    rule="P2",
    article=CONFIGURED,
    indonesian="Lembaga belum mempunyai aturan pembagian laba yang berlaku pada {on}.",
):
    """The institution has no rule for splitting the profit that is valid on {on}."""


class SaleWithoutMakers(
    Refusal,
    kind="invalid",
    rule="P1",
    article="UU 22/2022 art. 9, 12",
    indonesian="Penjualan ini tidak menyebut siapa pembuat barangnya.",
):
    """This sale does not say who made the goods."""
