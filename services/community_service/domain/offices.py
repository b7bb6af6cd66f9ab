"""The offices of a case whose code the register does not know, or knows as another kind: put right, so that someone can
act.

The court's code is no part of this: court and number are what tells one verdict from another. A court that nobody knows
is entered in the register under the code that it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from services.community_service import events
from services.community_service.domain.sentences import OVER, Sentence, balance
from services.community_service.errors import offices as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.verdicts import OfficeOfOtherKind
from shared.messaging.events import Event

Office = Literal["prosecutor", "probation_office"]


def code_of(sentence: Sentence, office: Office) -> str:
    return sentence.prosecutor_code if office == "prosecutor" else sentence.probation_office_code


def correct(sentence: Sentence, office: Office, code: str, kinds: Mapping[str, str]) -> tuple[Sentence, list[Event]]:
    """`kinds`: of the two codes, as far as the register has told us. The same again changes nothing.

    Raises WrongState, OfficeKnown, OfficeUnknown, OfficeOfOtherKind."""
    if sentence.state in OVER:
        raise WrongState(state=sentence.state, needed="assigned / active / completed")
    named = code_of(sentence, office)
    if named == code:
        return sentence, []
    if kinds.get(named) == office:  # one of another kind cannot act for the case
        raise errors.OfficeKnown(code=named)
    if code not in kinds:
        raise errors.OfficeUnknown(code=code)
    if kinds[code] != office:
        raise OfficeOfOtherKind(code=code, needed=office)
    corrected = (
        replace(sentence, prosecutor_code=code)
        if office == "prosecutor"
        else replace(sentence, probation_office_code=code)
    )
    return corrected, [events.SentenceOfficesCorrected(**balance(corrected))]
