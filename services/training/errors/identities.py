"""What is refused when somebody's NIK or register number is written down later."""

from __future__ import annotations

from shared.errors import Refusal

_ART = "UU 27/2022 art. 16(2)d, 30"


class PersonMismatch(
    Refusal,
    rule="D1",
    article=_ART,
    indonesian="Orang dengan NIK ini dikenal dengan nama atau tanggal lahir lain. Betulkan dulu data yang salah"
    " (usul pembetulan, diputuskan orang kedua), atau periksa NIK-nya.",
):
    """Whoever has this NIK is known with another name or birth date. Have the wrong one corrected first (a correction
    that a second person decides), or check the NIK."""


class IdentityKnown(
    Refusal,
    rule="D1",
    article=_ART,
    indonesian="Peserta ini sudah dikenal dengan NIK lain.",
):
    """The participant is known by another NIK already."""


class IdentityShared(
    Refusal,
    rule="D1",
    article=_ART,
    indonesian="Nomor register peserta ini adalah NIK orang lain yang terdaftar; petugas data harus memisahkannya.",
):
    """The register number of this participant is the NIK of someone else in the register: the data officer has to part
    the two."""


class NumberUnchanged(Refusal, kind="invalid", indonesian="Peserta sudah memiliki nomor register ini."):
    """The participant has this register number already."""
