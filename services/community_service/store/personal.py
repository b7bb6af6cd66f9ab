"""Where this service holds personal data, and how each record class is erased (UU 27/2022, rule D1)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from services.community_service import events
from services.community_service.domain.cases import RUNNING
from services.community_service.domain.participants import OFFICES
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import retention
from shared.privacy.personal import ERASED, Erasing, Facts, Personal

_OF_PERSON = "person_id = $1"
_OF_CASE = "sentence_id in (select id from sentences where person_id = $1)"
_RUNNING = ", ".join(f"'{state}'" for state in sorted(RUNNING))

_WAITS = f"""
    s.state in ({_RUNNING}) or s.review = 'open'
    or exists (select from alarms as a where a.sentence_id = s.id and a.state = 'open')
    or exists (select from attendance_corrections as c where c.sentence_id = s.id and c.state = 'proposed')
    or exists (
        select from incidents as i where i.sentence_id = s.id and (i.answered_at is null or i.seen_at is null)
    )
    or (s.state = 'closed' and exists (
        select from fines as f where f.sentence_id = s.id and f.state <> 'settled'
    ))
    or exists (
        select from field_refusals as r join field_entries as e on e.id = r.entry_id
        where e.sentence_id = s.id and r.state = 'open'
    )
    or exists (select from fine_corrections as c where c.sentence_id = s.id and c.state = 'proposed')
    or exists (
        select from verdict_changes as v
        where v.court_code = s.court_code and v.verdict_key = s.verdict_key and v.state in ('waiting', 'held')
    )
"""
"""Whether something of the sentence `s` waits for somebody. A class that would end it must not go."""

_OPEN = f"""(
    exists (select from sentences as s where s.person_id = t.person_id and ({_WAITS}))
    or exists (
        select from returned_verdict_contents as c join returned_verdicts as r on r.id = c.returned_id
        where c.person_id = t.person_id and r.state = 'returned'
    )
    or exists (select from data_requests as r where r.person_id = t.person_id and r.state = 'open')
    or exists (select from person_corrections as c where c.person_id = t.person_id and c.state = 'proposed')
    or exists (
        select from decision_doubts as d join person_corrections as c on c.id = d.correction_id
        where c.person_id = t.person_id and d.settled_at is null
    )
)"""

_SAME_PERSON = (
    "t.person_id = $1 and not exists (select from returned_verdicts as r"
    " where r.id = t.returned_id and r.broken::text like '%person-mismatch%')"
)
"""Of the content `t` of a returned verdict. One whose name or birth date does not fit the NIK is somebody else's."""

_OVER = f"""
    not {_OPEN} and not exists (
        select from sentences as s where s.person_id = t.person_id and (
            s.ends_on >= $1
            or exists (select from journal as j where j.key = s.id::text and j.occurred_at >= $2)
        )
    )
"""
"""Of a person `t`: every case was over before the day `$1`, which begins at `$2`, and nothing is open."""


def _of_persons(has: str, *acts: str) -> Erasing:
    """`has`: whether there is anything to erase. Persons are locked, as by every verdict and every act on a case."""
    return Erasing("persons", "person_id", f"{has} and {_OVER}", acts)


def _rows_of(table: str) -> str:
    return f"exists (select from {table} as x where x.person_id = t.person_id)"


def _case_rows_of(table: str, more: str = "true") -> str:
    return (
        f"exists (select from {table} as x join sentences as s on s.id = x.sentence_id"
        f" where s.person_id = t.person_id and {more})"
    )


_CASES = "sentence_id in (select id from sentences where person_id = any($1))"
_PLACES = ("checked_in_latitude", "checked_in_longitude", "checked_out_latitude", "checked_out_longitude")
_REASON = f"x.reason <> '{ERASED}'"
_NOTE = f"x.note <> '{ERASED}'"
_OVERRIDE_REASON = (
    "exists (select from returned_verdicts as x join sentences as s on s.override_id = x.id"
    f" where s.person_id = t.person_id and {_REASON})"
)
_ANYTHING_OF_SESSION = f"({_REASON} or num_nonnulls({', '.join('x.' + place for place in _PLACES)}) > 0)"
_ANYTHING_OF_ENTRY = (
    f"({_REASON} or x.latitude is not null"
    f" or exists (select from field_refusals as r where r.entry_id = x.id and r.note <> '{ERASED}'))"
)
_HANDOVER = "x.kind = 'reception' and x.content::jsonb ->> 'received_by' <> '(dihapus)'"
_HANDOVERS = f"kind = 'reception' and {_CASES}"
_NO_PURPOSE = f"update person_reads set purpose = '{ERASED}' where purpose <> '{ERASED}' and person_id = any($1)"
_NO_PURPOSE_OF_SKILLS = (
    f"update person_reads as r set purpose = '{ERASED}' where purpose <> '{ERASED}'"
    " and person_id in (select person_id from skills where enrolment_id = any($1))"
    " and not exists (select from persons as p where p.person_id = r.person_id)"
    " and not exists (select from skills as k where k.person_id = r.person_id and k.enrolment_id <> all($1))"
)
"""Of those who are known here by their last skill alone. For the others it goes with the name."""
_NO_PLACES = ", ".join(f"{place} = null" for place in _PLACES)

