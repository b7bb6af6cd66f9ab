"""What the directory of recipients refuses."""

from __future__ import annotations

from shared.errors import Refusal


class ReferenceTaken(Refusal, indonesian="Penerima dengan rujukan ini sudah terdaftar."):
    """A recipient with this reference is in the directory already."""


class DirectoryUnreadable(Refusal, kind="invalid", indonesian="Berkas CSV tidak dapat dibaca: {why}."):
    """The CSV file cannot be read: {why}."""


class NotInDirectory(Refusal, kind="not_found", indonesian="Anda belum terdaftar dalam direktori penerima."):
    """You are not in the directory of recipients."""


class RecipientErased(
    Refusal,
    rule="D1",
    article="UU 27/2022 art. 43, 44",
    indonesian="Data penerima ini sudah dihapus setelah masa retensi; daftarkan sebagai penerima baru.",
):
    """The data of this recipient were erased after their retention: add the person anew."""
