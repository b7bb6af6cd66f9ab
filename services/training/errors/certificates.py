"""What a certificate refuses. Who revokes and reissues is configuration: no law was found."""

from __future__ import annotations

from shared.errors import Refusal


class CertificateNotValid(
    Refusal,
    indonesian="Sertifikat ini berstatus {standing}; hanya sertifikat yang berlaku dapat dicabut atau diganti.",
):
    """The certificate is {standing}: only a valid one is revoked or replaced."""


class RevocationOpen(
    Refusal,
    indonesian="Pencabutan sertifikat ini sedang diusulkan; tunggu keputusannya.",
):
    """A revocation of this certificate is proposed: it is decided first."""


class RevocationDecided(Refusal, indonesian="Usul pencabutan ini sudah diputuskan ({state})."):
    """This proposal is decided already: {state}."""


class SecondPersonRevokes(
    Refusal,
    kind="forbidden",
    indonesian="Pencabutan diputuskan oleh orang lain, bukan oleh yang mengusulkan.",
):
    """Somebody else decides about a revocation, not who proposed it."""


class CompletionDateOutOfRange(
    Refusal,
    kind="invalid",
    indonesian="Tanggal selesai antara {earliest} dan {latest}; tertulis {on}.",
):
    """The course was completed between {earliest} and {latest}; it says {on}."""


class NothingToReissue(
    Refusal,
    indonesian="Sertifikat yang berlaku sudah memuat hal yang sama; tidak ada yang perlu diganti.",
):
    """The valid certificate says the same already: there is nothing to replace."""
