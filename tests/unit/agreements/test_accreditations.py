"""Sekolah Ramah Anak (rule S1): the certificate says the stage, and a life without gaps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain import accreditations
from services.agreements.domain.accreditations import COMPONENTS, Accreditation, Certificate, Finding, MandatoryItem
from services.agreements.errors import accreditations as errors
from services.agreements.errors.terms import PeriodReversed
from services.agreements.events import AccreditationRevoked, Component, OrganisationKind, Stage
from services.agreements.rules import BOOK
from shared.clock import midnight
from shared.errors import Refusal

TODAY = date(2026, 2, 9)
FIGURES = BOOK.on(TODAY)
SCHOOL, ACCREDITATION = UUID(int=1), UUID(int=2)
ALL = tuple(COMPONENTS)


def certificate(met: Collection[str] = ALL, **changes: Any) -> Certificate:
    renewal = Certificate(
        issued_by="Kementerian PPPA",
        evidence="Piagam 1/2026",
        valid_from=TODAY,
        valid_until=date(2028, 2, 8),
        stage="maju",
        components={name: Finding(met=name in met, evidence="Bukti" if name in met else "") for name in ALL},
    )
    return replace(renewal, **changes)


def issued(renewal: Certificate | None = None, today: date = TODAY, kind: OrganisationKind = "school") -> Accreditation:
    made, _ = accreditations.issue(
        ACCREDITATION, (SCHOOL, kind), "child_friendly_school", renewal or certificate(), FIGURES, today
    )
    return made


def test_s1_the_six_components_bear_the_guidelines_names() -> None:
    assert set(COMPONENTS) == set(get_args(Component))
    assert list(COMPONENTS.values()) == [
        "kebijakan SRA",
        "pelaksanaan kurikulum dan proses pembelajaran ramah anak",
        "pendidik dan tenaga kependidikan terlatih hak anak (KHA)",
        "sarana dan prasarana ramah anak",
        "partisipasi anak",
        "partisipasi orang tua, lembaga masyarakat, dunia usaha, dan alumni",
    ]


def test_s1_since_2021_the_stage_comes_from_the_certificate_and_older_ones_keep_their_rule_set() -> None:
    named = [(rules.valid_from.year, rules.stage.source, rules.stage.article) for rules in BOOK.sets]
    assert named == [
        (2015, "count", "Pedoman Sekolah Ramah Anak (Permen PPPA 8/2014); configuration"),
        (2021, "certificate", "Instrumen SRA 2021"),
    ]


@pytest.mark.parametrize("stage", get_args(Stage))
@pytest.mark.parametrize("met", [(), ALL[:2], ALL], ids=len)
def test_s1_the_certificate_says_the_stage_and_no_count_does(stage: Stage, met: tuple[str, ...]) -> None:
    assert issued(certificate(met, stage=stage)).stage == stage


def test_s1_a_certificate_need_not_speak_of_its_components() -> None:
    assert issued(certificate(components={})).components == {}


def test_s1_points_and_mandatory_items_are_kept_as_they_are_written() -> None:
    found = {"policy": Finding(points=17, mandatory=(MandatoryItem("SK tim SRA", met=False),), evidence="SK 1")}
    _, (fact,) = accreditations.issue(
        ACCREDITATION, (SCHOOL, "school"), "child_friendly_school", certificate(components=found), FIGURES, TODAY
    )
    assert (fact.public()["points"], fact.public()["components"]) == ({"policy": 17}, None)
    assert fact.public()["stage"] == "maju"


def test_s1_only_a_school_is_a_child_friendly_school() -> None:
    with pytest.raises(errors.NotASchool, match="prison"):
        issued(kind="prison")


@pytest.mark.parametrize("valid_until", [None, TODAY, date(2030, 1, 1)])
def test_both_days_or_no_end(valid_until: date | None) -> None:
    assert issued(certificate(valid_until=valid_until)).valid_until == valid_until


def test_it_neither_ends_before_it_begins_nor_before_it_is_entered() -> None:
    with pytest.raises(PeriodReversed):
        issued(certificate(valid_until=TODAY - timedelta(days=1)))
    with pytest.raises(errors.AccreditationOver):
        issued(certificate(valid_until=TODAY), today=TODAY + timedelta(days=1))


def test_the_fact_holds_the_whole_state_and_no_paper() -> None:
    _, (fact,) = accreditations.issue(
        ACCREDITATION, (SCHOOL, "school"), "child_friendly_school", certificate(ALL[:4], stage="mampu"), FIGURES, TODAY
    )
    assert fact.type == "agreements.accreditation.issued"
    assert fact.public() == {
        "accreditation_id": str(ACCREDITATION),
        "organisation_id": str(SCHOOL),
        "kind": "child_friendly_school",
        "valid_from": "2026-02-09",
        "valid_until": "2028-02-08",
        "state": "valid",
        "stage": "mampu",
        "components": {name: name in ALL[:4] for name in ALL},
        "points": None,
        "renewals": 0,
        "revoked_on": None,
        "detail_url": f"/agreements/accreditations/{ACCREDITATION}",
    }


def test_an_early_renewal_keeps_the_id_and_says_the_whole_span() -> None:
    renewal = certificate(valid_from=date(2028, 2, 9), valid_until=date(2030, 2, 8))
    renewed, (fact,) = accreditations.renew(issued(), renewal, FIGURES, date(2027, 12, 1))
    assert (renewed.id, renewed.renewals) == (ACCREDITATION, 1)
    assert (fact.public()["valid_from"], fact.public()["valid_until"]) == ("2026-02-09", "2030-02-08")


def test_a_renewal_recorded_after_the_last_day_makes_it_valid_again() -> None:
    expired, _ = accreditations.expire(issued(), midnight(date(2028, 2, 9)))
    renewal = certificate(valid_from=date(2028, 2, 9), valid_until=date(2030, 2, 8))
    assert accreditations.renew(expired, renewal, FIGURES, date(2028, 2, 20))[0].state == "valid"


RENEWALS = [
    (date(2028, 2, 10), date(2030, 1, 1), errors.RenewalLeavesGap),
    (date(2028, 1, 1), date(2028, 2, 7), errors.RenewalShortens),
    (date(2028, 2, 9), date(2028, 2, 8), PeriodReversed),
]


@pytest.mark.parametrize(("valid_from", "valid_until", "refusal"), RENEWALS)
def test_a_renewal_leaves_no_gap_and_never_shortens(
    valid_from: date, valid_until: date, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        accreditations.renew(issued(), certificate(valid_from=valid_from, valid_until=valid_until), FIGURES, TODAY)


def test_one_without_end_can_be_assessed_anew_and_not_be_given_an_end() -> None:
    endless = issued(certificate(ALL[:4], stage="mampu", valid_until=None))
    assert accreditations.renew(endless, certificate(valid_until=None), FIGURES, TODAY)[0].stage == "maju"
    with pytest.raises(errors.RenewalShortens):
        accreditations.renew(endless, certificate(), FIGURES, TODAY)


def test_what_was_revoked_is_neither_renewed_nor_revoked_again_nor_expired() -> None:
    revoked, (fact,) = accreditations.revoke(issued(), TODAY, TODAY)
    assert (fact.public()["state"], fact.public()["revoked_on"]) == ("revoked", "2026-02-09")
    with pytest.raises(errors.AccreditationWrongState, match="revoked"):
        accreditations.renew(revoked, certificate(), FIGURES, TODAY)
    with pytest.raises(errors.AccreditationWrongState, match="revoked"):
        accreditations.revoke(revoked, TODAY, TODAY)
    with pytest.raises(errors.AccreditationWrongState, match="revoked"):
        accreditations.expire(revoked, midnight(TODAY))


def test_a_revocation_is_not_dated_ahead() -> None:
    with pytest.raises(errors.RevokedInFuture):
        accreditations.revoke(issued(), TODAY + timedelta(days=1), TODAY)


@pytest.mark.parametrize(
    ("revoked_on", "valid_until", "holds_until"),
    [
        (None, date(2028, 2, 8), date(2028, 2, 8)),
        (None, None, None),
        (date(2027, 5, 3), date(2028, 2, 8), date(2027, 5, 2)),
        (date(2027, 5, 3), None, date(2027, 5, 2)),
    ],
)
def test_the_last_day_on_which_it_holds(
    revoked_on: date | None, valid_until: date | None, holds_until: date | None
) -> None:
    accreditation = issued(certificate(valid_until=valid_until))
    if revoked_on:
        _, (fact,) = accreditations.revoke(accreditation, revoked_on, revoked_on)
    else:
        _, (fact,) = accreditations.renew(accreditation, certificate(valid_until=valid_until), FIGURES, TODAY)
    assert fact.holds_until == holds_until  # type: ignore[attr-defined]


def test_notices_are_given_90_30_and_7_days_before_the_last_day() -> None:
    accreditation, given = issued(), []
    while accreditation.notice_on:
        now = midnight(accreditation.notice_on)
        accreditation, (fact,) = accreditations.give_expiry_notice(accreditation, FIGURES, now)
        given.append((fact.public()["due_on"], fact.public()["days_left"], fact.public()["late"]))
    assert given == [("2027-11-10", 90, False), ("2028-01-09", 30, False), ("2028-02-01", 7, False)]


@pytest.mark.parametrize(
    ("days", "first"), [(120, 90), (90, 90), (89, 30), (30, 30), (29, 7), (7, 7), (6, None), (0, None)]
)
def test_a_notice_that_was_due_before_it_was_entered_is_not_given(days: int, first: int | None) -> None:
    accreditation = issued(certificate(valid_until=TODAY + timedelta(days=days)))
    left = accreditation.notice_on and (TODAY + timedelta(days=days) - accreditation.notice_on).days
    assert left == first


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (1439, False), (1440, True), (60 * 24 * 40, True)])
def test_late_is_a_later_day(minutes: int, *, late: bool) -> None:
    now: datetime = midnight(date(2028, 2, 9)) + timedelta(minutes=minutes)
    _, (fact,) = accreditations.expire(issued(), now)
    assert (fact.public()["due_on"], fact.public()["late"]) == ("2028-02-09", late)


@given(
    length=st.integers(0, 800),
    entered=st.integers(0, 800),
    extension=st.integers(1, 800),
    early=st.integers(0, 400),
)
def test_whatever_the_dates_a_renewal_covers_every_day_of_the_span(
    length: int, entered: int, extension: int, early: int
) -> None:
    end = TODAY + timedelta(days=length)
    accreditation = issued(certificate(valid_until=end), today=min(TODAY + timedelta(days=entered), end))
    start = max(TODAY, end + timedelta(days=1) - timedelta(days=early))
    renewal = certificate(valid_from=start, valid_until=end + timedelta(days=extension))
    renewed, (fact,) = accreditations.renew(accreditation, renewal, FIGURES, end)
    assert renewed.valid_from == TODAY
    assert renewed.valid_until == end + timedelta(days=extension)
    assert fact.holds_until == renewed.valid_until  # type: ignore[attr-defined]
    assert renewed.notice_on is None or end <= renewed.notice_on < renewed.valid_until


ENDLESS = (date(9999, 12, 31), date(9999, 12, 30))
"""What older rows use for "without end"."""


@pytest.mark.parametrize("end", ENDLESS, ids=str)
def test_what_is_valid_until_a_sentinel_day_is_renewed_and_revoked_like_any_other(end: date) -> None:
    old = replace(issued(certificate(valid_until=None)), valid_until=end)
    with pytest.raises(errors.RenewalShortens):
        accreditations.renew(old, certificate(), FIGURES, TODAY)
    assert accreditations.renew(old, certificate(valid_until=None), FIGURES, TODAY)[0].valid_until is None
    assert accreditations.revoke(old, TODAY, TODAY)[0].state == "revoked"


@pytest.mark.parametrize("revoked_on", [date(1, 1, 1), date(1, 1, 2), date(2026, 2, 9)], ids=str)
def test_a_fact_of_a_revocation_can_be_read_whatever_its_day(revoked_on: date) -> None:
    _, (fact,) = accreditations.revoke(issued(), revoked_on, TODAY)
    read = AccreditationRevoked.model_validate(fact.model_dump())
    assert read.holds_until == max(date.min, date.fromordinal(max(1, revoked_on.toordinal() - 1)))
