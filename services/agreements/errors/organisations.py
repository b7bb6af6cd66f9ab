"""Refusals about the register of organisations."""

from __future__ import annotations

from shared.errors import Refusal


class OrganisationCodeTaken(Refusal, indonesian="Kode instansi {code} sudah dipakai."):
    """The organisation code {code} is taken."""


class OrganisationUnknown(Refusal, kind="invalid", indonesian="Instansi {id} belum terdaftar."):
    """Organisation {id} is not registered."""


class CoordinatesIncomplete(
    Refusal,
    kind="invalid",
    indonesian="Koordinat terdiri atas lintang dan bujur; hanya satu yang diberikan.",
):
    """Coordinates are latitude and longitude; only one was given."""
