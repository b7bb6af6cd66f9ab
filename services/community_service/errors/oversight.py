"""Refusals of changed verdicts, corrections, alarms and breaches."""

from __future__ import annotations

from services.community_service.errors.intake import ART_85_9, CHILD_HOURS
from shared.errors import Refusal

ART_85_7 = "KUHP (UU 1/2023) art. 85(7)"


class ChangeSuperseded(
    Refusal,
    slug="change-superseded",
    indonesian="Perubahan tanggal {on} didahului perubahan yang lebih baru, tanggal {latest}, yang sudah berlaku.",
):
    """The change of {on} is older than the one of {latest}, which holds already."""


class ChangeBeforeVerdict(
    Refusal,
    slug="change-before-verdict",
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Perubahan bertanggal {on}, sebelum putusan {verdict_date}.",
):
    """The change is dated {on}, before the verdict of {verdict_date}."""


class ChangeRecorded(
    Refusal,
    slug="change-already-recorded",
    indonesian="Perubahan dengan nomor ini sudah tercatat dengan isi lain.",
):
    """A change with this number is recorded with other content."""


class IntakeUnreadable(
    Refusal,
    slug="intake-unreadable",
    kind="invalid",
    indonesian="Pesan ini bukan CloudEvents 1.0 yang dapat dibaca.",
):
    """The message is no readable CloudEvent 1.0."""


class IntakeUnexpected(
    Refusal,
    slug="intake-unexpected",
    kind="invalid",
    indonesian="Topik ini hanya menerima {known}.",
):
    """This topic takes only {known}."""


class SecondApproverNeeded(
    Refusal,
    slug="second-approver-needed",
    kind="forbidden",
    indonesian="Koreksi diputuskan oleh orang lain dari yang mengusulkan, mencatat atau mengesahkannya.",
):
    """A correction is decided by someone other than whoever proposed it, recorded or signed off the session."""


class CorrectionOpen(
    Refusal, slug="correction-open", indonesian="Untuk sesi ini sudah ada koreksi yang menunggu keputusan."
):
    """A correction of this session already waits for its decision."""


class TimesDoNotFit(
    Refusal,
    slug="times-do-not-fit-outcome",
    kind="invalid",
    indonesian="Jam masuk dan keluar ada jika dan hanya jika orangnya hadir; hasil: {outcome}.",
):
    """Check-in and check-out are there exactly where the person attended; the outcome is {outcome}."""


class NotInThisBatch(
    Refusal,
    slug="not-in-this-batch",
    kind="invalid",
    indonesian="Sesi {session_id} bukan sesi lokasi ini pada {on}.",
):
    """Session {session_id} is not one of this site on {on}."""


class CorrectionNeeded(
    Refusal,
    slug="correction-needed",
    kind="invalid",
    indonesian="Peringatan yang terbukti disertai koreksi kehadiran sesi itu.",
):
    """An alarm that is confirmed comes with the correction of the session's attendance."""


class LineUnreadable(
    Refusal, slug="line-unreadable", kind="invalid", indonesian="Baris ini tidak dapat dibaca: {why}."
):
    """This line cannot be read: {why}."""


class Involved(
    Refusal,
    slug="involved-in-the-case",
    kind="forbidden",
    indonesian="Peringatan diselesaikan oleh orang yang tidak terlibat dalam perkara ini.",
):
    """An alarm is resolved by someone who is not involved in the case."""


class TooFewFailures(
    Refusal,
    slug="too-few-failures",
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Baru {failures} kali mangkir tanpa alasan yang disahkan; diperlukan sekurangnya {needed}.",
):
    """There are {failures} signed-off unjustified failures; at least {needed} are needed."""


class ChildTooFewFailures(
    Refusal,
    slug="child-too-few-failures",
    kind="invalid",
    rule="C1",
    article=CHILD_HOURS,
    indonesian="Baru {failures} kali mangkir tanpa alasan yang disahkan; untuk anak diperlukan sekurangnya {needed}.",
):
    """There are {failures} signed-off unjustified failures; for a child at least {needed} are needed."""


class NoFailureSinceWarning(
    Refusal,
    slug="no-failure-since-warning",
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Sejak peringatan {warned_on} tidak ada lagi yang mangkir; usulan memerlukan kegagalan baru.",
):
    """There is no failure since the warning of {warned_on}; a proposal needs a new one."""


class BreachOpen(
    Refusal,
    slug="breach-open",
    rule="K6",
    article=ART_85_7,
    indonesian="Perkara ini sudah dalam proses pelanggaran.",
):
    """A breach of this case is already under way."""


class ChildRepeatsOnly(
    Refusal,
    slug="child-repeats-only",
    kind="invalid",
    rule="C1",
    article=CHILD_HOURS,
    indonesian="Untuk anak hanya dapat diputuskan pengulangan; putusan: {decision}.",
):
    """For a child only a repeat can be ordered, not {decision}."""


class MoreThanReplaced(
    Refusal,
    slug="more-than-replaced",
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Paling banyak {maximum:,} {unit} dapat diputuskan; diminta {asked:,}.",
):
    """At most {maximum:,} {unit} can be ordered; {asked:,} were asked."""


class RepeatDoesNotFit(
    Refusal,
    slug="repeat-does-not-fit",
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Sisa {minutes} menit memerlukan {needed} hari; sampai {ends_on} hanya {available} hari.",
):
    """The {minutes} minutes that remain need {needed} days; until {ends_on} there are {available}."""


class ExtensionOutOfRange(
    Refusal,
    slug="extension-out-of-range",
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Jangka waktu baru antara {earliest} dan {latest}; diminta {ends_on}.",
):
    """The new last day is between {earliest} and {latest}; {ends_on} was asked."""


class EvidenceFell(
    Refusal,
    slug="evidence-no-longer-holds",
    rule="K6",
    article=ART_85_7,
    indonesian="Setelah koreksi tinggal {failures} kegagalan; diperlukan {needed}. Hanya keputusan none mungkin.",
):
    """After corrections {failures} failures are left, of {needed} needed. Only the decision none is possible."""
