"""The texts of a certificate: Indonesian, then English."""

from __future__ import annotations

from collections.abc import Mapping

from shared.languages import Language

TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Sertifikat Pelatihan", "Certificate of Training"),
    "number": ("Nomor", "Number"),
    "code": ("kode", "code"),
    "page": ("halaman", "page"),
    "given": ("diberikan kepada", "awarded to"),
    "passed": (
        "yang telah menyelesaikan dan dinyatakan lulus dalam pelatihan",
        "who has completed and passed the training course",
    ),
    "level": ("Tingkat", "Level"),
    "basic": ("dasar", "basic"),
    "intermediate": ("menengah", "intermediate"),
    "advanced": ("lanjutan", "advanced"),
    "length": ("Lama pelatihan", "Length"),
    "hours": ("{duration} dalam {sessions} pertemuan", "{duration} in {sessions} sessions"),
    "period": ("Waktu pelaksanaan", "Held"),
    "until": ("{starts} s.d. {ends}", "{starts} to {ends}"),
    "completed": ("Selesai pada", "Completed on"),
    "result": ("Hasil", "Result"),
    "score": ("lulus, nilai {score} dari 100", "passed, score {score} of 100"),
    "pass": ("lulus", "passed"),
    "agency": ("Pengajar", "Taught by"),
    "training_body": ("Lembaga pelatihan", "Training body"),
    "institution": ("Tempat", "Place"),
    "issued": ("Diterbitkan pada {day}", "Issued on {day}"),
    "position": ("Kepala Instansi", "Head of the Agency"),
    "by_hand": ("Nama, NIP, tanda tangan", "Name, NIP, signature"),
    "verify": ("Periksa keaslian lewat kode QR atau alamat:", "Check that it is genuine by the QR code or at:"),
    "shown": (
        "Ditampilkan: inisial, pelatihan, tingkat, tanggal dan status; tanpa nama.",
        "Shown: initials, course, level, date and standing; no name.",
    ),
    "no_signature": (
        "Kode QR bukan tanda tangan elektronik (PP 71/2019 Pasal 59–60): sertifikat sah bila ditandatangani pejabat.",
        "The QR code is no electronic signature (PP 71/2019 art. 59–60): it is valid once an official has signed.",
    ),
}


def text(name: str, language: Language, **figures: object) -> str:
    return TEXTS[name][0 if language == "id" else 1].format(**figures)
