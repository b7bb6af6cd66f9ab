"""Certificates that are revoked by two persons, or issued anew."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Any

import asyncpg
import pytest
from pypdf import PdfReader

from shared.privacy.personal import ERASED
from tests.service.training import scene
from tests.service.training.client import AGENCY, COORDINATOR, OTHER_PRISON, PRISON, STAFF, TRAINER, Caller
from tests.service.training.client import TrainingClient as Client
from tests.service.training.test_personal import DAYS, after, correct

OTHERS = Caller("trainer", OTHER_PRISON)


async def certified(ready: Client, **changes: Any) -> Any:
    """An enrolment that was completed, with its certificate."""
    programme, (enrolment,) = await scene.finish_sessions(ready, **changes)
    return await scene.pass_course(ready, programme, enrolment)


async def revoke(ready: Client, done: Any) -> Any:
    proposed = await ready.propose_revocation(done["certificate_id"])
    return await ready.decide_revocation(proposed["id"])


async def text_of(ready: Client, enrolment: str, **query: Any) -> str:
    answer = await ready.read_certificate(enrolment, **query)
    return " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())


async def test_cert_05_two_persons_revoke(ready: Client) -> None:
    """CERT-05: one person proposes, another decides; who proposed does not, and nobody else's agency proposes."""
    done = await certified(ready)
    await ready.propose_revocation(done["certificate_id"], by=OTHERS, status=403)
    await ready.propose_revocation(done["certificate_id"], by=STAFF, status=403)
    proposed = await ready.propose_revocation(done["certificate_id"], by=COORDINATOR, subject="coordinator-1")
    alone = await ready.decide_revocation(proposed["id"], subject="coordinator-1", status=403)
    assert alone["title"] == "second-person-revokes"
    await ready.decide_revocation(proposed["id"], by=TRAINER, status=403)
    assert (await ready.verify_certificate(done["certificate_code"]))["standing"] == "valid"
    decided = await ready.decide_revocation(proposed["id"], subject="coordinator-2")
    assert (decided["state"], decided["decided_by"]) == ("approved", "coordinator-2")
    assert (await ready.verify_certificate(done["certificate_code"]))["standing"] == "revoked"


async def test_cert_06_the_reason_stays_inside(ready: Client) -> None:
    """CERT-06: why it was revoked is for the offices alone: in no fact, no record, no public answer."""
    done = await certified(ready)
    decided = await revoke(ready, done)
    shown = await ready.verify_certificate(done["certificate_code"])
    assert set(shown) == {"initials", "course", "level", "completed_on", "standing"}
    assert "tertukar" not in str(await ready.h.facts()) + str(decided)
    (row,) = await ready.list_certificates(done["id"], by=STAFF)
    assert (row["standing"], row["revocations"][0]["reason"]) == ("revoked", "nilai tertukar dengan peserta lain")
    await ready.list_certificates(done["id"], by=Caller("institution_staff", OTHER_PRISON), status=403)
    persons = await ready.h.pool.fetchval("select count(*) from person_reads where reader = 'user-1'")
    assert persons > 0


async def test_cert_07_the_fact_reaches_both_institutions(ready: Client) -> None:
    """CERT-07: the fact names the agency, the institution of the course and the one that has the holder now."""
    done = await certified(ready)
    await ready.h.pool.execute("update participants set institution_id = $1", OTHER_PRISON)
    await revoke(ready, done)
    revoked = dict(await ready.h.facts())["training.certificate.revoked"]
    assert (revoked["agency_id"], revoked["institution_id"]) == (str(AGENCY), str(PRISON))
    assert (revoked["held_at_id"], revoked["revoked_on"]) == (str(OTHER_PRISON), "2026-02-17")
    row = await ready.h.pool.fetchrow("select data::text, topic from journal where type like '%certificate.revoked'")
    assert row
    assert row["topic"] == "masohi.training.people.v1"
    assert "person_id" not in row["data"]
    assert "TRN" not in row["data"]
    elsewhere = Caller("institution_staff", OTHER_PRISON)
    assert (await ready.list_certificates(done["id"], by=elsewhere))[0]["standing"] == "revoked"


async def test_cert_08_a_revoked_skill_opens_no_course(ready: Client) -> None:
    """CERT-08: an entry condition of a skill is not met by a revoked certificate."""
    done = await certified(ready)
    advanced = await scene.open_programme(ready, prior_skill="sewing", skill="tailoring", title="Busana", calendar=[])
    await revoke(ready, done)
    refused = await ready.enrol(advanced["id"], done["participant_id"], status=422)
    assert refused["title"] == "prior-skill-missing"


