"""What tests send to the community service: bodies of requests, and what courts write to the intake topic."""

from __future__ import annotations

from typing import Any

from services.community_service import justice

Json = dict[str, Any]

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


def verdict(**changes: Any) -> Json:
    """An adult's 8 hours at 4 hours a day."""
    fields = {
        "court_code": "pn-ambon",
        "verdict_number": "12/Pid.B/2026/PN Amb",
        "verdict_date": "2026-02-20",
        "nik": "8171010101900001",
        "name": "Yohanes Contoh",
        "birth_date": "1990-01-01",
        "offence_date": "2026-01-10",
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "hours": 8,
        "hours_per_day": 4,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "consent_recorded": True,
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    said = fields | changes
    return {"sanctions": _all_of(said)} | said


def _all_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Sanctions that order everything a verdict may order: the whole again, or what was replaced."""
    replaces = fields["replaces"] or {}
    days = (replaces.get("prison_months") or 0) * 30 + (replaces.get("prison_days") or 0)
    kinds = {"repeat_hours": fields["hours"], "prison_days": days, "fine_rupiah": replaces.get("fine_rupiah")}
    return {kind: amount for kind, amount in kinds.items() if amount}


def child_verdict(**changes: Any) -> Json:
    """A child's 7 hours at 3 hours a day."""
    fields = {
        "verdict_number": "3/Pid.Sus-Anak/2026/PN Amb",
        "nik": "8171010505100002",
        "name": "Anak Contoh",
        "birth_date": "2010-05-05",
        "hours": 7,
        "hours_per_day": 3,
        "sanctions": None,
    }
    return verdict(**(fields | changes))


def determination(**changes: Any) -> Json:
    """A diversion: a child's 7 hours at 3 hours a day, within three months."""
    fields = {
        "court_code": "pn-ambon",
        "determination_number": "2/Pen.Div/2026/PN Amb",
        "determination_date": "2026-02-20",
        "nik": "8171010505110003",
        "name": "Anak Lain",
        "birth_date": "2011-05-05",
        "offence_date": "2026-01-10",
        "hours": 7,
        "hours_per_day": 3,
        "starts_on": "2026-03-02",
        "ends_on": "2026-05-31",
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
    return fields | changes


def determined(**changes: Any) -> justice.DiversionDetermined:
    """The determination as the court writes it to the intake topic."""
    return justice.DiversionDetermined.model_validate(determination(**changes))


OVERRIDE = {"reason": "Putusan inkrah", "document_number": "B-7/Q.1.10/Eku.3/02/2026", "document_date": "2026-02-27"}


def pronouncement(**changes: Any) -> justice.SentencePronounced:
    """The verdict as the court writes it to the intake topic."""
    return justice.SentencePronounced.model_validate(verdict(**changes))


_VERDICT = {"court_code": "pn-ambon", "verdict_number": "12/Pid.B/2026/PN Amb"}
TERMS = {
    "decided_on": "2026-03-10",
    "ground": "appeal",
    "hours": 12,
    "hours_per_day": 4,
    "starts_on": "2026-03-02",
    "ends_on": "2026-05-31",
    "replaces": {"prison_months": 4},
    "sanctions": {"repeat_hours": 8},
}


def amendment(number: str = "A1", **changes: Any) -> justice.SentenceAmended:
    return justice.SentenceAmended.model_validate(_VERDICT | TERMS | {"change_number": number} | changes)


def revocation(number: str = "R1", **changes: Any) -> justice.SentenceRevoked:
    fields = {"change_number": number, "decided_on": "2026-03-10", "reason": "cassation"}
    return justice.SentenceRevoked.model_validate(_VERDICT | fields | changes)


def session(on: str = MONDAY, starts: str = "08:00", ends: str = "12:00") -> dict[str, str]:
    return {"on": on, "starts": starts, "ends": ends}


def placement(sentence: Json, site: Json, *sessions: Json) -> Json:
    return {"sentence_id": sentence["id"], "site_id": site["id"], "sessions": list(sessions) or [session()]}


def correction(on: str, since: str | None = None, until: str | None = None, **changes: Any) -> Json:
    fields = {
        "outcome": "attended_complied",
        "checked_in_at": f"{on}T{since}:00+09:00" if since else None,
        "checked_out_at": f"{on}T{until}:00+09:00" if until else None,
        "reason": "salah catat",
    }
    return fields | changes


LITMAS = {"number": "LIT/7/2026", "dated_on": "2026-02-12"}
ORDER = {"number": "PRINT-48/2026", "dated_on": "2026-02-24", "prosecutor_name": "Jaksa Contoh, S.H."}
RECEPTION = {"received_on": "2026-02-26", "place": "Bapas Ambon, ruang pembimbing"}
LAPSE = {
    "ground": "clemency",
    "document_number": "GRASI/1/2026",
    "document_date": "2026-03-02",
    "lapsed_on": "2026-03-02",
}
GUIDANCE_END = {
    "ground": "lapsed",
    "document_number": "BPS/9/2026",
    "document_date": "2026-03-02",
    "ended_on": "2026-03-02",
}
GUARDIAN = {
    "name": "Ibu Contoh",
    "relation": "mother",
    "channel": "whatsapp",
    "contact": "+62 811 0000 000",
    "reference": "wali-7",
}


ABSENT = {"outcome": "unacceptable_absence", "checked_in_at": None, "checked_out_at": None}
