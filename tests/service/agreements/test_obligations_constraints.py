"""The database holds every rule of a work plan as well."""

from __future__ import annotations

import asyncpg
import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient

BROKEN = {
    "due after the PKS": ("update obligations set due_on = '2030-01-01'", "obligations_due_within_period"),
    "owed by a stranger": (
        (
            "insert into obligations (id, agreement_id, agreement_state, what, quantity, unit, owed_by, due_on, state,"
            " created_at) select gen_random_uuid(), agreement_id, agreement_state, what, 1, unit, gen_random_uuid(),"
            " due_on, 'open', now() from obligations"
        ),
        "obligations_owed_by_a_party",
    ),
    "confirmed by who owes it": (
        (
            "update obligations set confirmed_by = owed_by, confirmed_on = '2026-06-01', state = 'fulfilled',"
            " done = 12, delivered_on = '2026-06-01'"
        ),
        "obligations_confirmed_by_the_other",
    ),
    "fulfilled by nobody": ("update obligations set state = 'fulfilled'", "obligations_fulfilled_when_confirmed"),
    "delivered without the sum": ("update obligations set delivered_on = now()", "obligations_delivered_at_the_sum"),
    "another state than the PKS's": ("update obligations set agreement_state = 'draft'", "obligations_agreement"),
    "a report edited": ("update progress_reports set quantity = 12", "only_grows"),
    "a report deleted": ("delete from progress_reports", "only_grows"),
    "a report by the other party": (
        (
            "insert into progress_reports select gen_random_uuid(), id, null, 1, '', 'x', null,"
            " (select institution_id from agreements where kind = 'cooperation'), 'u', now() from obligations"
        ),
        "progress_reports_by_the_debtor",
    ),
    "a report without evidence": (
        (
            "insert into progress_reports select gen_random_uuid(), id, null, 1, '', null, null, owed_by, 'u', now()"
            " from obligations"
        ),
        "progress_reports_have_evidence",
    ),
    "a second correction": (
        (
            "insert into progress_reports select gen_random_uuid(), obligation_id, id, 1, '', 'x', null, reported_by,"
            " 'u', now() from progress_reports, generate_series(1, 2)"
        ),
        "progress_reports_corrected_once",
    ),
    "a second alarm": (
        "insert into obligation_alarms select id, due_on, now(), false from obligations, generate_series(1, 2)",
        "obligation_alarms_pkey",
    ),
    "two proposals at once": (
        (
            "insert into obligation_proposals select gen_random_uuid(), id, 'cancel', null, null, '', owed_by, now()"
            " from obligations, generate_series(1, 2)"
        ),
        "obligation_proposals_pending",
    ),
    "an answer by the proposer": (
        "update obligation_proposals set answer = 'accept', answered_by = proposed_by, answered_at = now()",
        "obligation_proposals_answered_by_the_other",
    ),
    "an obligation of an umbrella": (
        (
            "insert into obligations (id, agreement_id, agreement_state, what, quantity, unit, owed_by, due_on, state,"
            " created_at) select gen_random_uuid(), a.id, a.state, 'what', 1, 'unit', p.organisation_id, a.starts_on,"
            " 'open', now() from agreements as a join agreement_parties as p on p.agreement_id = a.id"
            " where a.kind = 'joint'"
        ),
        "obligations_of_a_pks",
    ),
}


@pytest.mark.parametrize(("statement", "constraint"), BROKEN.values(), ids=BROKEN)
async def test_the_database_holds_the_rule_as_well(client: AgreementsClient, statement: str, constraint: str) -> None:
    pks = await scene.make_pks_of_a_year(client)
    await client.report_progress(await scene.agree_obligation(client, pks), 5)
    with pytest.raises(asyncpg.PostgresError) as broken:
        await client.h.pool.execute(statement)
    assert getattr(broken.value, "constraint_name", None) == constraint