_TEXTS = (
    ("litmas", "counsellor"),
    ("execution_orders", "prosecutor_name"),
    ("receptions", "received_by"),
    ("incidents", "report"),
    ("incidents", "answer"),
    ("visits", "notes"),
    ("breach_verifications", "reason"),
    ("diversion_failures", "reason"),
    ("fine_corrections", "reason"),
    ("verdict_changes", "dismissal_reason"),
    ("office_corrections", "reason"),
)
"""Names and words in the papers of a case: table, column."""
_OVERRIDES = "id in (select override_id from sentences where person_id = any($1))"
_ANY_TEXT = " or ".join(_case_rows_of(table, f"x.{column} <> '{ERASED}'") for table, column in _TEXTS)
_ANY_OVERRIDE = (
    "exists (select from returned_verdicts as x join sentences as s on s.override_id = x.id"
    f" where s.person_id = t.person_id and {_REASON})"
)

ERASING = {
    "identity": _of_persons(
        "t.erased_at is null",
        "delete from person_corrections where person_id = any($1)",
        _NO_PURPOSE,
        f"update persons set name = '{ERASED}', birth_date = null, erased_at = now() where person_id = any($1)",
    ),
    "offence": _of_persons(_case_rows_of("offences"), f"delete from offences where {_CASES}"),
    "whereabouts": _of_persons(
        f"({_rows_of('person_homes')} or {_rows_of('blocked_times')})",
        "delete from person_homes where person_id = any($1)",
        "delete from blocked_times where person_id = any($1)",
    ),
    "relations": _of_persons(
        _rows_of("declared_relations"), "delete from declared_relations where person_id = any($1)"
    ),
    "attendance-details": _of_persons(
        f"({_case_rows_of('sessions', _ANYTHING_OF_SESSION)} or {_case_rows_of('attendance_corrections', _REASON)}"
        f" or {_case_rows_of('cancelled_sessions', _REASON)} or {_case_rows_of('alarms', _NOTE)}"
        f" or {_case_rows_of('diversion_failures', _REASON)} or {_OVERRIDE_REASON}"
        f" or {_case_rows_of('field_entries', _ANYTHING_OF_ENTRY)})",
        f"update sessions set reason = case when reason is null then null else '{ERASED}' end,"
        f" {_NO_PLACES} where {_CASES}",
        f"update attendance_corrections set reason = '{ERASED}' where {_CASES}",
        f"update cancelled_sessions set reason = '{ERASED}' where reason is not null and {_CASES}",
        f"update alarms set note = '{ERASED}' where note is not null and {_CASES}",
        f"update field_entries set reason = case when reason is null then null else '{ERASED}' end,"
        f" latitude = null, longitude = null where {_CASES}",
        f"update field_refusals set note = '{ERASED}' where note is not null"
        f" and entry_id in (select id from field_entries where {_CASES})",
        f"update diversion_failures set reason = '{ERASED}' where {_CASES}",
        f"update returned_verdicts set reason = '{ERASED}'"
        " where id in (select override_id from sentences where person_id = any($1))",
    ),
    "guardians": _of_persons(_case_rows_of("guardians"), f"delete from guardians where {_CASES}"),
    "case-papers": _of_persons(
        f"({_ANY_TEXT} or {_ANY_OVERRIDE} or {_case_rows_of('reports', _HANDOVER)})",
        *(f"update {table} set {text} = '{ERASED}' where {text} is not null and {_CASES}" for table, text in _TEXTS),
        f"update returned_verdicts set reason = '{ERASED}' where reason is not null and {_OVERRIDES}",
        "update reports set content = (content::jsonb"
        f' || \'{{"received_by": "{ERASED}", "order_names": "{ERASED}"}}\')::json where {_HANDOVERS}',
        f"delete from report_files where report_id in (select id from reports where {_HANDOVERS})",
    ),
    "skills": Erasing(
        "skills",
        "enrolment_id",
        f"t.completed_on < $1 and not {_OPEN}",
        (_NO_PURPOSE_OF_SKILLS, "delete from skills where enrolment_id = any($1)"),
    ),
    # As long as a skill of the person may be heard again under the old id.
    "joined-ids": Erasing(
        "person_joins",
        "old_person_id",
        f"t.heard_at < $2 and not {_OPEN} and not exists (select from skills as s where s.person_id = t.person_id)",
        (_NO_PURPOSE, "delete from person_joins where old_person_id = any($1)"),
    ),
    "requests": Erasing("data_requests", "id", "t.settled_at < $2", ("delete from data_requests where id = any($1)",)),
}
"""Record class → how it is erased. What holds more of a person becomes a class of its own here."""

