"""The routes of the training service, one method each. A method checks the status and returns the answer's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import httpx

from tests.support.harness import Harness

AGENCY, PRISON, OTHER_PRISON, UMBRELLA, PKS = (UUID(int=n) for n in range(1, 6))


class Caller(NamedTuple):
    role: str
    organisation: UUID | None = None
    subject: str = "user-1"


COORDINATOR = Caller("coordinator")
TRAINER = Caller("trainer", AGENCY)
STAFF = Caller("institution_staff", PRISON)
OTHER_STAFF = Caller("institution_staff", OTHER_PRISON)
AUDITOR = Caller("auditor")


class TrainingClient:
    """`by` is the caller; a test may replace it. `fields` are those of the body."""

    def __init__(self, h: Harness) -> None:
        self.h = h

    async def _get(self, path: str, by: Caller, status: int, **query: Any) -> Any:
        wanted = "&".join(f"{name}={value}" for name, value in query.items() if value is not None)
        address = f"/training/{path}" + (f"?{wanted}" if wanted else "")
        return await self.h.get(address, by.role, organisation=by.organisation, subject=by.subject, status=status)

    async def _post(self, path: str, body: Any, by: Caller, status: int) -> Any:
        return await self.h.post(
            f"/training/{path}", body, by.role, organisation=by.organisation, subject=by.subject, status=status
        )

    async def _put(self, path: str, body: Any, by: Caller, status: int, **more: Any) -> Any:
        return await self.h.put(
            f"/training/{path}", body, by.role, organisation=by.organisation, subject=by.subject, status=status, **more
        )

    async def open_programme(self, *, by: Caller = COORDINATOR, status: int = 201, **fields: Any) -> Any:
        return await self._post("programmes", fields, by, status)

    async def list_programmes(self, *, by: Caller = AUDITOR, status: int = 200, **query: Any) -> Any:
        return await self._get("programmes", by, status, **query)

    async def read_programme(self, programme_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"programmes/{programme_id}", by, status)

    async def close_programme(self, programme_id: str, *, by: Caller = COORDINATOR, status: int = 200) -> Any:
        return await self._post(f"programmes/{programme_id}/closure", None, by, status)

    async def schedule_session(
        self,
        programme_id: str,
        number: int,
        *,
        starts_at: str,
        ends_at: str,
        by: Caller = COORDINATOR,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        body = {"starts_at": starts_at, "ends_at": ends_at}
        path = f"programmes/{programme_id}/sessions/{number}"
        return await self._put(path, body, by, status, headers=headers or {})

    async def record_attendance(
        self,
        programme_id: str,
        number: int,
        outcomes: Mapping[str, str] | list[Any],
        *,
        by: Caller = TRAINER,
        status: int = 200,
        **fields: Any,
    ) -> Any:
        """`outcomes`: enrolment and outcome as a mapping, or the lines as they are sent."""
        pairs = outcomes.items() if isinstance(outcomes, Mapping) else ()
        lines = [{"enrolment_id": enrolment, "outcome": outcome} for enrolment, outcome in pairs]
        body = {"entries": lines or outcomes, **fields}
        return await self._post(f"programmes/{programme_id}/sessions/{number}/attendance", body, by, status)

    async def register_participant(self, *, by: Caller = STAFF, status: int = 201, **fields: Any) -> Any:
        return await self._post("participants", fields, by, status)

    async def list_participants(self, *, by: Caller = STAFF, status: int = 200, **query: Any) -> Any:
        return await self._get("participants", by, status, **query)

    async def read_participant(self, participant_id: str, *, by: Caller = STAFF, status: int = 200) -> Any:
        return await self._get(f"participants/{participant_id}", by, status)

    async def update_participant(
        self, participant_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any
    ) -> Any:
        return await self._put(f"participants/{participant_id}", fields, by, status)

    async def identify(self, participant_id: str, nik: str, *, by: Caller = STAFF, status: int = 200) -> Any:
        body = {"nik": nik, "document": "470/12/2026"}
        return await self._post(f"participants/{participant_id}/identity", body, by, status)

    async def correct_number(self, participant_id: str, number: str, *, by: Caller = STAFF, status: int = 200) -> Any:
        body = {"register_number": number, "reason": "salah ketik"}
        return await self._post(f"participants/{participant_id}/register-number", body, by, status)

    async def release(
        self, participant_id: str, *, on: str = "2026-02-09", by: Caller = STAFF, status: int = 200, **fields: Any
    ) -> Any:
        body = {"on": on, "kind": "end_of_term"} | fields
        return await self._post(f"participants/{participant_id}/release", body, by, status)

    async def come_back(self, participant_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any) -> Any:
        return await self._post(f"participants/{participant_id}/return", fields, by, status)

    async def transfer(self, participant_id: str, *, by: Caller = STAFF, status: int = 200, **fields: Any) -> Any:
        body = {
            "institution_id": OTHER_PRISON,
            "register_number": "B.II 1/2026",
            "on": "2026-02-09",
            "reason": "dekat dengan keluarga",
        } | fields
        return await self._post(f"participants/{participant_id}/transfer", body, by, status)

    async def confirm_arrival(
        self, participant_id: str, *, by: Caller = OTHER_STAFF, status: int = 200, **fields: Any
    ) -> Any:
        return await self._post(f"participants/{participant_id}/arrival", fields, by, status)

    async def list_stays(self, participant_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"participants/{participant_id}/stays", by, status)

    async def list_openings(self, participant_id: str, *, by: Caller = STAFF, status: int = 200, **query: Any) -> Any:
        return await self._get(f"participants/{participant_id}/openings", by, status, **query)

    async def enrol(self, programme_id: str, participant_id: str, *, by: Caller = STAFF, status: int = 201) -> Any:
        body = {"participant_id": participant_id}
        return await self._post(f"programmes/{programme_id}/enrolments", body, by, status)

    async def list_enrolments(self, programme_id: str, *, by: Caller = TRAINER, status: int = 200, **query: Any) -> Any:
        return await self._get(f"programmes/{programme_id}/enrolments", by, status, **query)

    async def read_enrolment(self, enrolment_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"enrolments/{enrolment_id}", by, status)

    async def withdraw(
        self, enrolment_id: str, *, reason: str, by: Caller = STAFF, status: int = 200, **fields: Any
    ) -> Any:
        return await self._post(f"enrolments/{enrolment_id}/withdrawal", {"reason": reason, **fields}, by, status)

    async def assess(
        self, enrolment_id: str, score: int, *, by: Caller = TRAINER, status: int = 200, **fields: Any
    ) -> Any:
        return await self._put(f"enrolments/{enrolment_id}/assessment", {"score": score, **fields}, by, status)

    async def read_history(self, enrolment_id: str, *, by: Caller = TRAINER, status: int = 200) -> Any:
        return await self._get(f"enrolments/{enrolment_id}/history", by, status)

    async def change_capacity(
        self, programme_id: str, capacity: int, *, by: Caller = COORDINATOR, status: int = 200
    ) -> Any:
        return await self._put(f"programmes/{programme_id}/capacity", {"capacity": capacity}, by, status)

    async def amend_programme(
        self, programme_id: str, *, by: Caller = COORDINATOR, status: int = 200, **fields: Any
    ) -> Any:
        return await self._post(f"programmes/{programme_id}/amendment", fields, by, status)

    async def decide(
        self, programme_id: str, decision: str, *, by: Caller = COORDINATOR, status: int = 200, reason: str = "why"
    ) -> Any:
        body = {"decision": decision, "reason": reason}
        return await self._post(f"programmes/{programme_id}/decision", body, by, status)

    async def name_official(
        self, programme_id: str, *, by: Caller = COORDINATOR, status: int = 201, **fields: Any
    ) -> Any:
        return await self._post(f"programmes/{programme_id}/officials", fields, by, status)

    async def end_duty(
        self, official_id: str, *, ends_on: str, by: Caller = COORDINATOR, status: int = 200, reason: str = "moved"
    ) -> Any:
        return await self._post(f"officials/{official_id}/end", {"ends_on": ends_on, "reason": reason}, by, status)

    async def list_officials(self, programme_id: str, *, by: Caller = COORDINATOR, status: int = 200) -> Any:
        return await self._get(f"programmes/{programme_id}/officials", by, status)

    async def record_body(
        self, programme_id: str, *, by: Caller = COORDINATOR, status: int = 200, **fields: Any
    ) -> Any:
        return await self._put(f"programmes/{programme_id}/training-body", fields, by, status)

    async def withdraw_accreditation(
        self, programme_id: str, last_day: str, *, by: Caller = COORDINATOR, status: int = 200
    ) -> Any:
        path = f"programmes/{programme_id}/training-body/withdrawal"
        return await self._post(path, {"last_day": last_day}, by, status)

    async def cancel_session(
        self, programme_id: str, number: int, *, reason: str = "weather", by: Caller = TRAINER, status: int = 200
    ) -> Any:
        path = f"programmes/{programme_id}/sessions/{number}/cancellation"
        return await self._post(path, {"reason": reason}, by, status)

    async def make_up(
        self,
        programme_id: str,
        number: int,
        *,
        starts_at: str,
        ends_at: str,
        by: Caller = TRAINER,
        status: int = 201,
    ) -> Any:
        body = {"starts_at": starts_at, "ends_at": ends_at}
        return await self._post(f"programmes/{programme_id}/sessions/{number}/make-up", body, by, status)

    async def export_attendance(self, programme_id: str, *, by: Caller = TRAINER, status: int = 200) -> str:
        headers = self.h.token(by.role, organisation=by.organisation, subject=by.subject)
        path = f"/training/programmes/{programme_id}/attendance.csv?purpose=yearly+report"
        answer = await self.h.client.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        return str(answer.text)

    async def complete(self, enrolment_id: str, *, by: Caller = TRAINER, status: int = 200) -> Any:
        return await self._post(f"enrolments/{enrolment_id}/completion", None, by, status)

    async def fail(self, enrolment_id: str, *, reason: str, by: Caller = TRAINER, status: int = 200) -> Any:
        return await self._post(f"enrolments/{enrolment_id}/failure", {"reason": reason}, by, status)

    async def read_certificate(
        self, enrolment_id: str, *, by: Caller = STAFF, status: int = 200, accept: str = "id", **query: Any
    ) -> httpx.Response:
        """The PDF: the whole answer."""
        headers = self.h.token(by.role, organisation=by.organisation) | {"accept-language": accept}
        path = f"/training/enrolments/{enrolment_id}/certificate.pdf"
        answer = await self.h.client.get(path, headers=headers, params=query)
        assert answer.status_code == status, answer.text
        return answer

    async def list_certificates(self, enrolment_id: str, *, by: Caller = AUDITOR, status: int = 200) -> Any:
        return await self._get(f"enrolments/{enrolment_id}/certificates", by, status)

    async def reissue(self, certificate_id: str, *, by: Caller = TRAINER, status: int = 201, **fields: Any) -> Any:
        return await self._post(f"certificates/{certificate_id}/reissue", fields, by, status)

    async def propose_revocation(
        self, certificate_id: str, *, by: Caller = TRAINER, status: int = 201, subject: str = "trainer-1", **fields: Any
    ) -> Any:
        body = {"reason": "nilai tertukar dengan peserta lain", "document": "421/12/2026"} | fields
        path = f"/training/certificates/{certificate_id}/revocation"
        return await self.h.post(path, body, by.role, organisation=by.organisation, subject=subject, status=status)

    async def decide_revocation(
        self,
        revocation_id: str,
        decision: str = "approved",
        *,
        by: Caller = COORDINATOR,
        status: int = 200,
        subject: str = "coordinator-1",
    ) -> Any:
        path = f"/training/certificate-revocations/{revocation_id}/decision"
        body = {"decision": decision}
        return await self.h.post(path, body, by.role, organisation=by.organisation, subject=subject, status=status)

    async def read_revocation(self, revocation_id: str, *, by: Caller = COORDINATOR, status: int = 200) -> Any:
        return await self._get(f"certificate-revocations/{revocation_id}", by, status)

    async def name_signatory(
        self, agency_id: UUID, *, by: Caller = COORDINATOR, status: int = 204, **fields: Any
    ) -> Any:
        return await self._put(f"agencies/{agency_id}/certificate-signatory", fields, by, status)

    async def confirm(
        self,
        participant_id: str,
        item: str,
        evidence: str = "surat 12/2026",
        *,
        by: Caller = STAFF,
        status: int = 200,
        subject: str = "user-1",
    ) -> Any:
        path = f"/training/participants/{participant_id}/readiness/{item}"
        body = {"evidence": evidence}
        return await self.h.put(path, body, by.role, organisation=by.organisation, subject=subject, status=status)

    async def withdraw_confirmation(
        self, participant_id: str, item: str, *, reason: str = "surat dicabut", by: Caller = STAFF, status: int = 200
    ) -> Any:
        path = f"participants/{participant_id}/readiness/{item}/withdrawal"
        return await self._post(path, {"reason": reason}, by, status)

    async def read_readiness(self, participant_id: str, *, by: Caller = STAFF, status: int = 200) -> Any:
        return await self._get(f"participants/{participant_id}/readiness", by, status)

    async def list_releases(self, *, by: Caller = STAFF, status: int = 200, **query: Any) -> Any:
        return await self._get("releases", by, status, **query)

    async def list_waiting(self, *, by: Caller = COORDINATOR, status: int = 200, **query: Any) -> Any:
        return await self._get("waiting", by, status, **query)

    async def verify_certificate(self, code: str, *, status: int = 200) -> Any:
        """Without a token: anyone may."""
        answer = await self.h.client.get(f"/training/certificates/{code}")
        assert answer.status_code == status, answer.text
        return answer.json()

    async def published(self) -> list[str]:
        """The types of the published facts, in order."""
        return [type_ for type_, _ in await self.h.facts() if ".record." not in type_]
