"""The sentences of the timeline: event type → Indonesian, English. Names in braces are fields of the fact."""

from __future__ import annotations

from collections.abc import Mapping

_STEPS = {
    "signed": ("Ditandatangani semua pihak", "Signed by every party"),
    "activated": ("Mulai berlaku ({starts_on} s.d. {ends_on})", "In force ({starts_on} to {ends_on})"),
    "suspended": ("Ditangguhkan", "Suspended"),
    "resumed": ("Berlaku kembali", "In force again"),
    "expired": ("Berakhir ({ends_on})", "Expired ({ends_on})"),
    "expiring": ("Berakhir dalam {days} hari ({ends_on})", "Expires in {days} days ({ends_on})"),
    "amended": ("Diubah dengan adendum {addendum}", "Amended by addendum {addendum}"),
    "notice-given": (
        "Pengakhiran diberitahukan, hari terakhir {terminates_on}",
        "Notice given, last day {terminates_on}",
    ),
    "last-day-changed": ("Hari terakhir kini {ends_on}", "The last day is now {ends_on}"),
    "terminated": ("Diakhiri lebih awal", "Terminated early"),
}

TEXTS: Mapping[str, tuple[str, str]] = {
    **{
        f"{kind}.{verb}": texts
        for kind in ("joint-agreement", "cooperation-agreement")
        for verb, texts in _STEPS.items()
    },
    "record.drafted": ("Naskah dibuat: {title}", "Drafted: {title}"),
    "record.submitted": ("Naskah diajukan untuk ditelaah", "Sent to review"),
    "record.reviewed": ("{party_id} {decision} naskah", "{party_id} {decision}"),
    "record.signed": (
        "{party_id} menandatangani, nomor {number}, {place}, {signed_on}",
        "{party_id} signs, number {number}, {place}, {signed_on}",
    ),
    "record.council-consented": (
        "Persetujuan DPRD nomor {number} tanggal {consented_on}",
        "Consent of the DPRD, number {number} of {consented_on}",
    ),
    "record.original-placed": (
        "Naskah asli {party_id} disimpan di {place}, nomor {archive_number}",
        "The original of {party_id} lies at {place}, number {archive_number}",
    ),
    "record.pause-planned": ("{step} direncanakan mulai {from_on}", "{step} planned from {from_on}"),
    "record.addendum-drafted": ("Adendum {addendum} disusun", "Addendum {addendum} drafted"),
    "record.addendum-signed": ("Adendum {addendum} ditandatangani semua pihak", "Addendum {addendum} signed by all"),
    "record.addendum-withdrawn": ("Adendum {addendum} ditarik", "Addendum {addendum} withdrawn"),
    "record.addendum-held": ("Adendum {addendum} belum dapat berlaku", "Addendum {addendum} is held"),
    "record.addendum-lapsed": ("Adendum {addendum} gugur", "Addendum {addendum} lapsed"),
    "record.obligation-planned": (
        "Rencana kerja: {owed_by} berkewajiban {quantity} {unit}, tenggat {due_on}",
        "Work plan: {owed_by} owes {quantity} {unit}, due {due_on}",
    ),
    "record.obligation-cancelled": ("Kewajiban dicoret dari naskah", "Obligation struck from the draft"),
    "record.obligation-proposed": (
        "{proposed_by} mengusulkan {kind}: jumlah {quantity}, tenggat {due_on}",
        "{proposed_by} proposes {kind}: quantity {quantity}, due {due_on}",
    ),
    "record.obligation-answered": (
        "{answered_by} {answer} usulan: {quantity} {unit}, tenggat {due_on}",
        "{answered_by} {answer} the proposal: {quantity} {unit}, due {due_on}",
    ),
    "record.obligation-reported": (
        "{owed_by} melaporkan {reported} {unit}; seluruhnya {done} dari {quantity}",
        "{owed_by} reports {reported} {unit}; {done} of {quantity} in all",
    ),
    "record.obligation-corrected": (
        "{owed_by} mengoreksi laporan {instead_of} menjadi {reported} {unit}; seluruhnya {done} dari {quantity}",
        "{owed_by} corrects a report of {instead_of} to {reported} {unit}; {done} of {quantity} in all",
    ),
    "record.obligation-lapsed": (
        "Kewajiban gugur: PKS berakhir sebelum tenggat",
        "Lapsed: the PKS ended before it was due",
    ),
    "obligation.agreed": (
        "Diberitahukan sebagaimana disepakati: {owed_by}, {quantity} {unit}, tenggat {due_on}, status {state}",
        "Told as it was agreed: {owed_by}, {quantity} {unit}, due {due_on}, {state}",
    ),
    "obligation.fulfilled": (
        "Kewajiban {owed_by} terpenuhi: {done} dari {quantity} {unit}, dikonfirmasi {owed_to}",
        "{owed_by} has fulfilled it: {done} of {quantity} {unit}, confirmed by {owed_to}",
    ),
    "obligation.overdue": (
        "Kewajiban {owed_by} lewat tenggat {due_on}: {done} dari {quantity} {unit}, menunggu {awaits}",
        "{owed_by} is overdue since {due_on}: {done} of {quantity} {unit}, awaiting {awaits}",
    ),
    "evaluation.filed": (
        "Evaluasi tahun ke-{year}: {rating}, rekomendasi {recommendation}; tepat waktu {on_time} dari {obligations}",
        "Evaluation of year {year}: {rating}, recommendation {recommendation}; {on_time} of {obligations} on time",
    ),
}

CODES: Mapping[str, tuple[str, str]] = {
    "approve": ("menyetujui", "approves"),
    "request_changes": ("meminta perubahan", "asks for changes"),
    "accept": ("menyetujui", "accepts"),
    "decline": ("menolak", "declines"),
    "withdraw": ("menarik", "withdraws"),
    "add": ("kewajiban baru", "a new obligation"),
    "change": ("perubahan", "a change"),
    "cancel": ("pembatalan", "to cancel"),
    "open": ("berjalan", "open"),
    "overdue": ("lewat tenggat", "overdue"),
    "fulfilled": ("terpenuhi", "fulfilled"),
    "cancelled": ("dibatalkan", "cancelled"),
    "delivery": ("penyerahan", "delivery"),
    "confirmation": ("konfirmasi", "confirmation"),
    "suspension": ("Penangguhan", "Suspension"),
    "resumption": ("Pemberlakuan kembali", "Resumption"),
    "very_good": ("sangat baik", "very good"),
    "good": ("baik", "good"),
    "fair": ("cukup", "fair"),
    "poor": ("kurang", "poor"),
    "continue": ("dilanjutkan", "continue"),
    "amend": ("diubah", "amend"),
    "end": ("diakhiri", "end"),
}
"""Values of fields as people read them: Indonesian, English."""
