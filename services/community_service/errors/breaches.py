"""Refusals of breaches."""

from __future__ import annotations

from services.community_service.errors.articles import (
    ART_61,
    ART_85_7,
    ART_85_7_9,
    CHILD_BREACH,
    CHILD_LADDER,
    LADDER,
    REPEAT_DAYS,
)
from services.community_service.words import half, words_of
from shared.errors import Refusal


class TooFewFailures(
    Refusal,
    kind="invalid",
    rule="K6",
    article=LADDER,
    indonesian="Baru {failures} kali mangkir tanpa alasan yang disahkan; diperlukan sekurangnya {needed}.",
):
    """There are {failures} signed-off unjustified failures; at least {needed} are needed."""


class ChildTooFewFailures(
    Refusal,
    kind="invalid",
    rule="C5",
    article=CHILD_LADDER,
    indonesian="Baru {failures} kali mangkir tanpa alasan yang disahkan; untuk anak diperlukan sekurangnya {needed}.",
):
    """There are {failures} signed-off unjustified failures; for a child at least {needed} are needed."""


class NothingToVerify(
    Refusal,
    rule="K6",
    article=LADDER,
    indonesian="Ketentuan perkara ini (sejak {rules_from}) tidak mengenal verifikasi: mulai dengan peringatan.",
):
    """The rules of {rules_from}, which hold for this case, have no verification: begin with the warning."""


class VerificationComesFirst(
    Refusal,
    rule="K6",
    article=LADDER,
    indonesian="Sebelum peringatan, tanyakan alasannya dan catat verifikasinya.",
):
    """Before a warning the reason is asked for, and the verification is recorded."""


class AskedOutOfRange(
    Refusal,
    kind="invalid",
    rule="K6",
    article=LADDER,
    indonesian="Tanggal verifikasi antara kegagalan pada {earliest} dan hari ini, {latest}; tercantum {on}.",
):
    """The reason was asked for between the failure of {earliest} and today, {latest}; it says {on}."""


class NoFailureSinceWarning(
    Refusal,
    kind="invalid",
    rule="K6",
    article=LADDER,
    indonesian="Sejak peringatan {warned_on} tidak ada kegagalan; langkah berikutnya memerlukan kegagalan baru.",
):
    """There is no failure since the warning of {warned_on}; the next step needs a new one."""


class TooSoon(
    Refusal,
    kind="invalid",
    rule="K6",
    article=LADDER,
    indonesian="Langkah sebelumnya pada {since}; langkah ini paling cepat {days} hari kemudian: {earliest}.",
):
    """The step before was on {since}; this one follows {days} days later or more: {earliest}."""


class BreachOpen(
    Refusal,
    rule="K6",
    article=ART_85_7,
    indonesian="Perkara ini sudah dalam proses pelanggaran.",
):
    """A breach of this case is already under way."""


class JudgeDecides(
    Refusal,
    kind="forbidden",
    rule="C5",
    article=CHILD_BREACH,
    indonesian="Pelanggaran anak diputus hakim pengawas pengadilan perkara, atau dicatat paniteranya; bukan jaksa.",
):
    """The supervising judge of the case's court decides about a child's breach, or its clerk records it; the prosecutor
    does not."""


class ProsecutorDecides(
    Refusal,
    kind="forbidden",
    rule="K6",
    article=ART_85_7,
    indonesian="Pelanggaran orang dewasa diputus jaksa perkara ini, bukan oleh hakim pengawas atau panitera.",
):
    """The prosecutor of the case decides about an adult's breach, neither the supervising judge nor a clerk."""


class ProposerDecides(
    Refusal,
    kind="forbidden",
    rule="K6",
    article=ART_85_7,
    indonesian="Yang mengusulkan pelanggaran tidak memutusnya.",
):
    """Whoever proposed a breach does not decide about it."""


class DecisionNotDocumented(
    Refusal,
    kind="invalid",
    rule="K6",
    article=LADDER,
    indonesian="Keputusan menyebut nomor dan tanggal dokumennya; yang dicatat panitera juga nama hakimnya.",
):
    """A decision names its document with number and date; one that a clerk records names the judge too."""


class DocumentDateOutOfRange(
    Refusal,
    kind="invalid",
    rule="K6",
    article=LADDER,
    indonesian="Tanggal dokumen antara usulan pada {earliest} dan hari ini, {latest}; tercantum {on}.",
):
    """The document is dated between the proposal of {earliest} and today, {latest}; it says {on}."""


class ChildRepeatsOnly(
    Refusal,
    kind="invalid",
    rule="C5",
    article=CHILD_BREACH,
    indonesian="Untuk anak hanya dapat diputuskan pengulangan seluruh atau sebagian; putusan: {decision}.",
    words={"decision": words_of("breach_decision")},
):
    """For a child only a repeat of all or part can be ordered, not {decision}."""