async def test_cert_09_a_revoked_course_is_assessed_and_completed_again(ready: Client) -> None:
    """CERT-09: the assessment is corrected, the course completed again: a new number and code, and the skill counts."""
    done = await certified(ready)
    await ready.assess(done["id"], 90, status=409)
    await revoke(ready, done)
    seen = await ready.read_enrolment(done["id"])
    assert (seen["state"], seen["certificate_revoked"], seen["certificate_code"]) == ("completed", True, None)
    await ready.assess(done["id"], 59)
    assert (await ready.complete(done["id"], status=409))["title"] == "score-too-low"
    await ready.assess(done["id"], 75)
    again = await ready.complete(done["id"])
    assert (again["certificate_number"], again["certificate_revoked"]) == ("TRN/2026/000003", False)
    assert again["certificate_code"] != done["certificate_code"]
    assert (await ready.verify_certificate(done["certificate_code"]))["standing"] == "revoked"
    assert (await ready.verify_certificate(again["certificate_code"]))["standing"] == "valid"
    assert (await ready.published())[-2:] == ["training.enrolment.completed", "training.certificate.issued"]
    await ready.complete(done["id"], status=409)
    advanced = await scene.open_programme(ready, prior_skill="sewing", skill="tailoring", title="Busana", calendar=[])
    await ready.enrol(advanced["id"], done["participant_id"])


async def test_cert_10_a_revoked_course_may_fail(ready: Client) -> None:
    """CERT-10: after a revocation the course may also end as failed; the place stays taken."""
    done = await certified(ready)
    await revoke(ready, done)
    failed = await ready.fail(done["id"], reason="nilai orang lain")
    assert (failed["state"], failed["completed_on"], failed["certificate_revoked"]) == ("failed", None, False)
    assert (await ready.read_programme(done["programme_id"]))["taken"] == 1


async def test_cert_11_a_lost_certificate_is_issued_anew(ready: Client) -> None:
    """CERT-11: a new number and code; the old one says replaced, and nothing leads from it to the new one."""
    done = await certified(ready)
    await ready.reissue(done["certificate_id"], reason="lost", by=OTHERS, status=403)
    again = await ready.reissue(done["certificate_id"], reason="lost")
    assert (again["certificate_number"], again["completed_on"]) == ("TRN/2026/000002", done["completed_on"])
    shown = await ready.verify_certificate(done["certificate_code"])
    assert shown["standing"] == "replaced"
    assert again["certificate_code"] not in str(shown)
    assert again["certificate_number"] not in str(shown)
    assert (await ready.verify_certificate(again["certificate_code"]))["standing"] == "valid"
    row = await ready.h.pool.fetchrow("select data::text, internal::text from journal order by position desc limit 1")
    assert row
    assert done["certificate_id"] not in row["data"]
    assert done["certificate_id"] in row["internal"]
    for refused in (
        await ready.reissue(done["certificate_id"], reason="lost", status=409),
        await ready.propose_revocation(done["certificate_id"], status=409),
    ):
        assert refused["title"] == "certificate-not-valid"


async def test_cert_12_a_corrected_name_stands_on_a_new_certificate_only(ready: Client) -> None:
    """CERT-12: what was printed stays; the corrected name comes with a reissue, and only where it differs."""
    done = await certified(ready)
    same = await ready.reissue(done["certificate_id"], reason="name_corrected", status=409)
    assert same["title"] == "nothing-to-reissue"
    person = str(await ready.h.pool.fetchval("select person_id from participants"))
    proposed = await correct(ready, person, name="Zeth Lain")
    await ready.h.post(
        f"/training/person-corrections/{proposed['id']}/decision",
        {"decision": "approved"},
        "data_officer",
        subject="officer",
    )
    assert "Orang Contoh" in await text_of(ready, done["id"])
    assert (await ready.verify_certificate(done["certificate_code"]))["initials"] == "O. C."
    again = await ready.reissue(done["certificate_id"], reason="name_corrected")
    assert "Zeth Lain" in await text_of(ready, done["id"])
    assert (await ready.verify_certificate(again["certificate_code"]))["initials"] == "Z. L."
    assert (await ready.verify_certificate(done["certificate_code"]))["initials"] == "O. C."


async def test_cert_13_a_wrong_date_is_within_the_course_and_today(ready: Client) -> None:
    """CERT-13: the day of completion lies between the first day of the course and today."""
    done = await certified(ready)
    wrong: dict[str, Any] = {"reason": "wrong_date"}
    await ready.reissue(done["certificate_id"], **wrong, status=422)
    await ready.reissue(done["certificate_id"], reason="lost", completed_on="2026-02-16", status=422)
    for day in ("2026-02-15", "2026-02-18"):
        refused = await ready.reissue(done["certificate_id"], **wrong, completed_on=day, status=422)
        assert refused["title"] == "completion-date-out-of-range"
    same = await ready.reissue(done["certificate_id"], **wrong, completed_on="2026-02-17", status=409)
    assert same["title"] == "nothing-to-reissue"
    again = await ready.reissue(done["certificate_id"], **wrong, completed_on="2026-02-16")
    assert again["completed_on"] == "2026-02-16"
    assert (await ready.verify_certificate(again["certificate_code"]))["completed_on"] == "2026-02-16"


