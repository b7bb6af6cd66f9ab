"""Where this service holds personal data, and how each record class is erased (UU 27/2022, rule D1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from services.training import events
from services.training.domain.enrolments import ACTIVE
from services.training.domain.personal import JudgedEnrolment
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import retention
from shared.privacy.personal import ERASED, Erasing, Facts, Identified, Personal

_OF_PERSON = "person_id = $1"
_ACTIVE = ", ".join(f"'{state}'" for state in ACTIVE)
_OPEN = f"""(
    exists (select from enrolments as e where e.person_id = t.person_id and e.state in ({_ACTIVE}))
    or exists (select from data_requests as r where r.person_id = t.person_id and r.state = 'open')
    or exists (select from person_corrections as c where c.person_id = t.person_id and c.state = 'proposed')
    or exists (
        select from decision_doubts as d join person_corrections as c on c.id = d.correction_id
        where c.person_id = t.person_id and d.settled_at is null
    )
    or exists (
        select from participants as p join ledger_accounts as a on a.participant_id = p.id
        where p.person_id = t.person_id and a.balance > 0
    )
    or exists (
        select from participants as p join withdrawals as w on w.participant_id = p.id
        where p.person_id = t.person_id and w.state = 'proposed'
    )
    or exists (
        select from batch_makers as m join batches as b on b.id = m.batch_id
        join participants as w on w.id = m.participant_id
        where w.person_id = t.person_id and b.gone < b.quantity
    )
)"""
_FACT_OF = "exists (select from journal as j where j.key = {id}::text and j.occurred_at >= $2)"

_ERASE_CORRECTIONS = (
    "delete from person_corrections where person_id in (select person_id from participants where id = any($1))"
)
_PERSONS = "select person_id from participants where id = any($1)"
_ERASE_HOLDER = (
    "update certificates set holder_name = null where enrolment_id in"
    " (select id from enrolments where participant_id = any($1))"
)
_ERASE_READINESS = "delete from readiness_confirmations where participant_id = any($1)"
_ERASE_PURPOSES = (
    f"update person_reads set purpose = '{ERASED}' where purpose <> '{ERASED}' and (person_id in ({_PERSONS})"
    f" or person_id in (select old_person_id from person_joins where person_id in ({_PERSONS})))"
)
_ERASE_STAYS = "delete from participant_stays where participant_id = any($1)"
_ERASE_NUMBERS = "delete from register_numbers where participant_id = any($1)"
_ERASE_JOINS = f"delete from person_joins where person_id in ({_PERSONS})"
_ERASE_PARTICIPANT = (
    f"update participants set name = '{ERASED}', birth_date = null, expected_release = null,"
    " register_number = 'erased ' || id, person_id = gen_random_uuid(), erased_at = now() where id = any($1)"
)
_CUT_OFF = tuple(
    f"update {table} set participant_id = null{more} where participant_id = any($1)"
    for table, more in (
        ("ledger_accounts", ", erased_at = now()"),
        ("wages", ""),
        ("withdrawals", ""),
        ("payouts", ""),
    )
)
_LEAVE_HOME = "delete from ledger_homes where participant_id = any($1) or to_participant_id = any($1)"
_ERASE_NOTES = (
    f"update enrolments set note = null, reason = case when state = 'failed' then '{ERASED}' else reason end"
    " where id = any($1)"
)

_ERASE_CORRECTION_REASONS = f"update attendance_corrections set reason = '{ERASED}' where id = any($1)"
_ERASE_OFFICIALS = (
    f"update officials set name = '{ERASED}', account = null, erased_at = now(),"
    f" reason = case when reason is not null then '{ERASED}' end where id = any($1)"
)

ERASING = {
    # The person's id goes too: whoever is registered again is somebody new to the register, and keeps their courses.
    "register": Erasing(
        "participants",
        "id",
        f"t.erased_at is null and t.registered_at < $2 and coalesce(t.expected_release < $1, true) and not {_OPEN}"
        f" and not {_FACT_OF.format(id='t.id')} and not exists (select from enrolments as e"
        f" where e.person_id = t.person_id and {_FACT_OF.format(id='e.id')})",
        (
            *(_ERASE_CORRECTIONS, _ERASE_PURPOSES, _ERASE_HOLDER, _ERASE_READINESS),
            *(_ERASE_STAYS, _ERASE_NUMBERS, _ERASE_JOINS, _ERASE_PARTICIPANT),
        ),
    ),
    "course-notes": Erasing(
        "enrolments",
        "id",
        f"(t.note is not null or (t.state = 'failed' and t.reason <> '{ERASED}')) and not {_OPEN}"
        f" and t.enrolled_at < $2 and not {_FACT_OF.format(id='t.id')}",
        (_ERASE_NOTES,),
    ),
    "certificate-revocations": Erasing(
        "certificate_revocations",
        "id",
        f"t.decided_at < $2 and t.reason <> '{ERASED}'",
        (f"update certificate_revocations set reason = '{ERASED}' where id = any($1)",),
    ),
    "loan-contacts": Erasing(
        "loans",
        "id",
        f"t.ended_on < $1 and t.responsible_name <> '{ERASED}'",
        (
            f"update loans set responsible_name = '{ERASED}' where id = any($1)",
            "update loan_steps set note = null, document_number = null where loan_id = any($1)",
        ),
    ),
    # The amounts stay, so that the books still balance; whose they were is forgotten.
    "ledger": Erasing(
        "participants",
        "id",
        f"exists (select from ledger_accounts as a where a.participant_id = t.id) and not {_OPEN}"
        " and not exists (select from ledger_accounts as a where a.participant_id = t.id"
        " and (a.balance > 0 or a.last_day >= $1 or (a.last_day is null and a.opened_at >= $2)))",
        (*_CUT_OFF, _LEAVE_HOME),
    ),
    "attendance-notes": Erasing(
        "attendance_corrections",
        "id",
        f"t.reason <> '{ERASED}' and t.corrected_at < $2 and exists (select from enrolments as e"
        f" where e.id = t.enrolment_id and e.state not in ({_ACTIVE}) and not {_FACT_OF.format(id='e.id')})",
        (_ERASE_CORRECTION_REASONS,),
    ),
    "officials": Erasing(
        "officials",
        "id",
        "t.erased_at is null and (t.ends_on < $1 and t.ended_at < $2"
        " or exists (select from programmes as p where p.id = t.programme_id and p.state = 'closed'"
        f" and p.ends_on < $1) and not {_FACT_OF.format(id='t.programme_id')})",
        (_ERASE_OFFICIALS,),
    ),
    "requests": Erasing("data_requests", "id", "t.settled_at < $2", ("delete from data_requests where id = any($1)",)),
}
"""Record class → how it is erased. What holds more of a person becomes a class of its own here."""

_PARTICIPANT = "participant_id in (select id from participants where person_id = $1)"
_ACCOUNTS = f"account_id in (select id from ledger_accounts where {_PARTICIPANT})"
_ENROLMENTS = "enrolment_id in (select id from enrolments where person_id = $1)"
ROWS = {
    "participants": _OF_PERSON,
    "participant_stays": _PARTICIPANT,
    "register_numbers": _PARTICIPANT,
    "person_joins": _OF_PERSON,
    "enrolments": _OF_PERSON,
    "attendance": _ENROLMENTS,
    "attendance_corrections": _ENROLMENTS,
    "assessments": _ENROLMENTS,
    "certificates": _ENROLMENTS,
    "person_reads": "person_id = $1 or person_id in (select old_person_id from person_joins where person_id = $1)",
    "certificate_revocations": f"certificate_id in (select id from certificates where {_ENROLMENTS})",
    "readiness_confirmations": _PARTICIPANT,
    "readiness_reached": _PARTICIPANT,
    "batch_makers": _PARTICIPANT,
    "person_corrections": _OF_PERSON,
    "decision_doubts": "correction_id in (select id from person_corrections where person_id = $1)",
    "data_requests": _OF_PERSON,
    "ledger_accounts": _PARTICIPANT,
    "ledger_lines": _ACCOUNTS,
    "ledger_months": _ACCOUNTS,
    "ledger_entries": f"id in (select entry_id from ledger_lines where {_ACCOUNTS})",
    "ledger_homes": f"{_PARTICIPANT} or to_{_PARTICIPANT}",
    "wages": _PARTICIPANT,
    "withdrawals": _PARTICIPANT,
    "payouts": _PARTICIPANT,
    # Not the record of an entry: a sale has other makers too. The person's own lines are in `ledger_lines`.
    "journal": "key in (select id::text from enrolments where person_id = $1"
    f" union all select id::text from certificates where {_ENROLMENTS}"
    " union all select id::text from participants where person_id = $1"
    f" union all select id::text from ledger_lines where {_ACCOUNTS}"
    f" union all select id::text from withdrawals where {_PARTICIPANT}"
    f" union all select id::text from payouts where {_PARTICIPANT})",
}
"""Table → the rows of a person. A new table is named here or in `APART`."""

APART = {
    "organisations": "offices",
    "cooperation_agreements": "agreements of offices",
    "programmes": "courses",
    "sessions": "days of courses",
    "certificate_signatories": "who signs for an agency, by virtue of the office",
    "calendar_days": "what decrees say of days",
    "closed_sessions": "days of courses",
    "queues_due": "courses whose waiting list is looked at again",
    "equipment": "assets of an agency",
    "equipment_photos": "pictures of assets",
    "loans": "assets lent to an institution; the official who answers for one is erased as `loan-contacts`",
    "loan_steps": "what offices said of a loan; its words are erased as `loan-contacts`",
    "maintenance": "repairs of assets",
    "obligations": "promises of offices",
    "split_rules": "rules of institutions",
    "workshops": "workshops of institutions",
    "products": "goods",
    "product_prices": "prices of goods",
    "product_photos": "pictures of goods: the uploader states that no person is shown",
    "batches": "goods; who made them stands in batch_makers",
    "outlets": "shops and fairs",
    "consignments": "goods at outlets",
    "consignment_counts": "goods at outlets",
    "sales": "goods that were sold; no buyer is named",
    "sale_returns": "goods that came back; no buyer is named",
    "write_offs": "goods that are lost",
    "officials": "who teaches or accompanies, by duty: no person of the register; record class officials",
    "training_bodies": "bodies that teach, with their accreditation",
    "programme_decisions": "decisions about courses",
}


async def of_enrolments(conn: Connection, ids: Iterable[UUID]) -> list[UUID]:
    """The persons of enrolments."""
    rows = await conn.fetch("select person_id from enrolments where id = any($1)", list(ids))
    return [row["person_id"] for row in rows]


async def of_participants(conn: Connection, ids: Iterable[UUID]) -> list[UUID]:
    """The persons of participants."""
    rows = await conn.fetch("select person_id from participants where id = any($1)", list(ids))
    return [row["person_id"] for row in rows]


async def identified(conn: Connection, person_id: UUID) -> Identified | None:
    """Who a person is, locked in every institution; None where that is not known, or erased."""
    rows = await conn.fetch(
        "select name, birth_date from participants where person_id = $1 and erased_at is null order by id for update",
        person_id,
    )
    return Identified(**rows[-1]) if rows else None


async def save_identity(conn: Connection, person_id: UUID, who: Identified) -> None:
    await conn.execute(
        "update participants set name = $2, birth_date = $3 where person_id = $1 and erased_at is null",
        *(person_id, who.name, who.birth_date),
    )


async def judged_enrolments(conn: Connection, person_id: UUID) -> list[JudgedEnrolment]:
    rows = await conn.fetch(
        "select e.id, e.child, e.enrolled_at, e.rules_from, p.for_children from enrolments as e"
        " join programmes as p on p.id = e.programme_id where e.person_id = $1 order by e.id",
        person_id,
    )
    return [JudgedEnrolment(**row) for row in rows]


async def made_on(conn: Connection, person_id: UUID) -> list[tuple[UUID, date]]:
    """The batches that a person helped to make, each with its day."""
    rows = await conn.fetch(
        "select b.id, b.made_on from participants as p join batch_makers as m on m.participant_id = p.id"
        " join batches as b on b.id = m.batch_id where p.person_id = $1 order by b.id",
        person_id,
    )
    return [(row["id"], row["made_on"]) for row in rows]


async def need_own(conn: Connection, actor: Actor, person_id: UUID) -> None:
    """The person is in the register of the caller's institution. Raises Forbidden."""
    rows = await conn.fetch("select institution_id from participants where person_id = $1", person_id)
    actor.require_organisation(*(row["institution_id"] for row in rows))


PERSONAL = Personal(
    known="select exists (select from participants where person_id = $1)"
    " or exists (select from enrolments where person_id = $1)",
    rows=ROWS,
    apart=APART,
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
    officers=("institution_staff",),
    need_own=need_own,
)
