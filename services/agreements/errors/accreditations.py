"""Refusals about accreditations."""

from __future__ import annotations

from shared.errors import Refusal

SRA = "Instrumen SRA 2021"


class NotASchool(
    Refusal,
    kind="invalid",
    rule="S1",
    article=SRA,
    indonesian="Sekolah Ramah Anak diberikan kepada satuan pendidikan; instansi ini {kind}.",
):
    """A school is accredited as child-friendly (Sekolah Ramah Anak); this organisation is a {kind}."""


class AccreditationOver(
    Refusal,
    kind="invalid",
    indonesian="Akreditasi berakhir {valid_until}, sebelum hari ini ({today}).",
):
    """The accreditation ends on {valid_until}, before today ({today})."""


class AccreditationOverlaps(
    Refusal,
    indonesian="Instansi ini sudah memiliki akreditasi sejenis yang berlaku dalam masa tersebut; perpanjang yang ada.",
):
    """The organisation has an accreditation of this kind within that period; renew the one there is."""


class RenewalLeavesGap(
    Refusal,
    kind="invalid",
    indonesian="Perpanjangan mulai {valid_from}, akreditasi berakhir {valid_until}: terbitkan akreditasi baru.",
):
    """The renewal starts on {valid_from}, but the accreditation ends on {valid_until}: issue a new one."""


class RenewalShortens(
    Refusal,
    kind="invalid",
    indonesian="Perpanjangan berakhir {given}, akreditasi berlaku sampai {known}: perpanjangan tidak memperpendek.",
):
    """The renewal ends on {given}; the accreditation already runs until {known}. A renewal never shortens it."""


class AccreditationWrongState(
    Refusal,
    indonesian="Akreditasi berstatus {state}; tindakan ini memerlukan status {needed}.",
):
    """The accreditation is {state}; this needs it to be {needed}."""


class RevokedInFuture(Refusal, kind="invalid", indonesian="Tanggal pencabutan {revoked_on} belum tiba."):
    """The revocation is dated {revoked_on}, which has not come yet."""
