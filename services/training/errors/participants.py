"""What the register of participants refuses."""

from __future__ import annotations

from shared.errors import Refusal


class NotAnInstitution(
    Refusal,
    kind="invalid",
    indonesian="Warga binaan terdaftar pada lembaga pemasyarakatan; {id} bukan lembaga yang dikenal.",
):
    """A participant belongs to a corrections institution; {id} is none that is known."""


class BirthDateUnlikely(
    Refusal,
    kind="invalid",
    indonesian="Umur menurut tanggal lahir adalah {age}; yang diterima {minimum} sampai {maximum} tahun.",
):
    """By the birth date the age is {age}; {minimum} to {maximum} years are taken."""


class RegisterNumberTaken(Refusal, indonesian="Nomor register ini sudah dipakai, kini atau dahulu, di lembaga ini."):
    """This register number is or was already used in the same institution."""


class PersonRegistered(Refusal, indonesian="Orang ini sudah terdaftar di lembaga yang sama."):
    """This person is already registered in the same institution."""


class ParticipantErased(
    Refusal,
    rule="D1",
    article="UU 27/2022 art. 43, 44",
    indonesian="Data pribadi peserta ini sudah dihapus setelah masa retensi; daftarkan sebagai peserta baru.",
):
    """The personal data of this participant were erased after their retention: register the person anew."""


class ParticipantJoined(
    Refusal,
    indonesian="Catatan ini telah digabungkan ke peserta {into}, yang adalah orang yang sama; gunakan yang itu.",
):
    """This record was joined into participant {into}, who is the same person: use that one."""


class NotHeld(
    Refusal,
    indonesian="Peserta ini berstatus {state}; tindakan ini untuk mereka yang sedang ditahan atau menjalani pidana.",
):
    """The participant is {state}; this is for those who are held."""
