"""Refusals of an override."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import Refusal, RulesBroken


class NeverOverridden(
    RulesBroken,
    kind="invalid",
    indonesian="Tidak dapat dikesampingkan, sebab putusan ini tidak dapat dilaksanakan: {slugs}.",
):
    """This cannot be overridden, since the verdict cannot be carried out: {slugs}."""

    def __init__(self, broken: Sequence[Refusal]) -> None:
        self.broken = tuple(broken)
        Refusal.__init__(self, slugs=", ".join(refusal.slug for refusal in broken))


class PeriodOver(
    Refusal,
    kind="invalid",
    rule="K8",
    article="art. 85(9)",
    indonesian="Jangka waktu putusan berakhir {ends_on}; tidak ada hari yang tersisa.",
):
    """The period of the verdict ended on {ends_on}; no day of it is left."""


class NothingToOverride(Refusal, indonesian="Putusan ini tidak lagi melanggar ketentuan. Kirim kembali putusannya."):
    """The verdict breaks no rule any more. Send it again."""


class VerdictNotKept(
    Refusal, indonesian="Isi putusan ini tidak disimpan lagi karena lama tidak ditindaklanjuti. Kirim kembali."
):
    """The content of this verdict is no longer kept, since nobody settled it for long. Send it again."""


class DocumentDateOutOfRange(
    Refusal,
    kind="invalid",
    indonesian="Surat bertanggal {dated}; tanggalnya antara {earliest} (putusan) dan {latest} (hari ini).",
):
    """The document is dated {dated}; its date is between {earliest} (the verdict) and {latest} (today)."""
