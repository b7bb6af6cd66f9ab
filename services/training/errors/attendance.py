"""What attendance refuses."""

from __future__ import annotations

from shared.errors import Refusal


class NotInProgramme(Refusal, kind="not_found", indonesian="Tidak ada pendaftaran ini dalam program ini."):
    """There is no such enrolment in this programme."""


class LineUnreadable(Refusal, kind="invalid", indonesian="Baris ini tidak dapat dibaca: {why}."):
    """This line cannot be read: {why}."""


class LineRepeated(Refusal, kind="invalid", indonesian="Pendaftaran ini sudah ada pada baris sebelumnya."):
    """This enrolment has an earlier line."""


class NoPlaceYet(
    Refusal,
    indonesian="Sesi {number} berakhir sebelum peserta mendapat tempat; kehadiran dicatat sejak tempat diperoleh.",
):
    """Session {number} ended before the participant had a place: attendance belongs to the time after that."""


class NoPlaceAnyMore(Refusal, indonesian="Sesi {number} dimulai sesudah peserta keluar; kehadiran tidak dicatat lagi."):
    """Session {number} began after the participant had left: there is no attendance to record."""


class CorrectionWithoutReason(
    Refusal, kind="invalid", indonesian="Sudah tercatat {before}; perubahan memerlukan alasan (reason)."
):
    """It is recorded as {before}: a correction needs a reason."""


class CertificateStands(
    Refusal, indonesian="Sertifikat sudah terbit; cabut sertifikat lebih dulu, lalu perbaiki kehadiran atau nilai."
):
    """The certificate is issued: revoke it first, then correct attendance or score."""
