"""What the checklist for release refuses. No law lists its items: they are configuration."""

from __future__ import annotations

from shared.errors import Refusal


class ItemUnknown(Refusal, kind="invalid", indonesian="Daftar kesiapan tidak memuat {item}; isinya: {items}."):
    """The checklist has no {item}; it has {items}."""


class ConfirmedBySystem(
    Refusal,
    kind="invalid",
    indonesian="Sertifikat keterampilan dicatat oleh sistem dari sertifikat yang berlaku, bukan oleh petugas.",
):
    """The skill certificate follows from a valid certificate: nobody confirms or withdraws it by hand."""


class ItemConfirmed(
    Refusal,
    indonesian="{item} sudah dikonfirmasi dengan bukti lain; tarik konfirmasi itu lebih dulu.",
):
    """{item} is confirmed already, on other evidence: withdraw that confirmation first."""


class ItemNotConfirmed(Refusal, indonesian="{item} belum dikonfirmasi."):
    """{item} is not confirmed."""
