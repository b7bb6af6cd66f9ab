"""The pages of this service, and what stands in its navigation."""

from __future__ import annotations

from pathlib import Path

from services.training.web import certificates
from shared.web.site import Pages
from shared.web.site import marked as _

_PURPOSES = {
    "booking": ("pembukuan", "booking"),
    "choice of a course": ("pemilihan kursus", "choice of a course"),
    "goods for sale": ("barang untuk dijual", "goods for sale"),
    "history in the register": ("riwayat dalam register", "history in the register"),
    "readiness for release": ("kesiapan untuk pembebasan", "readiness for release"),
    "register of the institution": ("register lapas atau rutan", "register of the institution"),
    "pay-out": ("pembayaran premi", "pay-out"),
    "the course": ("penyelenggaraan kursus", "the course"),
    "treasury of the institution": ("perbendaharaan lapas atau rutan", "treasury of the institution"),
    "withdrawal": ("penarikan uang", "withdrawal"),
}

PAGES = Pages(
    Path(__file__).parent,
    _("Training"),
    public=[certificates.router],
    words={"read_purpose": _PURPOSES},
)
