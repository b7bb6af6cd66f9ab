"""What a programme refuses."""

from __future__ import annotations

from services.training.errors.neighbours import PP28
from shared.errors import Refusal


class PeriodReversed(
    Refusal,
    kind="invalid",
    indonesian="Program berakhir ({ends_on}) sebelum dimulai ({starts_on}).",
):
    """The programme ends on {ends_on}, before it starts on {starts_on}."""


class ProgrammeSuspended(
    Refusal,
    rule="A2",
    article=PP28,
    indonesian="Program ditangguhkan karena PKS-nya tidak mengizinkannya lagi; pendaftaran baru tidak diterima.",
):
    """The programme is suspended since its cooperation agreement no longer allows it: it takes no new enrolment."""


class ProgrammeClosed(Refusal, indonesian="Program sudah ditutup."):
    """The programme is closed."""


class ProgrammeOver(Refusal, indonesian="Program sudah berakhir pada {ends_on}."):
    """The programme ended on {ends_on}."""


class ProgrammeInUse(
    Refusal,
    indonesian="Masih ada {running} peserta aktif; selesaikan, gagalkan atau tarik lebih dulu.",
):
    """{running} participants are still in the programme: complete, fail or withdraw them first."""


class ProgrammeFull(Refusal, indonesian="Program sudah penuh."):
    """The programme is full."""


class ComponentsUneven(
    Refusal,
    kind="invalid",
    indonesian="Bobot komponen penilaian berjumlah {total} persen; harus 100.",
):
    """The weights of the components total {total} percent; they must total 100."""


class ComponentRepeated(Refusal, kind="invalid", indonesian="Dua komponen penilaian bernama sama."):
    """Two components have the same name."""


class ProgrammeNotSuspended(Refusal, indonesian="Program berstatus {state}; keputusan hanya untuk yang ditangguhkan."):
    """The programme is {state}: there is something to decide only while it is suspended."""
