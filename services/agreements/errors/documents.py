"""Refusals about documents."""

from __future__ import annotations

from shared.errors import Refusal


class DocumentEmpty(Refusal, kind="invalid", indonesian="Berkas kosong."):
    """The file is empty."""


class DocumentNotPdf(
    Refusal,
    kind="invalid",
    indonesian=(
        "Isi berkas bukan PDF; nama dan jenis yang disebut pengirim tidak diperhitungkan. Simpan sebagai PDF, lalu "
        "kirim lagi."
    ),
):
    """The content is not a PDF, whatever name and type were given. Save it as PDF, then send it again."""


class DocumentEncrypted(
    Refusal,
    kind="invalid",
    indonesian="PDF terenkripsi. Simpan kembali tanpa kata sandi dan pembatasan.",
):
    """The PDF is encrypted. Save it again without password and restrictions."""


class DocumentBroken(
    Refusal, kind="invalid", indonesian="PDF rusak: {why_id}. Simpan atau pindai ulang sebagai PDF, lalu kirim lagi."
):
    """The PDF is broken: {why}. Save or scan it as PDF once more, then send it again."""


class DocumentTooManyPages(
    Refusal,
    kind="invalid",
    indonesian="PDF mempunyai {pages} halaman; paling banyak {maximum}.",
):
    """The PDF has {pages} pages; at most {maximum} are taken."""


class DocumentTooDemanding(
    Refusal,
    kind="invalid",
    indonesian="PDF memerlukan lebih dari {seconds} detik atau {megabytes} MiB untuk dibaca. Sederhanakan dahulu.",
):
    """The PDF takes more than {seconds} seconds or {megabytes} MiB to read. Save it again in a simpler form."""


class DocumentChecksBusy(
    Refusal,
    kind="unavailable",
    indonesian="Berkas lain masih diperiksa. Coba lagi sebentar lagi.",
):
    """Other files are still being examined. Try again in a moment."""


class DocumentNameUnfit(
    Refusal,
    kind="invalid",
    indonesian="Nama dokumen memuat tanda kendali atau baris baru.",
):
    """The document's name holds control characters or line breaks."""


class DocumentTextFixed(
    Refusal,
    indonesian="Naskah dan lampiran hanya dapat diganti selama berstatus draf; sesudah itu hanya melalui adendum.",
):
    """Text and annexes may be replaced in draft only; after that only an addendum can follow."""


class DocumentNotSignedYet(
    Refusal,
    indonesian="Salinan bertanda tangan diunggah sesudah tanda tangan terakhir; belum menandatangani: {missing} pihak.",
):
    """The signed copy is uploaded after the last signature; {missing} parties have not signed."""


class SignedCopyExists(
    Refusal,
    indonesian="Salinan bertanda tangan sudah ada dan tidak dapat diganti; perubahan hanya melalui adendum.",
):
    """The signed copy is there and can never be replaced; only an addendum can follow."""
