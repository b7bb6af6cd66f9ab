"""What a workshop refuses."""

from __future__ import annotations

from shared.errors import Refusal

P1 = "UU 22/2022 art. 9, 12"


class NoWorkshopHere(
    Refusal,
    kind="invalid",
    indonesian="Bengkel kerja ada pada lembaga pemasyarakatan; {id} bukan lembaga yang dikenal.",
):
    """A workshop belongs to a corrections institution; {id} is none that is known."""


class WorkshopOfChildren(
    Refusal,
    kind="invalid",
    rule="P1",
    article=P1,
    indonesian="Anak tidak membuat barang untuk dijual; LPKA tidak mempunyai bengkel produksi.",
):
    """Children make nothing for sale: an institution for children has no workshop."""