ROWS = {
    "persons": _OF_PERSON,
    "person_homes": _OF_PERSON,
    "blocked_times": _OF_PERSON,
    "declared_relations": _OF_PERSON,
    "skills": _OF_PERSON,
    "person_joins": _OF_PERSON,
    "person_reads": "person_id = $1 or person_id in (select old_person_id from person_joins where person_id = $1)",
    "person_corrections": _OF_PERSON,
    "decision_doubts": "correction_id in (select id from person_corrections where person_id = $1)",
    "data_requests": _OF_PERSON,
    "sentences": _OF_PERSON,
    "sessions": _OF_PERSON,
    "field_entries": _OF_CASE,
    "field_refusals": f"entry_id in (select id from field_entries where {_OF_CASE})",
    "offences": _OF_CASE,
    "verdict_changes": "exists (select from sentences as s where s.person_id = $1 and s.court_code = t.court_code"
    " and s.origin = 'verdict' and s.verdict_key = t.verdict_key)",
    "plans": _OF_CASE,
    "plan_batch_items": _OF_CASE,
    "placements": _OF_CASE,
    "case_days": _OF_CASE,
    "credits": _OF_CASE,
    "cancelled_sessions": _OF_CASE,
    "attendance_corrections": _OF_CASE,
    "forecasts": _OF_CASE,
    "alarms": _OF_CASE,
    "breaches": _OF_CASE,
    "breach_steps": f"breach_id in (select id from breaches where {_OF_CASE})",
    "breach_verifications": _OF_CASE,
    "breach_evidence": f"breach_id in (select id from breaches where {_OF_CASE})",
    "fines": _OF_CASE,
    "fine_payments": f"fine_id in (select id from fines where {_OF_CASE})",
    "fine_seizures": f"fine_id in (select id from fines where {_OF_CASE})",
    "fine_corrections": _OF_CASE,
    "litmas": _OF_CASE,
    "litmas_sites": f"litmas_id in (select id from litmas where {_OF_CASE})",
    "execution_orders": _OF_CASE,
    "receptions": _OF_CASE,
    "guardians": _OF_CASE,
    "incidents": _OF_CASE,
    "visits": _OF_CASE,
    "lapses": _OF_CASE,
    "place_acts": _OF_CASE,
    "office_corrections": _OF_CASE,
    "guidance_ends": _OF_CASE,
    "diversion_failures": _OF_CASE,
    "returned_verdicts": "id in (select override_id from sentences where person_id = $1"
    f" union select t.returned_id from returned_verdict_contents as t where {_SAME_PERSON})",
    "returned_verdict_contents": _SAME_PERSON,
    "reports": _OF_CASE,
    "report_files": f"report_id in (select id from reports where {_OF_CASE})",
    "journal": "key in (select id::text from sentences where person_id = $1)",
}
"""Table → the rows of a person. A new table is named here or in `APART`."""

APART = {
    "organisations": "offices",
    "agreements": "agreements of offices",
    "accreditations": "certificates of offices",
    "sites": "places of work",
    "site_slots": "opening times",
    "site_closed_days": "days",
    "site_skills": "what a site asks for",
    "site_supervisors": "who works at a site, by the subject of their token",
    "plan_batches": "who asked for plans for many, by the subject of their token",
    "calendar_days": "what decrees say of days",
    "calendar_untold": "days of older decrees that are not published yet",
    "outcome_codes": "a list",
    "report_numbers": "a counter",
    "reading_purposes": "what counsellors said today that they read names for, by the subject of their token",
}


async def need_own(conn: Connection, actor: Actor, person_id: UUID) -> None:
    """The counsellor's office is one of those that guide the person. Raises Forbidden."""
    field = OFFICES["counsellor"]
    rows = await conn.fetch(
        f"select o.organisation_id from sentences as s join organisations as o on o.code = s.{field}"
        " where s.person_id = $1",
        person_id,
    )
    actor.require_organisation(*(row["organisation_id"] for row in rows))


PERSONAL = Personal(
    known="select exists (select from persons where person_id = $1)"
    " or exists (select from skills where person_id = $1)"
    " or exists (select from returned_verdict_contents where person_id = $1)",
    rows=ROWS,
    apart=APART,
    offices="select organisation_id as id, name from organisations where organisation_id = any($1)",
    erasing=ERASING,
    retention=retention.load(Path(__file__).parent.with_name("retention.toml")),
    facts=Facts(
        erased=events.DataErased,
        received=events.DataRequestReceived,
        settled=events.DataRequestSettled,
        proposed=events.PersonCorrectionProposed,
        decided=events.PersonCorrectionDecided,
        doubt_settled=events.DecisionDoubtSettled,
    ),
    officers=("counsellor",),
    need_own=need_own,
    withheld={
        "report_files.pdf": "GET /community-service/reports/{code}/document",
        "returned_verdict_contents.fingerprint": "a digest of the content",
    },
)
