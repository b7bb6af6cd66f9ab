"""What is refused about a work plan's obligations and about yearly evaluations, and by which article."""

from __future__ import annotations

from services.agreements.errors import PERMENDAGRI
from shared.errors import Refusal


class PlanSettled(
    Refusal,
    slug="plan-settled",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="PKS berstatus {state}: rencana kerja diubah pada naskah (draft), atau atas kesepakatan kedua pihak saat"
    " PKS berlaku.",
):
    """The cooperation agreement is {state}: its plan changes in the draft, or by both parties while it is in force."""


class NotYetInForce(
    Refusal,
    slug="plan-not-in-force",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="PKS berstatus {state}: kewajiban dilaksanakan setelah PKS berlaku.",
):
    """The cooperation agreement is {state}: its obligations are carried out once it has come into force."""


class OwedByNoParty(
    Refusal,
    slug="owed-by-no-party",
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Kewajiban dipikul salah satu pihak PKS ({agency} atau {institution}); {owed_by} bukan pihak.",
):
    """An obligation is owed by a party of its cooperation agreement ({agency} or {institution}); {owed_by} is none."""


class DueOutsidePeriod(
    Refusal,
    slug="due-outside-period",
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Tenggat {due_on} berada di luar masa berlaku PKS ({period}).",
):
    """The due date {due_on} lies outside the cooperation agreement's period ({period})."""


class DueDatePassed(
    Refusal,
    slug="due-date-passed",
    kind="invalid",
    indonesian="Tenggat {due_on} sudah lewat (hari ini {today}).",
):
    """The due date {due_on} has passed (today is {today})."""


class NothingChanges(
    Refusal, slug="nothing-changes", kind="invalid", indonesian="Usulan tidak mengubah jumlah maupun tenggat."
):
    """The proposal changes neither quantity nor due date."""


class ProposalPending(
    Refusal, slug="proposal-pending", indonesian="Satu usulan untuk kewajiban ini masih menunggu jawaban."
):
    """A proposal for this obligation still waits for its answer."""


class NoProposal(Refusal, slug="no-proposal", indonesian="Tidak ada usulan yang menunggu jawaban."):
    """No proposal waits for an answer."""


class AnsweredByProposer(
    Refusal,
    slug="answered-by-proposer",
    kind="forbidden",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Usulan disetujui atau ditolak oleh pihak lain; pengusul hanya dapat menariknya.",
):
    """The other party accepts or declines a proposal; who made it may only withdraw it."""


class ObligationSettled(
    Refusal, slug="obligation-settled", indonesian="Kewajiban ini berstatus {state}; tindakan ini memerlukan {needed}."
):
    """The obligation is {state}; this needs it to be {needed}."""


class EvidenceMissing(
    Refusal,
    slug="evidence-missing",
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Laporan kemajuan memerlukan bukti: rujukan, alamat, atau dokumen.",
):
    """A progress report needs evidence: a reference, an address or a document."""


class EvidenceUnknown(
    Refusal,
    slug="evidence-unknown",
    kind="invalid",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Dokumen {document} bukan dokumen PKS ini.",
):
    """The document {document} is none of this cooperation agreement's."""


class CorrectedAlready(
    Refusal, slug="corrected-already", indonesian="Laporan {report} sudah dikoreksi; koreksi laporan penggantinya."
):
    """Report {report} has been corrected already: correct the one that took its place."""


class NotDelivered(
    Refusal,
    slug="not-delivered",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Baru {done} dari {quantity} {unit} dilaporkan; yang dikonfirmasi hanya kewajiban yang genap.",
):
    """Only {done} of {quantity} {unit} are reported: an obligation is confirmed when the sum reaches the quantity."""


class ConfirmedByDebtor(
    Refusal,
    slug="confirmed-by-debtor",
    kind="forbidden",
    rule="A3",
    article=PERMENDAGRI,
    indonesian="Pemenuhan dikonfirmasi pihak lain, bukan oleh pihak yang berkewajiban.",
):
    """Fulfilment is confirmed by the other party, not by the one who owes it."""


class YearOutsidePeriod(
    Refusal,
    slug="year-outside-period",
    kind="invalid",
    rule="A4",
    article=PERMENDAGRI,
    indonesian="Tahun ke-{year} dimulai {starts_on}, di luar masa berlaku PKS ({period}).",
):
    """Year {year} would begin on {starts_on}, outside the cooperation agreement's period ({period})."""


class EvaluationTooEarly(
    Refusal,
    slug="evaluation-too-early",
    rule="A4",
    article=PERMENDAGRI,
    indonesian="Evaluasi tahun ke-{year} (sampai {ends_on}) dapat disampaikan sejak {opens_on}; hari ini {today}.",
):
    """The evaluation of year {year} (until {ends_on}) may be filed from {opens_on} on; today is {today}."""


class EvaluationExists(
    Refusal,
    slug="evaluation-exists",
    rule="A4",
    article=PERMENDAGRI,
    indonesian="Evaluasi tahun ke-{year} PKS ini sudah disampaikan.",
):
    """The evaluation of year {year} of this cooperation agreement has been filed already."""
