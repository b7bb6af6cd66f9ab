"""Refusals about personal data (rule D1)."""

from __future__ import annotations

from shared.errors import Refusal, said_as

_UU = "UU 27/2022"


class DataRequestSettled(
    Refusal,
    rule="D1",
    article=f"{_UU} art. 30, 32",
    indonesian="Permohonan ini sudah {state}.",
    words={"state": said_as({"answered": ("dijawab", "answered"), "refused": ("ditolak", "refused")})},
):
    """This request is {state} already."""


class ReceivedLater(
    Refusal,
    kind="invalid",
    rule="D1",
    article=f"{_UU} art. 30, 32",
    indonesian="Permohonan tidak dapat diterima pada {received_at}, sesudah saat ini.",
):
    """A request cannot have been received at {received_at}, which is still to come."""


class BornLater(
    Refusal,
    kind="invalid",
    rule="D1",
    article=f"{_UU} art. 30",
    indonesian="Tanggal lahir {birth_date} belum terjadi.",
):
    """The birth date {birth_date} is still to come."""


class NothingToCorrect(
    Refusal,
    kind="invalid",
    rule="D1",
    article=f"{_UU} art. 30",
    indonesian="Data sudah sama dengan yang diminta; tidak ada yang dibetulkan.",
):
    """The data say this already; there is nothing to correct."""


class SecondPersonDecides(
    Refusal,
    kind="forbidden",
    rule="D1",
    article=f"{_UU} art. 30; second person: configuration",
    indonesian="Yang mengusulkan pembetulan tidak memutuskannya; perlu orang kedua.",
):
    """Whoever proposed a correction does not decide it: a second person does."""


class CorrectionDecided(
    Refusal,
    rule="D1",
    article=f"{_UU} art. 30",
    indonesian="Pembetulan ini sudah diputuskan: {state}.",
    words={"state": said_as({"approved": ("disetujui", "approved"), "rejected": ("ditolak", "rejected")})},
):
    """This correction is {state} already."""


class PersonCorrectionOpen(
    Refusal, rule="D1", article=f"{_UU} art. 30", indonesian="Masih ada pembetulan lain yang menunggu untuk orang ini."
):
    """Another correction of this person waits for its decision."""


class DoubtAlreadySettled(Refusal, rule="D1", article=f"{_UU} art. 30", indonesian="Keraguan ini sudah diselesaikan."):
    """This doubt is settled already."""


class PersonErased(
    Refusal,
    rule="D1",
    article=f"{_UU} art. 43, 44",
    indonesian="Data pribadi perkara ini sudah dihapus setelah masa retensi; perubahan diputuskan dari berkas arsip.",
):
    """The personal data of this case were erased after their retention; a change is decided from the archived file."""
