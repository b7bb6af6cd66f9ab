"""Signatures: by whom, dated when, and with which power of attorney (surat kuasa)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from services.agreements.domain import agreements
from services.agreements.domain.agreements import Agreement
from services.agreements.errors import signatures as errors
from tests.unit.agreements.builders import (
    AGENCY,
    CITY,
    DAY,
    OFFICE,
    PKS,
    PRISON,
    TODAY,
    UMBRELLA,
    approve,
    kuasa,
    signature,
)


def test_a_party_signs_once() -> None:
    once, _ = agreements.sign(approve(UMBRELLA), signature(CITY), TODAY)
    with pytest.raises(errors.AlreadySigned):
        agreements.sign(once, signature(CITY, number="another"), TODAY)


@pytest.mark.parametrize(
    ("signed_on", "refusal"),
    [
        (TODAY - DAY, errors.SignedBeforeApproval),
        (TODAY, None),
        (TODAY + DAY, None),
        (TODAY + 2 * DAY, errors.SignedInFuture),
    ],
)
def test_a_signature_is_dated_from_the_approval_to_today(signed_on: date, refusal: type[Exception] | None) -> None:
    act = partial(agreements.sign, approve(UMBRELLA), signature(CITY, signed_on=signed_on), TODAY + DAY)
    if refusal is None:
        assert act()[0].signatures[0].signed_on == signed_on
        return
    with pytest.raises(refusal, match=str(signed_on)):
        act()


def test_a2_the_head_of_an_agency_signs_a_pks_only_with_a_power_of_attorney() -> None:
    with pytest.raises(errors.PowerOfAttorneyMissing) as refused:
        agreements.sign(approve(PKS), signature(AGENCY), TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")
    assert agreements.sign(approve(PKS), kuasa(AGENCY), TODAY)[0].signatures == (kuasa(AGENCY),)


@pytest.mark.parametrize(("agreement", "party"), [(PKS, PRISON), (UMBRELLA, CITY), (UMBRELLA, OFFICE)])
def test_a2_everyone_else_signs_by_office(agreement: Agreement, party: object) -> None:
    assert agreements.sign(approve(agreement), signature(party), TODAY)[0].signatures  # type: ignore[arg-type]


def test_a2_an_agency_among_the_parties_of_an_umbrella_signs_by_office() -> None:
    wide = replace(UMBRELLA, parties={**UMBRELLA.parties, AGENCY: "agency"})
    assert agreements.sign(approve(wide), signature(AGENCY), TODAY)[0].signatures


def test_who_signed_stands_in_no_fact() -> None:
    _, happened = agreements.sign(approve(UMBRELLA), signature(CITY), TODAY)
    assert "A Name" not in str([event.model_dump() for event in happened])


@pytest.mark.parametrize(
    ("agreement", "party", "changes", "refusal"),
    [
        (PKS, AGENCY, {}, None),
        (PKS, AGENCY, {"authority": "office", "kuasa_number": None, "kuasa_date": None}, errors.PowerOfAttorneyMissing),
        (PKS, AGENCY, {"kuasa_number": None}, errors.PowerOfAttorneyIncomplete),
        (PKS, AGENCY, {"kuasa_date": None}, errors.PowerOfAttorneyIncomplete),
        (PKS, AGENCY, {"kuasa_date": TODAY + DAY}, errors.PowerOfAttorneyAfterSigning),
        (PKS, AGENCY, {"kuasa_date": TODAY - 400 * DAY}, None),
        (PKS, PRISON, {}, errors.PowerOfAttorneyNotFor),
        (PKS, PRISON, {"authority": "office", "kuasa_number": None, "kuasa_date": None}, None),
        (PKS, PRISON, {"authority": "office"}, errors.PowerOfAttorneyIncomplete),
        (UMBRELLA, CITY, {}, None),
        (UMBRELLA, CITY, {"kuasa_date": TODAY + DAY}, errors.PowerOfAttorneyAfterSigning),
    ],
)
def test_a2_a_power_of_attorney_has_number_and_date_and_is_older_than_the_signature(
    agreement: Agreement, party: Any, changes: dict[str, Any], refusal: Any
) -> None:
    """In a PKS it is the mayor's, for agencies only; in an umbrella whoever signs for another shows one."""
    given = replace(kuasa(party), **changes)
    if refusal is None:
        assert agreements.sign(approve(agreement), given, TODAY)[0].signatures == (given,)
        return
    with pytest.raises(refusal) as refused:
        agreements.sign(approve(agreement), given, TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018")


def test_signed_by_office_in_an_umbrella_needs_no_power_of_attorney() -> None:
    assert agreements.sign(approve(UMBRELLA), signature(CITY), TODAY)[0].signatures