class NotOrdered(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7_9,
    indonesian="Putusan tidak memerintahkan {decision} bila kerja sosial tidak dijalani; diperintahkan: {ordered}.",
    words={"decision": words_of("breach_decision"), "ordered": words_of("breach_decision")},
):
    """The verdict does not order {decision} for a failure to serve; it orders: {ordered}."""


class MoreThanOrdered(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7_9,
    indonesian=(
        "Diperintahkan putusan {ordered:,} {unit}, digantikan {replaced:,}: paling banyak {maximum:,}; diminta"
        " {asked:,}."
    ),
    words={"unit": half},
):
    """The verdict orders {ordered:,} {unit} and {replaced:,} were replaced: at most {maximum:,}. {asked:,} were
    asked."""


class MoreThanAfterDetention(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_61,
    indonesian=(
        "Diperintahkan putusan {ordered} hari penjara, digantikan {replaced}, dikurangi {detained} hari penahanan:"
        " paling banyak {maximum}; diminta {asked}."
    ),
):
    """The verdict orders {ordered} days of prison and {replaced} were replaced; less {detained} days of detention, at
    most {maximum}. {asked} were asked."""


class MoreThanReplaced(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Paling banyak {maximum:,} {unit} dapat diputuskan; diminta {asked:,}.",
    words={"unit": half},
):
    """At most {maximum:,} {unit} can be ordered; {asked:,} were asked."""


class ChildRepeatsAtMost(
    Refusal,
    kind="invalid",
    rule="C5",
    article=CHILD_BREACH,
    indonesian="Pengulangan paling banyak {maximum:,} jam, yaitu seluruh jam dalam putusan; diminta {asked:,}.",
):
    """A repeat is at most the {maximum:,} hours of the verdict; {asked:,} were asked."""


class RepeatsTogetherAtMost(
    Refusal,
    kind="invalid",
    rule="K6a",
    article=LADDER,
    indonesian=(
        "Sudah diulang {before:,} jam; semua pengulangan bersama paling banyak {maximum:,} jam. Tersisa {left:,};"
        " diminta {asked:,}."
    ),
):
    """{before:,} hours were repeated already; all repeats together are at most {maximum:,} hours. {left:,} are left;
    {asked:,} were asked."""


class ChildRepeatsTogetherAtMost(
    Refusal,
    kind="invalid",
    rule="C5",
    article=CHILD_LADDER,
    indonesian=(
        "Sudah diulang {before:,} jam; untuk anak semua pengulangan bersama paling banyak {maximum:,} jam. Tersisa"
        " {left:,}; diminta {asked:,}."
    ),
):
    """{before:,} hours were repeated already; for a child all repeats together are at most {maximum:,} hours. {left:,}
    are left; {asked:,} were asked."""


class RepeatDoesNotFit(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Sisa {minutes} menit memerlukan {needed} hari; sampai {ends_on} hanya {available} hari.",
):
    """The {minutes} minutes that remain need {needed} days; until {ends_on} there are {available}."""


class ExtensionOutOfRange(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Jangka waktu baru antara {earliest} dan {latest}; diminta {ends_on}.",
):
    """The new last day is between {earliest} and {latest}; {ends_on} was asked."""


class RepeatTooLong(
    Refusal,
    kind="invalid",
    rule="K6",
    article=REPEAT_DAYS,
    indonesian=(
        "Hari terakhir pengulangan antara {earliest} dan {by_days}: {days} hari sejak keputusan {today};"
        " diminta {ends_on}."
    ),
):
    """The last day of a repeat is between {earliest} and {by_days}: {days} days from the decision of {today}. {ends_on}
    was asked."""


class EvidenceNoLongerHolds(
    Refusal,
    rule="K6",
    article=ART_85_7,
    indonesian=(
        "Setelah koreksi tinggal {failures} kegagalan; diperlukan {needed}. Yang mungkin hanya keputusan tanpa"
        " tindakan."
    ),
):
    """After corrections {failures} failures are left, of {needed} needed. The only decision possible is that
    nothing follows."""


class AllHoursCredited(
    Refusal,
    rule="K6",
    article=ART_85_7,
    indonesian=(
        "Semua jam sudah diakui, dan masih ada peringatan atau koreksi yang terbuka. Selesaikan itu dahulu: "
        "sesudahnya perkara selesai, atau ada sisa yang harus dijalani."
    ),
):
    """All hours are credited, and an alarm or a correction is open. Settle that first: then the sentence is completed,
    or something is left to serve."""


class EvidenceUnderCorrection(
    Refusal,
    rule="K6",
    article=ART_85_7,
    indonesian="Koreksi atas salah satu buktinya belum diputuskan. Putuskan koreksi itu dahulu.",
):
    """A correction of a piece of the evidence is not decided yet. It comes first."""
