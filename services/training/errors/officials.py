"""What refuses instructors and companions."""

from __future__ import annotations

from shared.errors import Refusal

COMPANION = "PP 58/2022 art. 19-20"


class NotTheInstructor(
    Refusal, kind="forbidden", indonesian="Program ini menyebut instrukturnya; akun ini bukan instruktur yang bertugas."
):
    """The programme names its instructors with their accounts, and this account is not one on duty."""


class CompanionMissing(
    Refusal,
    rule="C3",
    article=COMPANION,
    indonesian="Ada Anak dalam program ini; pada {day} belum ada pendamping (pekerja sosial) yang bertugas.",
):
    """A child takes part in this programme: on {day} no companion (social worker) is on duty."""


class CompanionWithoutOffice(
    Refusal, kind="invalid", indonesian="Sebutkan instansi pendamping (office): ia pekerja sosial dari suatu instansi."
):
    """Say from which office the companion is (office): a social worker belongs to one."""


class DutyOutsideProgramme(
    Refusal, kind="invalid", indonesian="Tugas mulai {day}, di luar masa program ({programme})."
):
    """The duty begins on {day}, outside the programme ({programme})."""


class DutyEnded(Refusal, indonesian="Tugas ini sudah berakhir pada {ends_on}."):
    """This duty has ended on {ends_on}."""


class DutyReversed(Refusal, kind="invalid", indonesian="Tugas berakhir ({ends_on}) sebelum dimulai ({starts_on})."):
    """The duty ends on {ends_on}, before it begins on {starts_on}."""


class OfficialNamedTwice(Refusal, indonesian="Orang dengan nama ini sudah bertugas dalam program ini."):
    """Somebody of this name already has this duty in the programme."""


class OfficialOfAnotherDuty(Refusal, kind="invalid", indonesian="Yang diganti bukan petugas dengan tugas yang sama."):
    """Whoever is replaced has the same duty in the same programme."""
