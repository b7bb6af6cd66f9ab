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
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018 art. 13")
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


CITY_PKS = replace(PKS, parties={CITY: "city", PRISON: "prison"}, agency_id=CITY)
OFFICE_ALONE = {"authority": "office", "kuasa_number": None, "kuasa_date": None}
MAYOR = OFFICE_ALONE | {"authority": "mayor"}


@pytest.mark.parametrize(
    ("agreement", "party", "changes", "refusal"),
    [
        pytest.param(PKS, AGENCY, {}, None, id="A2: the head of an agency with surat kuasa"),
        pytest.param(PKS, AGENCY, OFFICE_ALONE, errors.PowerOfAttorneyMissing, id="A2: the head of an agency without"),
        pytest.param(PKS, AGENCY, MAYOR, None, id="A2: the mayor in place of the agency's head needs none"),
        pytest.param(CITY_PKS, CITY, OFFICE_ALONE, None, id="A2: the mayor for the city needs none"),
        pytest.param(CITY_PKS, CITY, MAYOR, None, id="A2: the mayor, named so, for the city"),
        pytest.param(CITY_PKS, CITY, {}, None, id="A2: the head of an agency for the city, with surat kuasa"),
        pytest.param(PKS, AGENCY, {"authority": "mayor"}, errors.PowerOfAttorneyIncomplete, id="A2: mayor with kuasa"),
        pytest.param(PKS, AGENCY, {"kuasa_number": None}, errors.PowerOfAttorneyIncomplete, id="A2: kuasa, no number"),
        pytest.param(PKS, AGENCY, {"kuasa_date": None}, errors.PowerOfAttorneyIncomplete, id="A2: kuasa, no date"),
        pytest.param(
            PKS, AGENCY, {"kuasa_date": TODAY + DAY}, errors.PowerOfAttorneyAfterSigning, id="A2: kuasa too late"
        ),
        pytest.param(PKS, AGENCY, {"kuasa_date": TODAY - 400 * DAY}, None, id="A2: an old kuasa"),
        pytest.param(PKS, PRISON, {}, errors.PowerOfAttorneyNotFor, id="A2: the mayor's kuasa is not for a Lapas"),
        pytest.param(PKS, PRISON, MAYOR, errors.MayorNotFor, id="A2: the mayor does not sign for a Lapas"),
        pytest.param(PKS, PRISON, OFFICE_ALONE, None, id="A2: the head of the Lapas by office"),
        pytest.param(
            PKS, PRISON, {"authority": "office"}, errors.PowerOfAttorneyIncomplete, id="A2: office with kuasa"
        ),
        pytest.param(UMBRELLA, CITY, {}, errors.PowerOfAttorneyNeverForUmbrella, id="A2: never an umbrella, city"),
        pytest.param(UMBRELLA, OFFICE, {}, errors.PowerOfAttorneyNeverForUmbrella, id="A2: never an umbrella, office"),
        pytest.param(UMBRELLA, CITY, OFFICE_ALONE, None, id="A2: the mayor signs the umbrella"),
        pytest.param(UMBRELLA, OFFICE, MAYOR, errors.MayorNotFor, id="A2: the mayor not for the corrections office"),
    ],
)
def test_a2_who_signs_with_what(agreement: Agreement, party: Any, changes: dict[str, Any], refusal: Any) -> None:
    given = replace(kuasa(party), **changes)
    if refusal is None:
        assert agreements.sign(approve(agreement), given, TODAY)[0].signatures == (given,)
        return
    with pytest.raises(refusal) as refused:
        agreements.sign(approve(agreement), given, TODAY)
    assert (refused.value.rule, refused.value.article) == ("A2", "PP 28/2018 art. 13")
