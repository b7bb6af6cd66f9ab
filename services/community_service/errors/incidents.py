"""Refusals of accidents and complaints."""

from __future__ import annotations

from services.community_service.words import words_of
from shared.errors import Refusal


class IncidentInFuture(Refusal, kind="invalid", indonesian="Tanggal {on} belum tiba."):
    """{on} has not come yet."""


class IncidentSettled(Refusal, indonesian="Laporan ini sudah {state}.", words={"state": words_of("incident_state")}):
    """This report is {state} already."""


class AnotherAnswers(
    Refusal,
    kind="forbidden",
    indonesian="Pengaduan dijawab oleh orang lain dari yang mencatatnya.",
):
    """A complaint is answered by someone other than whoever recorded it."""
