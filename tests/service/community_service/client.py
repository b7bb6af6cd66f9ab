"""The community service's routes for tests: one method per route, with the caller who usually calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

import orjson

from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    PROSECUTOR,
    SECOND,
    SECOND_PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.support.harness import Harness

API = "/community-service"
Id = str | UUID
Body = Mapping[str, Any]


@dataclass(frozen=True)
class CommunityServiceClient:
    """Every method answers with the JSON and fails where the status is not `status` (None: any 2xx)."""

    h: Harness
    headers: Mapping[str, str] = field(default_factory=dict)
    unchecked: bool = False

    @property
    def raw(self) -> Self:
        """The same methods, but they answer with the response, whatever its status."""
        return replace(self, unchecked=True)

    def with_headers(self, **headers: str) -> Self:
        """`accept_language="en"` sends `accept-language: en`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    # Verdicts, their changes, and the sentence

    async def pronounce(self, body: Body, *, caller: Caller = CLERK, status: int | None = None) -> Any:
        return await self._call("POST", "/sentences", caller, status, body)

    async def check_verdict(self, body: Body, *, caller: Caller = CLERK, status: int | None = None) -> Any:
        return await self._call("POST", "/sentences/check", caller, status, body)

    async def list_returned_verdicts(
        self, *, caller: Caller = PROSECUTOR, status: int | None = None, **filters: Any
    ) -> Any:
        return await self._call("GET", "/returned-verdicts", caller, status, params=filters)

    async def list_rejections(self, *, caller: Caller = CLERK, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/rejections", caller, status, params=filters)

    async def read_returned_verdict(
        self, returned_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/returned-verdicts/{returned_id}", caller, status)

    async def override_verdict(
        self, returned_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/returned-verdicts/{returned_id}/override", caller, status, body)

    async def determine_diversion(self, body: Body, *, caller: Caller = CLERK, status: int | None = None) -> Any:
        return await self._call("POST", "/diversions", caller, status, body)

    async def report_diversion_failure(
        self, sentence_id: Id, reason: str, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        body = {"reason": reason}
        return await self._call("POST", f"/sentences/{sentence_id}/diversion-failure", caller, status, body)

    async def amend(self, sentence_id: Id, body: Body, *, caller: Caller = CLERK, status: int | None = None) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/amendments", caller, status, body)

    async def revoke(
        self, sentence_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/revocation", caller, status, body)

    async def review(
        self, sentence_id: Id, decision: str, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        body = {"decision": decision}
        return await self._call("POST", f"/sentences/{sentence_id}/review", caller, status, body)

    async def list_sentences(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/sentences", caller, status, params=filters)

    async def read_sentence(self, sentence_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}", caller, status)

    async def read_person(
        self, sentence_id: Id, purpose: str | None, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        params = {} if purpose is None else {"purpose": purpose}
        return await self._call("GET", f"/sentences/{sentence_id}/person", caller, status, params=params)

    async def read_balance(self, sentence_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/balance", caller, status)

    # Papers, guardian, ends

    async def record_litmas(
        self, sentence_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("PUT", f"/sentences/{sentence_id}/litmas", caller, status, body)

    async def order_execution(
        self, sentence_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("PUT", f"/sentences/{sentence_id}/execution-order", caller, status, body)

    async def receive(
        self, sentence_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/reception", caller, status, body)

    async def read_papers(self, sentence_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/papers", caller, status)

    async def read_handover(self, sentence_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/reception/document", caller, status)

    async def name_guardian(
        self, sentence_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("PUT", f"/sentences/{sentence_id}/guardian", caller, status, body)

    async def read_guardian(
        self, sentence_id: Id, purpose: str, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        params = {"purpose": purpose}
        return await self._call("GET", f"/sentences/{sentence_id}/guardian", caller, status, params=params)

    async def lapse(
        self, sentence_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/lapse", caller, status, body)

    async def end_guidance(
        self, sentence_id: Id, body: Body, *, caller: Caller = HEAD, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/guidance-end", caller, status, body)

    # Incidents, visits, the supervision log

    async def report_accident(
        self, sentence_id: Id, body: Body, *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/incidents", caller, status, body)

    async def complain(self, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", "/complaints", caller, status, body)

    async def list_incidents(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/incidents", caller, status, params=filters)

    async def read_incident(
        self, incident_id: Id, purpose: str, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/incidents/{incident_id}", caller, status, params={"purpose": purpose})

    async def answer_incident(
        self, incident_id: Id, answer: str, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/incidents/{incident_id}/answer", caller, status, {"answer": answer})

    async def see_incident(self, incident_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/incidents/{incident_id}/seen", caller, status)

    async def record_visit(
        self, sentence_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/visits", caller, status, body)

    async def read_log(
        self, sentence_id: Id, suffix: str = "", *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        """`suffix`: `.csv` or `/document`."""
        return await self._call("GET", f"/sentences/{sentence_id}/supervision-log{suffix}", caller, status)

    # Sites

    async def set_place_kind(
        self, site_id: Id, place_kind: str, *, caller: Caller = COORDINATOR, status: int | None = None
    ) -> Any:
        return await self._call("PUT", f"/sites/{site_id}/place-kind", caller, status, {"place_kind": place_kind})

    async def open_site(self, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("POST", "/sites", caller, status, body)

    async def read_site(self, site_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sites/{site_id}", caller, status)

    async def suspend_site(self, site_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/sites/{site_id}/suspension", caller, status)

    async def resume_site(self, site_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/sites/{site_id}/resumption", caller, status)

    async def close_site(self, site_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/sites/{site_id}/closure", caller, status)

    async def set_site_details(
        self, site_id: Id, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None
    ) -> Any:
        return await self._call("PUT", f"/sites/{site_id}/details", caller, status, body)

    async def read_site_details(self, site_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sites/{site_id}/details", caller, status)

    async def withdraw_declaration(self, site_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/sites/{site_id}/declaration-withdrawal", caller, status)

    # Sites, day by day

    async def list_sites(self, *, caller: Caller = COORDINATOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/sites", caller, status, params=filters)

    async def read_site_calendar(
        self, site_id: Id, since: str, until: str, *, caller: Caller = COORDINATOR, status: int | None = None
    ) -> Any:
        params = {"from": since, "to": until}
        return await self._call("GET", f"/sites/{site_id}/calendar", caller, status, params=params)

    async def preview_suspension(self, site_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sites/{site_id}/suspension", caller, status)

    # The calendar

    async def read_calendar(
        self, since: str, until: str, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", "/calendar", caller, status, params={"from": since, "until": until})

    async def read_day(self, on: str, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/calendar/{on}", caller, status)

    async def set_day(self, on: str, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("PUT", f"/calendar/{on}", caller, status, body)

    async def record_decree(self, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("POST", "/calendar/decrees", caller, status, body)

    async def list_closed_sessions(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/calendar/closed-sessions", caller, status, params=filters)

    async def change_supervisors(
        self,
        site_id: Id,
        supervisors: list[str],
        *,
        from_day: str | None = None,
        caller: Caller = COORDINATOR,
        status: int | None = None,
    ) -> Any:
        body = {"supervisors": supervisors} | ({"from_day": from_day} if from_day else {})
        return await self._call("PUT", f"/sites/{site_id}/supervisors", caller, status, body)

    async def read_supervisors(self, site_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sites/{site_id}/supervisors", caller, status)

    # Plans and placements

    async def set_availability(
        self, sentence_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("PUT", f"/sentences/{sentence_id}/availability", caller, status, body)

    async def read_availability(
        self, sentence_id: Id, purpose: str, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        path = f"/sentences/{sentence_id}/availability"
        return await self._call("GET", path, caller, status, params={"purpose": purpose})

    async def correct_office(
        self, sentence_id: Id, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/offices", caller, status, body)

    async def allow_place(
        self, sentence_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/places", caller, status, body)

    async def make_plan(self, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", "/plans", caller, status, body)

    async def make_plans(self, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("POST", "/plans/batches", caller, status, body)

    async def read_batch(self, batch_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/plans/batches/{batch_id}", caller, status)

    async def list_batch_items(
        self, batch_id: Id, *, caller: Caller = COORDINATOR, status: int | None = None, **filters: Any
    ) -> Any:
        return await self._call("GET", f"/plans/batches/{batch_id}/items", caller, status, params=filters)

    async def read_plan(self, plan_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/plans/{plan_id}", caller, status)

    async def confirm_plan(self, plan_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/plans/{plan_id}/confirmation", caller, status)

    async def confirm_placement(self, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", "/placements", caller, status, body)

    async def cancel_session(
        self, session_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sessions/{session_id}/cancellation", caller, status, body)

    async def list_plans_needed(
        self, *, caller: Caller = COORDINATOR, status: int | None = None, **filters: Any
    ) -> Any:
        return await self._call("GET", "/plans/needed", caller, status, params=filters)

    async def list_forecasts(self, *, caller: Caller = COORDINATOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/forecasts", caller, status, params=filters)

    async def read_overview(self, *, caller: Caller = COORDINATOR, status: int | None = None) -> Any:
        return await self._call("GET", "/overview", caller, status)

    # Attendance and corrections

    async def list_sessions(
        self, site_id: Id, on: str, *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/sites/{site_id}/sessions", caller, status, params={"on": on})

    async def check_in(
        self, session_id: Id, body: Body | None = None, *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sessions/{session_id}/check-in", caller, status, body or {})

    async def check_out(
        self, session_id: Id, body: Body | None = None, *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sessions/{session_id}/check-out", caller, status, body or {})

    async def record_absence(
        self,
        session_id: Id,
        outcome: str = "unacceptable_absence",
        reason: str | None = None,
        *,
        caller: Caller = SUPERVISOR,
        status: int | None = None,
    ) -> Any:
        body = {"outcome": outcome} | ({"reason": reason} if reason else {})
        return await self._call("POST", f"/sessions/{session_id}/absence", caller, status, body)

    async def record_day(
        self, site_id: Id, body: Body, *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sites/{site_id}/attendance", caller, status, body)

    async def read_today(self, *, caller: Caller = SUPERVISOR, status: int | None = None) -> Any:
        return await self._call("GET", "/field/today", caller, status)

    async def send_entries(self, body: Body, *, caller: Caller = SUPERVISOR, status: int | None = None) -> Any:
        return await self._call("POST", "/field/entries", caller, status, body)

    async def list_refusals(self, *, caller: Caller = SUPERVISOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/field/refusals", caller, status, params=filters)

    async def read_refusal(self, entry_id: Id, *, caller: Caller = SUPERVISOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/field/refusals/{entry_id}", caller, status)

    async def discard_entry(
        self, entry_id: Id, reason: str = "salah ketuk", *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/field/refusals/{entry_id}/discard", caller, status, {"reason": reason})

    async def propose_entry(
        self, entry_id: Id, reason: str = "saya yang melihat", *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/field/refusals/{entry_id}/correction", caller, status, {"reason": reason})

    async def list_entries(self, session_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sessions/{session_id}/entries", caller, status)

    async def sign_off(self, session_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/sessions/{session_id}/sign-off", caller, status)

    async def list_unsigned(self, *, caller: Caller = COUNSELLOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/sessions", caller, status, params=filters)

    async def sign_offs(
        self, *session_ids: Id, caller: Caller = COUNSELLOR, status: int | None = None, **headers: str
    ) -> Any:
        lines = [{"session_id": str(each)} for each in session_ids]
        sending = self.with_headers(**headers)
        return await sending._call("POST", "/sessions/sign-offs", caller, status, {"lines": lines})

    async def settle(
        self, session_id: Id, body: Body, *, caller: Caller = COORDINATOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sessions/{session_id}/settlement", caller, status, body)

    async def propose_correction(
        self, session_id: Id, body: Body, *, caller: Caller = SUPERVISOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sessions/{session_id}/corrections", caller, status, body)

    async def list_corrections(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/corrections", caller, status, params=filters)

    async def decide_correction(
        self, correction_id: Id, decision: str = "approved", *, caller: Caller = SECOND, status: int | None = None
    ) -> Any:
        body = {"decision": decision}
        return await self._call("POST", f"/corrections/{correction_id}/decision", caller, status, body)

    # Alarms and breaches

    async def declare_relation(
        self,
        sentence_id: Id,
        subject: str,
        relation: str,
        *,
        caller: Caller = COUNSELLOR,
        status: int | None = None,
    ) -> Any:
        body = {"subject": subject, "relation": relation}
        return await self._call("POST", f"/sentences/{sentence_id}/relations", caller, status, body)

    async def list_alarms(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/alarms", caller, status, params=filters)

    async def read_alarm_weeks(self, filters: Body, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", "/alarms/weeks", caller, status, params=filters)

    async def read_alarm(self, alarm_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/alarms/{alarm_id}", caller, status)

    async def read_alarm_evidence(self, alarm_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/alarms/{alarm_id}/evidence", caller, status)

    async def resolve_alarm(
        self,
        alarm_id: Id,
        finding: str = "dismissed",
        *,
        note: str = "sudah diperiksa",
        correction: Body | None = None,
        caller: Caller = AUDITOR,
        status: int | None = None,
    ) -> Any:
        body = {"finding": finding, "note": note} | ({"correction": correction} if correction else {})
        return await self._call("POST", f"/alarms/{alarm_id}/resolution", caller, status, body)

    async def verify_breach(
        self, sentence_id: Id, body: Body, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/verifications", caller, status, body)

    async def read_verifications(
        self, sentence_id: Id, purpose: str | None, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        params = {} if purpose is None else {"purpose": purpose}
        return await self._call("GET", f"/sentences/{sentence_id}/verifications", caller, status, params=params)

    async def warn(self, sentence_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/sentences/{sentence_id}/warnings", caller, status)

    async def list_breaches(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/breaches", caller, status, params=filters)

    async def read_breach(self, breach_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/breaches/{breach_id}", caller, status)

    async def read_evidence(self, breach_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/breaches/{breach_id}/evidence", caller, status)

    async def propose_breach(self, breach_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/breaches/{breach_id}/proposal", caller, status)

    async def decide_breach(
        self, breach_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/breaches/{breach_id}/decision", caller, status, body)

    # Fines

    async def list_fines(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/fines", caller, status, params=filters)

    async def read_fine(self, fine_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/fines/{fine_id}", caller, status)

    async def pay_fine(self, fine_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None) -> Any:
        return await self._call("POST", f"/fines/{fine_id}/payments", caller, status, body)

    async def seize_for_fine(
        self, fine_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/fines/{fine_id}/seizures", caller, status, body)

    async def propose_fine_correction(
        self, fine_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/fines/{fine_id}/corrections", caller, status, body)

    async def list_fine_corrections(
        self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any
    ) -> Any:
        return await self._call("GET", "/fine-corrections", caller, status, params=filters)

    async def read_fine_correction(
        self, correction_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/fine-corrections/{correction_id}", caller, status)

    async def decide_fine_correction(
        self,
        correction_id: Id,
        decision: str = "approved",
        *,
        caller: Caller = SECOND_PROSECUTOR,
        status: int | None = None,
    ) -> Any:
        body = {"decision": decision}
        return await self._call("POST", f"/fine-corrections/{correction_id}/decision", caller, status, body)

    async def order_substitute_prison(
        self, fine_id: Id, body: Body, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/fines/{fine_id}/substitute-prison", caller, status, body)

    async def list_waiting(self, *, caller: Caller = AUDITOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/waiting", caller, status, params=filters)

    async def apply_verdict_change(
        self, change_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", f"/verdict-changes/{change_id}/application", caller, status)

    async def dismiss_verdict_change(
        self,
        change_id: Id,
        reason: str = "nomor putusan keliru",
        *,
        caller: Caller = CLERK,
        status: int | None = None,
    ) -> Any:
        body = {"reason": reason}
        return await self._call("POST", f"/verdict-changes/{change_id}/dismissal", caller, status, body)

    async def read_verdict_change(self, change_id: Id, *, caller: Caller = CLERK, status: int | None = None) -> Any:
        return await self._call("GET", f"/verdict-changes/{change_id}", caller, status)

    # Reports. A name is `completion` or a month (`2026-03`), with `.pdf` or `.json` after it where a test wants that.

    async def list_reports(self, sentence_id: Id, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/reports", caller, status)

    async def read_sentence_report(
        self, sentence_id: Id, name: str = "completion", *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/reports/{name}", caller, status)

    async def read_site_report(
        self, site_id: Id, name: str, *, caller: Caller = COORDINATOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/sites/{site_id}/reports/{name}", caller, status)

    async def read_agency_report(
        self, agency_id: Id, name: str, *, caller: Caller = AUDITOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/agencies/{agency_id}/reports/{name}", caller, status)

    async def read_document(self, code: str, *, caller: Caller = AUDITOR, status: int | None = None) -> Any:
        """The PDF as it was issued."""
        return await self._call("GET", f"/reports/{code}/document", caller, status)

    async def check_document(self, code: str, *, sha256: str | None = None, status: int | None = None) -> Any:
        """Anyone, without a token."""
        params = {} if sha256 is None else {"sha256": sha256}
        return await self._call("GET", f"/reports/{code}", None, status, params=params)

    async def read_current_plan(
        self, sentence_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/plan", caller, status)

    async def compare_plan(self, plan_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/plans/{plan_id}/comparison", caller, status)

    # Clients of a counsellor

    async def state_purpose(
        self, purpose: str = "pembimbingan", *, caller: Caller = COUNSELLOR, status: int | None = None
    ) -> Any:
        return await self._call("POST", "/clients/purpose", caller, status, {"purpose": purpose})

    async def list_clients(self, *, caller: Caller = COUNSELLOR, status: int | None = None, **filters: Any) -> Any:
        return await self._call("GET", "/clients", caller, status, params=filters)

    async def read_client(self, sentence_id: Id, *, caller: Caller = COUNSELLOR, status: int | None = None) -> Any:
        return await self._call("GET", f"/clients/{sentence_id}", caller, status)

    # The case as a whole

    async def read_case(
        self, sentence_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None, **params: Any
    ) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/case", caller, status, params=params)

    async def read_timeline(
        self, sentence_id: Id, *, caller: Caller = PROSECUTOR, status: int | None = None, **params: Any
    ) -> Any:
        return await self._call("GET", f"/sentences/{sentence_id}/timeline", caller, status, params=params)

    async def _call(
        self,
        method: str,
        path: str,
        caller: Caller | None,
        status: int | None,
        body: Body | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        token = self.h.token(caller.role, organisation=caller.organisation, subject=caller.subject) if caller else {}
        response = await self.h.client.request(
            method,
            API + path,
            content=None if body is None else orjson.dumps(body, default=str),
            params=params or None,
            headers={**token, "content-type": "application/json", **self.headers},
        )
        if self.unchecked:
            return response
        expected = (200, 201, 202, 204) if status is None else (status,)
        assert response.status_code in expected, f"{method} {path}: {response.status_code} {response.text}"
        if response.headers.get("content-type", "").startswith(("application/pdf", "text/csv")):
            return response.content
        return response.json() if response.content else None
