"""The texts of the documents: Indonesian, then English. What stands for a code is in `words.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.community_service.events import Language
from services.community_service.words import WORDS
from shared.clock import LOCAL_ZONE

TEXTS: Mapping[str, tuple[str, str]] = {
    "completion_adult": (
        "Laporan Selesai Menjalani Pidana Kerja Sosial",
        "Report on the Completion of Community Service",
    ),
    "completion_child": (
        "Laporan Selesai Menjalani Pidana Pelayanan Masyarakat",
        "Report on the Completion of a Child's Community Service",
    ),
    "completion_diversion": (
        "Laporan Selesai Menjalani Pelayanan Masyarakat",
        "Report on the Completion of Community Service by Diversion",
    ),
    "sentence_diversion": (
        "Laporan Bulanan Pelayanan Masyarakat",
        "Monthly Report on Community Service by Diversion",
    ),
    "sentence_adult": ("Laporan Bulanan Pidana Kerja Sosial", "Monthly Report on Community Service"),
    "sentence_child": (
        "Laporan Bulanan Pidana Pelayanan Masyarakat",
        "Monthly Report on a Child's Community Service",
    ),
    "site": ("Laporan Bulanan Lokasi Kerja Sosial", "Monthly Report of a Community Service Site"),
    "agency": ("Laporan Bulanan Kerja Sosial Instansi", "Monthly Community Service Report of an Agency"),
    "law_adult": ("KUHP (UU 1/2023) Pasal 85", "Criminal Code (UU 1/2023) art. 85"),
    "law_child": ("UU 11/2012 Pasal 76", "UU 11/2012 art. 76"),
    "law_diversion": ("UU 11/2012 Pasal 10–12", "UU 11/2012 art. 10–12"),
    "law_site": ("KUHP (UU 1/2023) Pasal 85; UU 11/2012 Pasal 76", "KUHP (UU 1/2023) art. 85; UU 11/2012 art. 76"),
    "running": ("Masohi · pelaksanaan pidana kerja sosial", "Masohi · community service sentences"),
    "number": ("Nomor", "Number"),
    "month": ("Bulan", "Month of"),
    "secret_adult": (
        "RAHASIA – memuat data pribadi yang bersifat spesifik (UU 27/2022)",
        "CONFIDENTIAL – holds specific personal data (UU 27/2022)",
    ),
    "secret_child": (
        "RAHASIA – identitas anak wajib dirahasiakan (UU 11/2012 Pasal 19)",
        "CONFIDENTIAL – a child's identity is secret (UU 11/2012 art. 19)",
    ),
    "secret_number": ("nomor pada berkas perkara", "number in the case file"),
    "case": ("Perkara (acuan Masohi)", "Case (Masohi's reference)"),
    "verdict": ("Putusan", "Verdict"),
    "determination": ("Penetapan", "Determination"),
    "override": ("Ketentuan dikesampingkan", "Rules overridden"),
    "overridden": (
        "oleh jaksa {by} pada {day}, dengan surat {document}",
        "by the prosecutor {by} on {day}, with document {document}",
    ),
    "court": ("Pengadilan", "Court"),
    "prosecutor": ("Kejaksaan (pengawas)", "Prosecutor (supervises)"),
    "office": ("Bapas (pembimbing)", "Probation office (guides)"),
    "period": ("Jangka waktu", "Period"),
    "replaces": ("Menggantikan", "In place of"),
    "prison": ("pidana penjara {days} hari", "{days} days of prison"),
    "fine": ("pidana denda Rp{rupiah}", "a fine of Rp{rupiah}"),
    "sites": ("Dijalani di", "Served at"),
    "completed": ("Selesai pada", "Completed on"),
    "until": ("{starts} s.d. {ends}", "{starts} to {ends}"),
    "dated": ("{number}, tanggal {day}", "{number}, dated {day}"),
    "required": ("Menurut putusan", "By the verdict"),
    "required_diversion": ("Menurut penetapan", "By the determination"),
    "credited": ("Diakui", "Credited"),
    "credited_month": ("Diakui bulan ini", "Credited this month"),
    "credited_end": ("Diakui s.d. akhir bulan", "Credited by month's end"),
    "remaining": ("Sisa", "Remaining"),
    "sessions": ("Kehadiran (jam:menit)", "Attendance (hours:minutes)"),
    "day": ("Tanggal", "Date"),
    "time": ("Waktu (WIT)", "Time (WIT)"),
    "place": ("Lokasi", "Site"),
    "outcome": ("Hasil", "Outcome"),
    "present": ("Hadir", "Present"),
    "credited_short": ("Diakui", "Credited"),
    "by": ("Dicatat / disahkan", "Recorded / signed off"),
    "not_signed_off": ("belum disahkan", "not signed off"),
    "unsigned": ("Belum disahkan", "Not signed off"),
    "none": ("Tidak ada kehadiran yang tercatat.", "No attendance was recorded."),
    "total": ("Jumlah", "Total"),
    "done": (
        "Seluruh {hours} menurut putusan telah dijalani; setiap kehadiran yang diakui disahkan oleh orang kedua.",
        "All {hours} of the verdict have been served; a second person signed off every attendance that is credited.",
    ),
    "done_diversion": (
        "Seluruh {hours} menurut penetapan telah dijalani; setiap kehadiran yang diakui disahkan oleh orang kedua.",
        "All {hours} of the determination have been served; a second person signed off every attendance.",
    ),
    "goes_on": (
        "Sampai akhir bulan ini telah diakui {credited} dari {required}; sisa {remaining}.",
        "By the end of this month {credited} of {required} are credited; {remaining} remain.",
    ),
    "sums": (
        "Dalam bulan ini tercatat {sessions} kehadiran dari {persons} orang; diakui {hours}.",
        "In this month {sessions} attendances of {persons} persons were recorded; {hours} are credited.",
    ),
    "unsigned_note": (
        "{count} kehadiran belum disahkan dan belum diakui.",
        "{count} attendances are not signed off and not credited yet.",
    ),
    "agency_name": ("Instansi", "Agency"),
    "address": ("Alamat", "Address"),
    "persons": ("Orang", "Persons"),
    "count": ("Kehadiran tercatat", "Attendances recorded"),
    **{code: (own.capitalize(), english.capitalize()) for code, (own, english) in WORDS["outcome_count"].items()},
    "issued": ("Diterbitkan pada {day}", "Issued on {day}"),
    "signed_by": ("Nama dan NIP:", "Name and NIP:"),
    "counsellor": ("Pembimbing Kemasyarakatan", "Probation Counsellor"),
    "supervising": ("Jaksa Pengawas", "Supervising Prosecutor"),
    "site_supervisor": ("Pengawas Lokasi", "Site Supervisor"),
    "head": ("Kepala Instansi", "Head of the Agency"),
    "coordinator": ("Koordinator Kerja Sosial", "Coordinator of Community Service"),
    "verify": (
        "Siapa pun yang memegang dokumen ini dapat memeriksanya lewat kode QR atau alamat:",
        "Anyone who holds this document can verify it by the QR code or at:",
    ),
    "verify_how": (
        "Ditampilkan: nomor, jenis, tanggal, jumlah, SHA-256 berkas, ada tidaknya laporan pengganti; tanpa data orang.",
        "Shown: number, kind, date, totals, SHA-256 of the file, whether it was replaced; nothing about a person.",
    ),
    "reception": ("Berita Acara Serah Terima Klien", "Handover Record of a Client"),
    "law_reception": ("UU 22/2022 Pasal 56 dan 57", "UU 22/2022 art. 56 and 57"),
    "received": ("Diterima pada", "Received on"),
    "received_at": ("Tempat", "Place"),
    "received_by": ("Yang menerima (acuan)", "Received by (reference)"),
    "order": ("Surat perintah pelaksanaan (P-48)", "Order to execute (P-48)"),
    "order_names": ("Jaksa yang ditunjuk", "Prosecutor named in it"),
    "litmas": ("Litmas", "Litmas (study of the person)"),
    "litmas_office": ("Litmas disusun oleh", "Litmas made by"),
    "reception_version": ("Versi penerimaan", "Version of the reception"),
    "handed_over": (
        "Berdasarkan litmas dan P-48, Kejaksaan menyerahkan dan Bapas menerima klien untuk dibimbing selama {hours}.",
        "On the basis of litmas and P-48 the probation office receives the client, to be guided through {hours}.",
    ),
    "handing_over": ("Yang Menyerahkan", "Handing Over"),
    "receiving": ("Yang Menerima", "Receiving"),
    "log_title": ("Buku Pengawasan", "Supervision Log"),
    "log_from": ("Dari", "From"),
    "log_until": ("Sampai", "Until"),
    "log_compliance": ("Kepatuhan", "Compliance"),
    "log_behaviour": ("Perilaku", "Behaviour"),
    "log_kind": ("Jenis kunjungan", "Kind of visit"),
    "log_accompanied": ("Didampingi", "Accompanied by"),
    "log_notes": ("Catatan", "Notes"),
    "log_sum": ("Diakui seluruhnya {credited} dari {required}.", "In all {credited} of {required} are credited."),
    "log_made": (
        "Salinan isi perkara pada {day}; tanpa nomor, tidak disimpan.",
        "A copy of the case as of {day}; it has no number and is not kept.",
    ),
    "code": ("kode", "code"),
    "page": ("halaman", "page"),
}


def text(name: str, language: Language, **figures: object) -> str:
    return TEXTS[name][0 if language == "id" else 1].format(**figures)


def clock(value: datetime) -> str:
    """Local time of day: `08.00`."""
    return f"{value.astimezone(LOCAL_ZONE):%H.%M}"


def hours(minutes: int) -> str:
    """`7:30`, for columns."""
    sign, (whole, rest) = "−" if minutes < 0 else "", divmod(abs(minutes), 60)
    return f"{sign}{whole}:{rest:02}"


def rupiah(amount: int, language: Language) -> str:
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if language == "id" else grouped
