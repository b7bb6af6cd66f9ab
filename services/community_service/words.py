"""The words that people see for what the service says in codes: kind → code → Indonesian, English.

The only table: pages, timelines and documents take their words from here. A test asks for every code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Words = Mapping[str, tuple[str, str]]

_BREACH_STATES: dict[str, tuple[str, str]] = {
    "verified": ("alasan diverifikasi", "reason verified"),
    "warned": ("diperingatkan", "warned"),
    "warned_twice": ("diperingatkan kedua kali", "warned twice"),
    "warned_thrice": ("diperingatkan ketiga kali", "warned three times"),
    "proposed": ("diusulkan", "proposed"),
    "decided": ("diputus", "decided"),
}
_OUTCOMES: dict[str, tuple[str, str]] = {
    "attended_complied": ("hadir dan patuh", "complied"),
    "attended_failed_to_comply": ("hadir, tidak patuh", "did not comply"),
    "acceptable_absence": ("tidak hadir, sah", "acceptable absence"),
    "unacceptable_absence": ("tidak hadir tanpa alasan", "unacceptable absence"),
}
_VISITS: dict[str, tuple[str, str]] = {
    "attendance": ("kehadiran", "attendance"),
    "site_visit": ("kunjungan lokasi", "visit to the site"),
    "home_visit": ("kunjungan rumah", "visit at home"),
    "office_visit": ("di kantor", "at the office"),
    "check": ("pemeriksaan", "check"),
    "call": ("telepon", "call"),
}

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    # The sentence and its verdict
    "sentence_state": {
        "assigned": ("belum dimulai", "not begun"),
        "active": ("sedang dijalani", "being served"),
        "completed": ("selesai", "completed"),
        "revoked": ("putusan dibatalkan", "verdict fallen"),
        "closed": ("ditutup", "closed"),
        "lapsed": ("gugur", "lapsed"),
        "running": ("berjalan", "running"),
    },
    "case_section": {
        "papers": ("berkas pelaksanaan", "papers"),
        "reports": ("laporan", "reports"),
        "changes": ("perubahan putusan", "changes of the verdict"),
        "corrections": ("koreksi kehadiran", "corrections of attendance"),
        "alarms": ("peringatan penyalahgunaan", "alarms of misuse"),
        "breaches": ("pelanggaran", "breaches"),
        "fines": ("denda", "fines"),
        "fine_corrections": ("koreksi denda", "corrections of fines"),
        "incidents": ("kecelakaan dan pengaduan", "incidents"),
        "guardian": ("orang tua/wali", "parent or guardian"),
    },
    "verdict_part": {
        "replaces": ("pidana yang digantikan", "what is replaced"),
        "maximum_prison_months": ("ancaman pidana", "the prison that the law threatens"),
        "hours_per_day": ("jam per hari", "hours a day"),
        "starts_on": ("hari pertama", "the first day"),
        "ends_on": ("hari terakhir", "the last day"),
        "sanctions": ("sanksi bila tidak dijalani", "what follows if it is not served"),
        "prosecutor_code": ("kejaksaan", "the prosecution office"),
        "probation_office_code": ("Bapas", "the probation office"),
        "repeat_hours": ("mengulang kerja sosial", "repeat of the service"),
        "prison_days": ("penjara", "prison"),
        "fine_rupiah": ("denda", "fine"),
    },
    "office_kind": {
        "court": ("pengadilan", "court"),
        "prosecutor": ("kejaksaan", "prosecution office"),
        "probation_office": ("Bapas", "probation office (Bapas)"),
    },
    "regime": {"adult": ("dewasa", "adult"), "child": ("anak", "child")},
    "origin": {"verdict": ("putusan", "verdict"), "diversion": ("diversi", "diversion")},
    "review": {
        "open": ("menunggu tinjauan jaksa", "waits for the prosecutor's review"),
        "stands": ("penyelesaian tetap berlaku", "the completion stands"),
    },
    "pace": {
        "on_pace": ("sesuai jadwal", "on pace"),
        "at_risk": ("berisiko", "at risk"),
        "cannot_finish": ("tidak akan selesai", "cannot finish"),
    },
    "paper": {
        "litmas": ("litmas", "litmas"),
        "execution_order": ("surat perintah (P-48)", "order to execute (P-48)"),
        "reception": ("penerimaan klien", "reception of the client"),
        "guardian": ("orang tua/wali", "parent or guardian"),
    },
    "concern": {
        "pronouncement": ("putusan atau penetapan", "verdict or determination"),
        "amendment": ("perubahan putusan", "change of a verdict"),
        "revocation": ("pembatalan putusan", "revocation of a verdict"),
        "unreadable": ("pesan yang tidak terbaca", "message that cannot be read"),
    },
    "change_kind": {
        "amendment": ("perubahan putusan", "change of the verdict"),
        "revocation": ("pembatalan putusan", "revocation of the verdict"),
    },
    "change_state": {
        "waiting": ("menunggu putusannya", "waits for its verdict"),
        "held": ("ditahan untuk jaksa", "held for the prosecutor"),
        "applied": ("berlaku", "applied"),
        "superseded": ("sudah ada yang lebih baru", "a later one holds"),
        "rejected": ("ditolak", "rejected"),
        "dismissed": ("dikesampingkan", "dismissed"),
    },
    "held_for": {
        "raises-after-decision": (
            "meminta lebih banyak, padahal keputusan atas pelanggaran sudah menutup perkara",
            "it asks for more, yet a decision on a breach has closed the case",
        ),
        "no-longer-ordered": (
            "yang diputus atas pelanggaran tidak lagi diperintahkan putusan",
            "what was decided on the breach is no longer ordered by the verdict",
        ),
        "served-by-new-terms": (
            "menurut perubahan ini semua jam sudah dijalani, padahal perkara sudah ditutup",
            "by this change all hours are served, yet the case was closed",
        ),
        "fallen-after-decision": (
            "putusan gugur setelah keputusan atas pelanggaran, lalu diubah lagi",
            "the verdict fell after the decision on a breach, and is changed again",
        ),
    },
    "change_ground": {
        "correction": ("perbaikan", "correction"),
        "appeal": ("banding", "appeal"),
        "cassation": ("kasasi", "cassation"),
        "review": ("peninjauan kembali", "judicial review"),
        "withdrawn": ("dicabut", "withdrawn"),
        "clemency": ("grasi", "clemency"),
    },
    "amendment_cause": {
        "verdict": ("putusan diubah", "the verdict was changed"),
        "reopened": ("dibuka kembali", "reopened"),
        "completion_stands": ("penyelesaian tetap berlaku", "the completion stands"),
    },
    "returned_state": {
        "returned": ("dikembalikan", "returned"),
        "overridden": ("dikesampingkan jaksa", "overridden by the prosecutor"),
        "replaced": ("sudah diganti", "replaced"),
    },
    "lapse_ground": {
        "death": ("meninggal dunia", "death"),
        "limitation": ("kedaluwarsa", "limitation"),
        "amnesty": ("amnesti", "amnesty"),
        "clemency": ("grasi", "clemency"),
        "transfer": ("pelaksanaan dialihkan", "transfer"),
    },
    "guidance_ground": {
        "served": ("selesai dijalani", "served"),
        "revoked": ("putusan dibatalkan", "verdict fallen"),
        "lapsed": ("gugur", "lapsed"),
        "transfer": ("bimbingan dialihkan", "transfer"),
    },
    # Sessions and what counts
    "session_state": {
        "scheduled": ("terjadwal", "scheduled"),
        "checked_in": ("sedang di lokasi", "at the site"),
        "recorded": ("menunggu paraf kedua", "waits for sign-off"),
        "signed_off": ("disahkan", "signed off"),
        "cancelled": ("dibatalkan", "cancelled"),
    },
    "outcome": {**_OUTCOMES, "not_held": ("tidak diselenggarakan", "not held")},
    "outcome_count": {
        "complied": ("patuh", "complied"),
        "failed_to_comply": ("tidak patuh", "failed to comply"),
        "acceptable_absences": ("absen, sah", "absent, excused"),
        "unacceptable_absences": ("absen tanpa alasan", "absent, no reason"),
    },
    "grade": {
        "good": ("baik", "good"),
        "sufficient": ("cukup", "sufficient"),
        "poor": ("kurang", "poor"),
    },
    "accompanied": {
        "guardian": ("orang tua/wali", "parent or guardian"),
        "counsellor": ("PK", "counsellor"),
        "both": ("orang tua/wali dan PK", "guardian and counsellor"),
        "nobody": ("tidak ada", "nobody"),
    },
    "cancellation": {
        "replanned": ("dijadwalkan ulang", "planned anew"),
        "ended": ("perkara berakhir", "the case has ended"),
        "site": ("lokasi tidak dapat", "because of the site"),
        "person": ("atas permintaan klien", "because of the client"),
        "weather": ("cuaca", "weather"),
        "other": ("sebab lain", "another cause"),
        "not_held": ("tidak diselenggarakan", "not held"),
    },
    "ledger": {
        "sign_off": ("pengesahan", "sign-off"),
        "reversal": ("pembatalan", "reversal"),
        "correction": ("koreksi", "correction"),
        "restoration": ("pengembalian", "restoration"),
    },
    "decision_state": {
        "proposed": ("diusulkan", "proposed"),
        "approved": ("disetujui", "approved"),
        "rejected": ("ditolak", "rejected"),
    },
    "session_odd": {
        "alarm": ("ada peringatan", "an alarm"),
        "late": ("dicatat terlambat", "recorded late"),
        "corrected": ("sudah dikoreksi", "corrected"),
        "correction_proposed": ("koreksi diusulkan", "a correction is proposed"),
    },
    "hand": {
        "checked_in": ("mencatat kedatangan", "checked in"),
        "recorded": ("mencatat kehadiran", "recorded"),
        "signed_off": ("mengesahkan", "signed off"),
        "raised": ("menimbulkan peringatan", "raised the alarm"),
    },
    "field_entry": {"arrived": ("datang", "arrived"), "left": ("pulang", "left"), "absent": ("tidak hadir", "absent")},
    "field_answer": {
        "recorded": ("tercatat", "recorded"),
        "same": ("sudah tercatat", "recorded before"),
        "refused": ("ditolak", "refused"),
        "proposed": ("koreksi diusulkan", "a correction is proposed"),
    },
    "field_refusal_state": {
        "open": ("perlu diperiksa", "needs a look"),
        "recorded": ("akhirnya tercatat", "recorded at last"),
        "discarded": ("dibuang", "discarded"),
        "proposed": ("koreksi diusulkan", "a correction is proposed"),
    },
    # Alarms and breaches
    "alarm_kind": {
        "two_places_at_once": ("di dua tempat sekaligus", "two places at once"),
        "slot_overfull": ("lebih banyak orang daripada tempat", "more people than places"),
        "outside_schedule": ("di luar jadwal", "outside the schedule"),
        "far_from_site": ("jauh dari lokasi", "far from the site"),
        "signed_for_relative": ("dicatat kerabatnya", "recorded by a relative"),
        "signed_alone": ("disahkan pencatatnya sendiri", "signed off by its recorder"),
        "too_regular": ("terlalu seragam", "too regular"),
        "commercial_site": ("lokasi komersial", "commercial site"),
        "clock_moved": ("jam ponsel digeser", "the phone's clock was moved"),
    },
    "alarm_unit": {
        "two_places_at_once": ("menit", "minutes"),
        "slot_overfull": ("orang", "people"),
        "outside_schedule": ("menit", "minutes"),
        "far_from_site": ("meter", "metres"),
        "signed_for_relative": ("orang", "people"),
        "signed_alone": ("orang", "people"),
        "too_regular": ("sesi", "sessions"),
        "commercial_site": ("pernyataan", "declarations"),
        "clock_moved": ("menit", "minutes"),
    },
    "alarm_state": {"open": ("terbuka", "open"), "resolved": ("diselesaikan", "resolved")},
    "alarm_finding": {
        "dismissed": ("tidak terbukti", "dismissed"),
        "confirmed": ("terbukti", "confirmed"),
    },
    "breach_state": _BREACH_STATES,
    "breach_standing": {
        "verification_due": ("alasan perlu ditanyakan", "the reason is to be asked for"),
        "verified": ("alasan diverifikasi", "reason verified"),
        "warning_due": ("perlu peringatan", "a warning is due"),
        "warned": ("diperingatkan", "warned"),
        "proposal_due": ("dapat diusulkan", "a proposal is due"),
        "proposed": ("diusulkan", "proposed"),
    },
    "breach_decision": {
        "repeat": ("mengulang kerja sosial", "repeat the service"),
        "prison": ("menjalani pidana penjara yang diganti", "serve the prison that was replaced"),
        "fine": ("membayar denda yang diganti", "pay the fine that was replaced"),
        "substitute_prison": ("penjara pengganti denda", "prison in place of the fine"),
        "none": ("tanpa tindakan", "nothing follows"),
    },
    "breach_unit": {
        "repeat": ("jam", "hours"),
        "prison": ("hari", "days"),
        "fine": ("rupiah", "rupiah"),
        "substitute_prison": ("hari", "days"),
    },
    "unit": {"hours": ("jam", "hours"), "days": ("hari", "days"), "rupiah": ("rupiah", "rupiah")},
    "breach_finding": {
        "justified": ("alasan sah", "justified"),
        "unjustified": ("tanpa alasan sah", "unjustified"),
    },
    "breach_asked": {
        "person": ("klien sendiri", "the client"),
        "parent_or_guardian": ("orang tua atau wali", "parent or guardian"),
        "family": ("keluarga", "family"),
        "supervisor": ("pengawas lokasi", "site supervisor"),
        "employer": ("pemberi kerja", "employer"),
        "school": ("sekolah", "school"),
        "other": ("pihak lain", "somebody else"),
    },
    "breach_means": {
        "visit": ("kunjungan", "visit"),
        "office_visit": ("di kantor", "at the office"),
        "telephone": ("telepon", "telephone"),
        "message": ("pesan", "message"),
        "letter": ("surat", "letter"),
    },
    # Fines
    "fine_state": {
        "open": ("belum lunas", "unpaid"),
        "overdue": ("lewat jatuh tempo", "overdue"),
        "settled": ("selesai", "settled"),
        "substitute_prison": ("penjara pengganti diperintahkan", "substitute prison ordered"),
    },
    "fine_settled_by": {
        "payment": ("pembayaran", "payment"),
        "seizure": ("penyitaan", "seizure"),
        "substitute_prison": ("penjara pengganti", "substitute prison"),
        "amendment": ("perubahan putusan", "change of the verdict"),
    },
    "fine_prison_cause": {
        "payment": ("pembayaran", "payment"),
        "correction": ("koreksi", "correction"),
        "amendment": ("perubahan putusan", "change of the verdict"),
    },
    "received": {"payment": ("pembayaran", "payment"), "seizure": ("penyitaan", "seizure")},
    # Incidents, visits, guardians, relations
    "incident_kind": {"accident": ("kecelakaan", "accident"), "complaint": ("pengaduan", "complaint")},
    "incident_state": {
        "open": ("terbuka", "open"),
        "answered": ("dijawab", "answered"),
        "seen": ("dilihat jaksa", "seen by the prosecutor"),
        "settled": ("selesai", "settled"),
    },
    "visit_kind": _VISITS,
    "guardian_relation": {
        "father": ("ayah", "father"),
        "mother": ("ibu", "mother"),
        "parents": ("orang tua", "parents"),
        "guardian": ("wali", "guardian"),
        "relative": ("kerabat", "relative"),
        "other": ("lainnya", "other"),
    },
    "contact_channel": {
        "email": ("surel", "e-mail"),
        "phone": ("telepon", "telephone"),
        "whatsapp": ("WhatsApp", "WhatsApp"),
        "visit": ("kunjungan", "visit"),
    },
    "told_by": {
        "messages": ("lewat pesan otomatis", "by messages"),
        "counsellor": ("oleh PK", "by the counsellor"),
    },
    "declared_relation": {
        "spouse": ("suami/istri", "spouse"),
        "parent": ("orang tua", "parent"),
        "child": ("anak", "child"),
        "sibling": ("saudara kandung", "sibling"),
        "other": ("lainnya", "other"),
    },
    # What supervisors' phones sent
    "field_kind": {
        "arrived": ("datang", "arrived"),
        "left": ("pulang", "left"),
        "absent": ("tidak hadir", "absent"),
    },
    "field_state": {
        "open": ("menunggu", "waits"),
        "recorded": ("tercatat kemudian", "recorded later"),
        "discarded": ("dibuang", "discarded"),
        "proposed": ("menjadi usulan koreksi", "became a proposed correction"),
    },
    # Sites, plans, calendar
    "site_state": {
        "open": ("buka", "open"),
        "suspended": ("ditangguhkan", "suspended"),
        "closed": ("ditutup", "closed"),
    },
    "site_standing": {
        "open": ("buka", "open"),
        "full": ("penuh", "full"),
        "suspended_by_agreement": ("ditangguhkan bersama PKS", "suspended with its agreement (PKS)"),
        "suspended_by_coordinator": ("ditangguhkan koordinator", "suspended by the coordinator"),
        "commercial": ("pernyataan nonkomersial ditarik", "its declaration was withdrawn"),
        "agreement_over": ("PKS berakhir", "its agreement (PKS) is over"),
        "closed": ("ditutup", "closed"),
    },
    "site_closed": {
        "weekday": ("bukan hari buka", "no opening on this weekday"),
        "closed": ("lokasi ditutup", "the site is closed"),
        "suspended": ("lokasi ditangguhkan", "the site is suspended"),
        "agreement": ("di luar masa PKS", "outside its agreement (PKS)"),
        "closed_day": ("hari tutup lokasi", "a closed day of the site"),
        "public_holiday": ("libur nasional", "public holiday"),
        "joint_leave": ("cuti bersama", "joint leave"),
    },
    "site_suspended_by": {
        "agreement": ("bersama PKS-nya", "with its agreement (PKS)"),
        "coordinator": ("oleh koordinator", "by the coordinator"),
    },
    "place_kind": {
        "hospital": ("rumah sakit", "hospital"),
        "orphanage": ("panti asuhan", "orphanage"),
        "home_for_aged": ("panti lansia", "home for the aged"),
        "school": ("sekolah", "school"),
        "library": ("perpustakaan", "library"),
        "kelurahan": ("kelurahan", "kelurahan office"),
        "house_of_worship": ("rumah ibadah", "house of worship"),
        "other_social": ("lembaga sosial lain", "other social institution"),
        "public_place": ("tempat umum", "public place"),
    },
    "blocked_kind": {
        "work": ("kerja", "work"),
        "school": ("sekolah", "school"),
        "worship": ("ibadah", "worship"),
        "care": ("merawat keluarga", "care"),
        "other": ("lainnya", "other"),
    },
    "plan_state": {
        "proposed": ("diusulkan", "proposed"),
        "impossible": ("tidak mungkin", "impossible"),
        "confirmed": ("disetujui", "confirmed"),
    },
    "plan_standing": {
        "none": ("belum ada jadwal", "nothing is scheduled"),
        "outdated": ("jadwal tidak mencukupi", "the schedule is not enough"),
    },
    "plan_constraint": {
        "daily_cap": ("Jam per hari menurut putusan", "The verdict's hours a day"),
        "period": ("Jangka waktu putusan", "The verdict's period"),
        "blocked_times": (
            "Waktu kerja, sekolah, ibadah atau lainnya",
            "Times of work, school, worship or another duty",
        ),
        "capacity": ("Lokasi yang penuh", "Sites that are full"),
        "closed_days": ("Hari libur dan hari tutup lokasi", "Holidays and closed days of sites"),
        "skills": ("Keterampilan yang diminta lokasi", "Skills that sites ask for"),
        "child_rules": ("Ketentuan bagi anak", "The rules for a child"),
        "agreements": ("Lokasi yang ditangguhkan atau PKS tidak berlaku", "Sites suspended or without a PKS in force"),
        "chosen_sites": ("Lokasi yang dipilih", "The chosen sites"),
        "rhythm": ("Hari seminggu atau sebulan menurut putusan", "The verdict's days a week or a month"),
        "one_site_a_day": ("Satu lokasi sehari", "One site a day"),
    },
    "day_kind": {
        "public_holiday": ("libur nasional", "public holiday"),
        "joint_leave": ("cuti bersama", "joint leave"),
        "working_day": ("hari kerja", "working day"),
    },
    "day_source": {"decree": ("keputusan", "decree"), "estimate": ("perkiraan", "estimate")},
    # Reports
    "report_kind": {
        "completion": ("laporan selesai", "report of completion"),
        "sentence": ("laporan bulanan perkara", "monthly report of a case"),
        "site": ("laporan bulanan lokasi", "monthly report of a site"),
        "agency": ("laporan bulanan instansi", "monthly report of an agency"),
        "reception": ("berita acara serah terima", "handover record"),
    },
    "report_standing": {
        "current": ("berlaku", "current"),
        "superseded": ("sudah diganti", "superseded"),
        "outdated": ("tidak sesuai lagi", "outdated"),
    },
    "language": {"id": ("Indonesia", "Indonesian"), "en": ("Inggris", "English")},
    # Personal data
    "data_request": {
        "access": ("akses", "access"),
        "correction": ("perbaikan", "correction"),
        "erasure": ("penghapusan", "erasure"),
        "objection": ("keberatan", "objection"),
    },
    "person_field": {"name": ("nama", "name"), "birth_date": ("tanggal lahir", "birth date")},
    # Who acts, and what waits for them
    "role": {
        "court": ("pengadilan", "court"),
        "court_clerk": ("panitera", "court clerk"),
        "supervising_judge": ("hakim pengawas", "supervising judge"),
        "prosecutor": ("jaksa", "prosecutor"),
        "probation_office": ("Bapas", "probation office"),
        "counsellor": ("pembimbing kemasyarakatan (PK)", "probation counsellor"),
        "guidance_official": ("pejabat pembina", "official in charge of the child's guidance"),
        "bapas_head": ("kepala Bapas", "head of the probation office"),
        "supervisor": ("pengawas lokasi", "site supervisor"),
        "coordinator": ("koordinator", "coordinator"),
        "auditor": ("auditor", "auditor"),
        "operator": ("operator", "operator"),
        "data_officer": ("petugas data pribadi", "data officer"),
        "system": ("sistem", "the system"),
    },
    "batch_state": {
        "waiting": ("menunggu giliran", "waiting to begin"),
        "running": ("sedang dibuat", "being made"),
        "finished": ("selesai", "finished"),
    },
    "waiting": {
        "session_unrecorded": ("sesi lewat tanpa catatan", "session that nobody recorded"),
        "session_unsigned": ("kehadiran menunggu paraf kedua", "attendance that waits for sign-off"),
        "sessions_after_agreement": ("sesi setelah PKS lokasi berakhir", "sessions after the site's agreement (PKS)"),
        "sessions_at_closed_site": ("sesi di lokasi yang ditutup", "sessions at a closed site"),
        "sentence_unplaced": ("perkara tanpa jadwal", "case without a schedule"),
        "sentence_overdue": ("jangka waktu habis, belum selesai", "period over, not served"),
        "verdict_change": ("perubahan tanpa putusan", "change without a verdict"),
        "verdict_returned": ("putusan yang dikembalikan", "returned verdict"),
        "fine_overdue": ("denda lewat jatuh tempo", "fine overdue"),
        "fine_correction": ("koreksi pembayaran atau penyitaan", "correction of a payment or seizure"),
        "verdict_change_held": ("perubahan putusan yang ditahan", "change of a verdict that is held"),
        "case_not_received": ("klien belum diterima", "client not received"),
        "incident_unanswered": ("kejadian belum dijawab", "incident not answered"),
        "incident_unseen": ("kejadian belum dilihat jaksa", "incident the prosecutor has not seen"),
        "unknown_office": ("kantor yang tidak dikenal", "office that no register knows"),
        "field_refusal": ("catatan lapangan yang ditolak", "refused entry from the field"),
        "guardian_unreachable": ("wali tidak terjangkau", "guardian not reached"),
        "correction": ("koreksi kehadiran", "correction of attendance"),
        "alarm": ("peringatan penyalahgunaan", "alarm of misuse"),
        "review": ("tinjauan penyelesaian", "review of a completion"),
        "breach_verified": ("pelanggaran: alasan diverifikasi", "breach: reason verified"),
        "breach_warned": ("pelanggaran: diperingatkan", "breach: warned"),
        "breach_warned_twice": ("pelanggaran: diperingatkan kedua kali", "breach: warned twice"),
        "breach_warned_thrice": ("pelanggaran: diperingatkan ketiga kali", "breach: warned three times"),
        "breach_proposed": ("pelanggaran: menunggu keputusan", "breach: waits for a decision"),
    },
}

WORDS["read_purpose"] = {
    "attendance": ("daftar hadir di lokasi", "attendance at the site"),
    "report {}": ("laporan {}", "report {}"),
    "supervision log": ("buku pengawasan", "supervision log"),
    "check of a verdict": ("pemeriksaan putusan", "check of a verdict"),
}

WORDS["compliance"] = {
    **_OUTCOMES,
    "complied": ("patuh", "complied"),
    "failed_to_comply": ("tidak patuh", "failed to comply"),
}
"""Of a line of the supervision log: a session or a visit."""


def words_of(kind: str) -> Callable[[str, str], str]:
    """Words of codes in a refusal: one code, or several with commas."""
    return lambda codes, language: ", ".join(word(kind, code, language) for code in str(codes).split(", "))


def half(text: str, language: str) -> str:
    """Of `jam / hours` the half in a language."""
    return text.split(" / ")[0 if language == "id" else -1]


def word(kind: str, code: str, language: str) -> str:
    """The word for a code, in `id` or `en`. A code that has none is shown as it is."""
    words = WORDS[kind].get(code, (code, code))
    return words[0 if language == "id" else 1]
