"""The facts of a case in words: event type → Indonesian, English. Names in braces are fields of the fact.

`who`: the roles that such an act is open to; `system` where it follows from another act or from the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.community_service.queries.cases_sections import SECTIONS, Section

_SYSTEM, _COUNSELLOR, _PROSECUTOR = ("system",), ("counsellor",), ("prosecutor",)
_COURT = ("court_clerk", "prosecutor")


@dataclass(frozen=True, slots=True)
class Told:
    """`codes`: the kind of words of a field that holds a code. `about`: the field with the id of what it is about."""

    indonesian: str
    english: str
    who: tuple[str, ...]
    codes: Mapping[str, str] = field(default_factory=dict)
    about: str | None = None
    section: Section | None = None


def _alarm(indonesian: str, english: str, who: tuple[str, ...]) -> Told:
    return Told(indonesian, english, who, {"kind": "alarm_kind", "finding": "alarm_finding"}, "alarm_id", "alarms")


def _session(indonesian: str, english: str, *who: str, section: Section | None = None) -> Told:
    codes = {"outcome": "outcome", "cause": "cancellation"}
    return Told(indonesian, english, who, codes, "session_id", section)


def _breach(indonesian: str, english: str, *who: str) -> Told:
    codes = {"decision": "breach_decision", "finding": "breach_finding"}
    return Told(indonesian, english, who, codes, "breach_id", "breaches")


def _fine(indonesian: str, english: str, who: tuple[str, ...] = _PROSECUTOR, section: Section = "fines") -> Told:
    codes = {"settled_by": "fine_settled_by", "cause": "fine_prison_cause", "received": "received"}
    return Told(indonesian, english, who, codes, "fine_id", section)


def _incident(indonesian: str, english: str, *who: str) -> Told:
    return Told(indonesian, english, who, {"kind": "incident_kind"}, "incident_id", "incidents")


TEXTS: Mapping[str, Told] = {
    "sentence.assigned": Told(
        "Putusan diterima: {required_minutes}, {starts_on} s.d. {ends_on}",
        "Verdict taken in: {required_minutes}, {starts_on} to {ends_on}",
        _COURT,
    ),
    "sentence.overridden": Told(
        "Jaksa melaksanakan putusan walaupun melanggar ketentuan",
        "The prosecutor has the verdict carried out although it breaks rules",
        _PROSECUTOR,
    ),
    "sentence.offices-corrected": Told(
        "Kode kantor perkara diperbaiki", "Code of an office corrected", ("coordinator",)
    ),
    "sentence.started": Told("Mulai dijalani", "Began to be served", _SYSTEM),
    "sentence.at-risk": Told(
        "Perkiraan memburuk: {pace}; kurang {short_minutes} sampai {ends_on}",
        "Forecast got worse: {pace}; {short_minutes} too little until {ends_on}",
        _SYSTEM,
        {"pace": "pace"},
    ),
    "sentence.amended": Told(
        "Perkara berubah ({cause}): {required_minutes}, {starts_on} s.d. {ends_on}",
        "Sentence changed ({cause}): {required_minutes}, {starts_on} to {ends_on}",
        _COURT,
        {"cause": "amendment_cause"},
    ),
    "sentence.revoked": Told(
        "Putusan dibatalkan ({reason}) pada {decided_on}",
        "Verdict fallen ({reason}) on {decided_on}",
        _COURT,
        {"reason": "change_ground"},
    ),
    "sentence.completed": Told("Selesai: seluruhnya diakui", "Completed: everything is credited", _SYSTEM),
    "sentence.failed": Told(
        "Diversi dilaporkan tidak dijalani; perkara ditutup",
        "The diversion is reported as not carried out; closed",
        _COUNSELLOR,
    ),
    "sentence.lapsed": Told(
        "Gugur sejak {lapsed_on}: {ground}", "Lapsed on {lapsed_on}: {ground}", _PROSECUTOR, {"ground": "lapse_ground"}
    ),
    "guidance.ended": Told(
        "Bimbingan diakhiri pada {ended_on}: {ground}",
        "Guidance ended on {ended_on}: {ground}",
        ("bapas_head",),
        {"ground": "guidance_ground"},
    ),
    "litmas.recorded": Told(
        "Litmas tanggal {dated_on} dicatat (versi {version})",
        "Litmas of {dated_on} recorded (version {version})",
        _COUNSELLOR,
        section="papers",
    ),
    "execution.ordered": Told(
        "Surat perintah (P-48) tanggal {ordered_on} dicatat (versi {version})",
        "Order to execute (P-48) of {ordered_on} recorded (version {version})",
        _PROSECUTOR,
        section="papers",
    ),
    "client.received": Told(
        "Klien diterima Bapas pada {received_on} (versi {version})",
        "The probation office received the client on {received_on} (version {version})",
        _COUNSELLOR,
        section="papers",
    ),
    "guardian.named": Told("Orang tua/wali dicatat", "Parent or guardian recorded", _COUNSELLOR, section="guardian"),
    "guardian.session-due": Told(
        "Orang tua/wali diberi tahu tentang sesi {starts_at}",
        "Parent or guardian told of the session of {starts_at}",
        _SYSTEM,
        section="guardian",
    ),
    "placement.confirmed": Told(
        "Penempatan di {site} disetujui: {sessions} sesi, {scheduled_minutes}",
        "Placement at {site} confirmed: {scheduled_minutes}, number of sessions {sessions}",
        _COUNSELLOR,
        about="placement_id",
    ),
    "placement.changed": Told(
        "Rencana baru: {sessions_added} sesi baru, {sessions_kept} tetap, {sessions_cancelled} batal",
        "New plan: of the sessions {sessions_added} new, {sessions_kept} kept, {sessions_cancelled} gone",
        _COUNSELLOR,
    ),
    "record.place-allowed": Told(
        "Jaksa mengizinkan {site} selain tempat dalam putusan (surat {document_number}, {document_date})",
        "The prosecutor allows {site} beside the verdict's place (document {document_number}, {document_date})",
        _PROSECUTOR,
    ),
    "session.scheduled": _session(
        "Sesi {starts_at}–{ends_at} di {site} dijadwalkan", "Session of {starts_at}–{ends_at} at {site}", "counsellor"
    ),
    "session.cancelled": _session(
        "Sesi {starts_at} di {site} dibatalkan: {cause}",
        "Session of {starts_at} at {site} cancelled: {cause}",
        *("counsellor", "coordinator", "system"),
    ),
    "record.session-settled": _session(
        "Sesi tanpa catatan diselesaikan: {outcome}", "Session that nobody recorded settled: {outcome}", "coordinator"
    ),
    "record.checked-in": _session("Datang {at}", "Arrived {at}", "supervisor"),
    "attendance.recorded": _session(
        "Kehadiran {starts_at} di {site} dicatat: {outcome}; hadir {present_minutes}",
        "Attendance of {starts_at} at {site} recorded: {outcome}; present {present_minutes}",
        *("supervisor", "coordinator"),
    ),
    "attendance.signed-off": _session(
        "Kehadiran {starts_at} disahkan: {outcome}; diakui {session_credited_minutes}",
        "Attendance of {starts_at} signed off: {outcome}; credited {session_credited_minutes}",
        *("counsellor", "coordinator"),
    ),
    "attendance.corrected": _session(
        "Kehadiran {starts_at} dikoreksi: {outcome}; diakui {session_credited_minutes} ({correction_minutes})",
        "Attendance of {starts_at} corrected: {outcome}; credited {session_credited_minutes} ({correction_minutes})",
        *("counsellor", "prosecutor", "coordinator"),
    ),
    "record.correction-proposed": _session(
        "Koreksi diusulkan: {outcome}; hadir {present_minutes}",
        "Correction proposed: {outcome}; present {present_minutes}",
        *("supervisor", "counsellor", "coordinator"),
        section="corrections",
    ),
    "record.correction-rejected": _session(
        "Koreksi ditolak", "Correction rejected", "counsellor", "prosecutor", "coordinator", section="corrections"
    ),
    "misuse.suspected": _alarm(
        "Peringatan: {kind} (terukur {measured}, wajar {allowed})",
        "Alarm: {kind} (measured {measured}, allowed {allowed})",
        _SYSTEM,
    ),
    "misuse.resolved": _alarm(
        "Peringatan diselesaikan ({kind}): {finding}",
        "Alarm resolved ({kind}): {finding}",
        ("prosecutor", "coordinator", "auditor"),
    ),
    "record.breach-verified": _breach(
        "Alasan {failures} kali mangkir ditanyakan: {finding}",
        "Reason of {failures} failures asked for: {finding}",
        "counsellor",
    ),
    "breach.warned": _breach(
        "Peringatan ke-{warning} setelah {failures} kali mangkir",
        "Warning number {warning} after {failures} failures",
        "counsellor",
    ),
    "breach.proposed": _breach(
        "Pelanggaran diusulkan dengan {evidence} bukti",
        "Breach proposed with {evidence} pieces of evidence",
        "counsellor",
    ),
    "breach.decided": _breach(
        "Pelanggaran diputus: {decision} {amount}",
        "Breach decided: {decision} {amount}",
        *("prosecutor", "supervising_judge", "court_clerk"),
    ),
    "breach.reduced": _breach(
        "Putusan yang diubah mengurangi: {decision} {amount}, semula {amount_before}",
        "The changed verdict leaves less: {decision} {amount}, before {amount_before}",
        *_COURT,
    ),
    "fine.paid": _fine(
        "Denda dibayar {amount_rupiah} pada {paid_on}; sisa {rest_rupiah}",
        "Fine: {amount_rupiah} paid on {paid_on}; {rest_rupiah} left",
    ),
    "fine.overdue": _fine(
        "Denda lewat jatuh tempo {due_on}; sisa {rest_rupiah}",
        "Fine overdue since {due_on}; {rest_rupiah} left",
        _SYSTEM,
    ),
    "record.fine-seized": _fine(
        "Disita {amount_rupiah} pada {seized_on}", "{amount_rupiah} seized on {seized_on}", section="fines"
    ),
    "fine.settled": _fine("Denda selesai: {settled_by}", "Fine settled: {settled_by}"),
    "fine.prison-changed": _fine(
        "Penjara pengganti kini {prison_days} hari, semula {prison_days_before} ({cause})",
        "Substitute prison is {prison_days} days now, {prison_days_before} before ({cause})",
        _SYSTEM,
    ),
    "fine.corrected": _fine(
        "{received} dikoreksi dari {amount_rupiah_before} menjadi {amount_rupiah}",
        "{received} corrected from {amount_rupiah_before} to {amount_rupiah}",
    ),
    "record.fine-correction-proposed": _fine(
        "Koreksi {received} diusulkan: {amount_rupiah}",
        "Correction of a {received} proposed: {amount_rupiah}",
        section="fine_corrections",
    ),
    "record.fine-correction-rejected": _fine("Koreksi ditolak", "Correction rejected", section="fine_corrections"),
    "incident.reported": _incident(
        "Dilaporkan: {kind} pada {happened_on}",
        "Reported: {kind} of {happened_on}",
        *("supervisor", "counsellor", "coordinator"),
    ),
    "incident.answered": _incident("Dijawab: {kind}", "Answered: {kind}", "counsellor", "coordinator"),
    "incident.seen": _incident("Dilihat jaksa: {kind}", "Seen by the prosecutor: {kind}", "prosecutor"),
    "record.visit-recorded": Told(
        "{kind} pada {on}",
        "{kind} on {on}",
        ("counsellor", "prosecutor"),
        {"kind": "visit_kind"},
        "visit_id",
        "papers",
    ),
    "record.report-issued": Told(
        "{kind} nomor {number} diterbitkan",
        "{kind} number {number} issued",
        _SYSTEM,
        {"kind": "report_kind"},
        "report_id",
        "reports",
    ),
    "record.verdict-change-dismissed": Told(
        "{concerns} dikesampingkan; semula {was}",
        "{concerns} dismissed; it was: {was}",
        ("court_clerk", "prosecutor", "coordinator"),
        {"concerns": "change_kind", "was": "change_state"},
        "change_id",
        "changes",
    ),
}


def told_to() -> dict[str, frozenset[str]]:
    """Kinds of facts that belong to a part of a case, with the roles that see it."""
    return {f"community-service.{name}": SECTIONS[told.section] for name, told in TEXTS.items() if told.section}