async def test_cert_14_two_at_once_end_it_once(ready: Client) -> None:
    """CERT-14: a reissue and an approval at the same moment, or two approvals: one of them counts."""
    done = await certified(ready)
    proposals = await asyncio.gather(
        *(
            ready.h.client.post(
                f"/training/certificates/{done['certificate_id']}/revocation",
                json={"reason": "salah orang", "document": "1"},
                headers=ready.h.token("coordinator", subject=f"c-{n}"),
            )
            for n in range(4)
        )
    )
    assert sorted(answer.status_code for answer in proposals) == [201, 409, 409, 409]
    (open_one,) = [answer.json() for answer in proposals if answer.status_code == 201]
    waiting = await ready.list_waiting(kind="certificate_revocation")
    assert [(each["id"], each["waits_for"]) for each in waiting["items"]] == [(open_one["id"], "coordinator")]
    assert (await ready.reissue(done["certificate_id"], reason="lost", status=409))["title"] == "revocation-open"
    answers = await asyncio.gather(
        *(
            ready.h.client.post(
                f"/training/certificate-revocations/{open_one['id']}/decision",
                json={"decision": "approved"},
                headers=ready.h.token("coordinator", subject=f"d-{n}"),
            )
            for n in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert (await ready.published()).count("training.certificate.revoked") == 1
    reissues = await asyncio.gather(
        *(
            ready.h.client.post(
                f"/training/certificates/{done['certificate_id']}/reissue",
                json={"reason": "lost"},
                headers=ready.h.token("trainer", organisation=AGENCY),
            )
            for _ in range(2)
        )
    )
    assert [answer.status_code for answer in reissues] == [409, 409]


async def test_cert_14b_reissued_twice_at_once_gives_one(ready: Client) -> None:
    done = await certified(ready)
    answers = await asyncio.gather(
        *(
            ready.h.client.post(
                f"/training/certificates/{done['certificate_id']}/reissue",
                json={"reason": "lost"},
                headers=ready.h.token("trainer", organisation=AGENCY),
            )
            for _ in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    standings = await ready.h.pool.fetch("select standing from certificates order by standing")
    assert [row["standing"] for row in standings] == ["replaced", "valid"]


async def test_cert_15_a_rejected_proposal_changes_nothing(ready: Client) -> None:
    """CERT-15: a rejected proposal leaves the certificate valid, and another one may follow."""
    done = await certified(ready)
    proposed = await ready.propose_revocation(done["certificate_id"])
    await ready.decide_revocation(proposed["id"], "rejected")
    again = await ready.decide_revocation(proposed["id"], subject="coordinator-9", status=409)
    assert again["title"] == "revocation-decided"
    assert (await ready.verify_certificate(done["certificate_code"]))["standing"] == "valid"
    assert (await ready.list_waiting(kind="certificate_revocation"))["items"] == []
    assert (await ready.read_revocation((await ready.propose_revocation(done["certificate_id"]))["id"]))["state"] == (
        "proposed"
    )


async def test_cert_16_the_document_is_for_the_offices_and_its_read_is_logged(ready: Client) -> None:
    """CERT-16: staff, the agency's trainer and auditors read the PDF in either language; each read is logged."""
    done = await certified(ready)
    before = await ready.h.pool.fetchval("select count(*) from person_reads")
    assert "SERTIFIKAT PELATIHAN" in await text_of(ready, done["id"])
    assert "CERTIFICATE OF TRAINING" in await text_of(ready, done["id"], accept="en", by=TRAINER)
    assert "CERTIFICATE OF TRAINING" in await text_of(ready, done["id"], language="en", by=Caller("auditor"))
    answer = await ready.read_certificate(done["id"], language="id", purpose="untuk peserta")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert f"http://localhost:8080/training/certificates/{done['certificate_code']}" in await text_of(ready, done["id"])
    assert await ready.h.pool.fetchval("select count(*) from person_reads") == before + 5
    await ready.read_certificate(done["id"], by=OTHERS, status=403)
    await ready.read_certificate(done["id"], by=Caller("institution_staff", OTHER_PRISON), status=403)
    await ready.read_certificate(done["id"], by=COORDINATOR, status=403)
    await ready.read_certificate(scene.invent_id(), status=404)
    await revoke(ready, done)
    await ready.read_certificate(done["id"], status=404)


async def test_cert_17_who_signs_is_named_by_the_agency(ready: Client) -> None:
    """CERT-17: the agency or a coordinator names who signs; certificates of before stay as they were printed."""
    done = await certified(ready)
    who: dict[str, Any] = {"name": "Maria Latuconsina", "position": "Kepala Dinas"}
    await ready.name_signatory(AGENCY, by=OTHERS, status=403, **who)
    await ready.name_signatory(AGENCY, by=TRAINER, **who)
    assert "Maria" not in await text_of(ready, done["id"])
    await ready.reissue(done["certificate_id"], reason="lost")
    assert "Maria Latuconsina" in await text_of(ready, done["id"])
    await ready.name_signatory(AGENCY, status=422, name="8171010101900001", position="Kepala")


async def test_cert_18_a_childs_paper_names_no_institution(ready: Client) -> None:
    """CERT-18: neither the institution on a child's paper, nor the fact of its revocation where adults' facts are."""
    programme = await scene.open_programme(
        ready,
        for_children=True,
        calendar=scene.OF_CHILDREN,
    )
    await scene.accompany(ready, programme["id"])
    child = await scene.register_participant(ready, birth_date="2010-01-01")
    enrolment = await ready.enrol(programme["id"], child["id"])
    ready.h.clock.set(scene.AFTER_CHILDRENS_SESSIONS)
    done = await scene.pass_course(ready, programme["id"], enrolment["id"])
    assert "Organisation 1" not in await text_of(ready, done["id"])
    assert "ORGANISATION 0" in await text_of(ready, done["id"])
    await revoke(ready, done)
    assert await ready.h.pool.fetchval("select topic from journal where type like '%certificate.revoked'") == (
        "masohi.training.children.v1"
    )


async def test_cert_19_wrong_codes_cost_what_right_ones_cost(ready: Client) -> None:
    """CERT-19: right or wrong, a code is one look into one index; the wrong one gets a plain 404."""
    done = await certified(ready)
    seen = []
    for code in (done["certificate_code"], "2222-2222-2222-2222"):
        before = await ready.h.pool.fetchval("select count(*) from person_reads")
        answer = await ready.h.client.get(f"/training/certificates/{code}")
        seen.append(answer.status_code)
        assert await ready.h.pool.fetchval("select count(*) from person_reads") == before
    assert seen == [200, 404]


async def test_cert_20_name_and_reason_go_with_their_record_classes(ready: Client) -> None:
    """CERT-20: after its retention no name is left on a certificate and no reason with a revocation; both check out."""
    done = await certified(ready)
    await revoke(ready, done)
    await after(ready, DAYS["certificate-revocations"] + 1)
    assert await ready.h.pool.fetchval("select holder_name from certificates") is None
    assert await ready.h.pool.fetchval("select reason from certificate_revocations") == ERASED
    shown = await ready.verify_certificate(done["certificate_code"])
    assert (shown["initials"], shown["standing"]) == ("–", "revoked")


async def test_cert_20b_an_erased_holder_has_no_document(ready: Client) -> None:
    done = await certified(ready)
    await after(ready, DAYS["register"] + 1)
    refused = await ready.read_certificate(done["id"], status=409)
    assert refused.json()["title"] == "participant-erased"


@pytest.mark.parametrize(
    ("act", "constraint"),
    [
        ("update certificates set standing = 'valid'", "certificates_end_once"),
        ("update certificates set number = 'TRN/2026/999999'", "certificates_stay"),
        ("update certificates set holder_name = 'Orang Lain'", "certificates_stay"),
        ("update certificate_revocations set decided_by = proposed_by", "certificate_revocations_two_persons"),
        ("update enrolments set state = 'failed', completed_on = null, reason = 'x'", "enrolments_certificate_revoked"),
    ],
)
async def test_cert_21_the_database_keeps_it_too(ready: Client, act: str, constraint: str) -> None:
    """CERT-21: what ended stays ended, what was printed stays printed, and two persons decide."""
    await revoke(ready, await certified(ready))
    with pytest.raises(asyncpg.CheckViolationError) as broken:
        await ready.h.pool.execute(act)
    assert constraint in str(broken.value.constraint_name)


async def test_who_signs_is_seen_as_it_is_written_and_signs_for_an_agency(ready: Client) -> None:
    await ready.name_signatory(AGENCY, name="Kepala\u202esanid", position="Kepala", status=422)
    await ready.name_signatory(AGENCY, name="\u200b", position="Kepala", status=422)
    await ready.name_signatory(PRISON, name="Kepala", position="Kepala", by=COORDINATOR, status=404)
