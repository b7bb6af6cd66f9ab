"""Who has done something in a case: no column that says so is forgotten by the view that keeps them from its alarms."""

from __future__ import annotations

from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import owner

OUTSIDE = {
    ("alarms", "resolved_by"): "whoever resolves an alarm stays outside the case",
    (
        "breach_verifications",
        "verified_by",
    ): "a verification that finds a breach is a step of it; another changes nothing",
    ("cancelled_sessions", "cancelled_by"): "a session that was never held gives no minutes",
    ("diversion_failures", "reported_by"): "the report ends the case and gives no minutes",
    ("fine_payments", "recorded_by"): "the prosecutor acts from outside",
    ("fine_seizures", "recorded_by"): "the prosecutor acts from outside",
    ("fine_corrections", "proposed_by"): "the prosecutor acts from outside",
    ("fine_corrections", "decided_by"): "the prosecutor acts from outside",
    ("fines", "settled_by"): "by what it was settled, nobody",
    ("fines", "substitute_ordered_by"): "the prosecutor acts from outside",
    ("person_reads", "reader"): "reading changes nothing",
    ("plans", "confirmed_by"): "the placements of a plan name whoever confirmed it",
    ("plans", "made_by"): "a proposal changes nothing",
    ("reports", "issued_by"): "a report changes nothing",
    ("verdict_changes", "sent_by"): "the court decides, and the message names its sender",
    ("verdict_changes", "settled_by"): "the prosecutor or the court decides from outside",
    ("litmas", "recorded_by"): "a paper gives no minutes",
    ("execution_orders", "recorded_by"): "a paper gives no minutes",
    ("receptions", "recorded_by"): "a paper gives no minutes",
    ("receptions", "received_by"): "whoever receives the client records no work",
    ("guardians", "recorded_by"): "it says who is told, not who acts",
    ("sessions", "accompanied_by"): "it says parents or counsellor, no person",
    ("field_entries", "accompanied_by"): "it says parents or counsellor, no person",
    (
        "field_entries",
        "subject",
    ): "what was recorded of it is in the session under the same subject; a refused one gives no minutes",
    (
        "field_refusals",
        "settled_by",
    ): "who discards an entry gives no minutes; one that becomes a correction names its proposer",
    ("place_acts", "allowed_by"): "the prosecutor decides from outside",
    ("office_corrections", "corrected_by"): "a coordinator puts a code right, and nothing else",
    ("lapses", "recorded_by"): "the prosecutor decides from outside",
    ("guidance_ends", "recorded_by"): "the head of the office ends the guidance from outside",
    ("incidents", "opened_by"): "whoever tells of an accident or a complaint gives no minutes",
    ("incidents", "answered_by"): "an answer gives no minutes",
    ("incidents", "seen_by"): "seeing changes nothing",
    ("visits", "made_by"): "a visit gives no minutes",
    ("declared_relations", "declared_by"): "a declaration says who is related, not who acts",
}
"""Columns that say who did something, and why that person is not involved."""

ACTORS = """
with recursive of_a_case (id) as (
    select 'community_service.sentences'::regclass::oid
    union
    select reference.conrelid from pg_constraint as reference
    join of_a_case on reference.confrelid = of_a_case.id where reference.contype = 'f'
)
select c.relname::text, a.attname::text from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.atttypid = 'text'::regtype and not a.attisdropped
where c.relkind = 'r' and (right(a.attname, 3) = '_by' or a.attname in ('subject', 'reader'))
and (c.oid in (select id from of_a_case) or c.relname in ('declared_relations', 'site_supervisors'))
and c.relnamespace = 'community_service'::regnamespace
"""
"""Text columns that name a person, in tables that refer to a sentence (also through another table) or to its people."""

COVERED = """
select table_name, column_name from information_schema.view_column_usage
where view_schema = 'community_service' and view_name = 'case_involved'
"""


async def test_every_column_of_who_did_something_is_involved_or_says_why_not(h: Harness, databases: Databases) -> None:
    async with owner(databases, h) as conn:
        actors = {tuple(row) for row in await conn.fetch(ACTORS)}
        covered = {tuple(row) for row in await conn.fetch(COVERED)}
    assert ("breach_steps", "taken_by") in actors, "the question finds what it is about"
    assert actors - covered - OUTSIDE.keys() == set(), "involved or not? say it in the view or here"
    assert OUTSIDE.keys() <= actors - covered, "an exception that no longer is one"
