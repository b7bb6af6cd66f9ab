"""A circular's letter, and its acknowledgements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.notifications.domain import circulars
from services.notifications.domain.circulars import Addressee, Circular, Letter
from services.notifications.errors.circulars import DeadlinePassed, NobodyAddressed

NOW = datetime(2026, 2, 9, tzinfo=UTC)
OPEN = Circular(UUID(int=3), date(2026, 2, 16), "open", recipients=2)
ASN = Addressee(UUID(int=4), UUID(int=5), None)


def test_the_letter_goes_out_as_it_was_written_with_a_request_in_each_language() -> None:
    letter = Letter(title="Apel\npagi", body="Hadir pukul 7.")
    indonesian, english = circulars.texts(letter, date(2026, 2, 16))
    assert (indonesian.language, english.language) == ("id", "en")
    assert {text.subject for text in (indonesian, english)} == {"Apel pagi"}
    assert indonesian.body.startswith("Hadir pukul 7.\n\nMohon")
    assert indonesian.body.endswith("16 Februari 2026.")
    assert english.body.endswith("16 February 2026.")


def test_it_is_overdue_from_local_midnight_and_never_before_its_last_fact() -> None:
    midnight = datetime(2026, 2, 16, 15, tzinfo=UTC)
    assert circulars.overdue_at(OPEN, NOW) == midnight
    later = midnight.replace(hour=18)
    assert circulars.overdue_at(OPEN, later) == later


def test_a_deadline_may_be_today_but_not_yesterday() -> None:
    circulars.check_deadline(date(2026, 2, 9), date(2026, 2, 9))
    with pytest.raises(DeadlinePassed, match="2026-02-08"):
        circulars.check_deadline(date(2026, 2, 8), date(2026, 2, 9))


def test_a_circular_to_nobody_is_refused() -> None:
    with pytest.raises(NobodyAddressed):
        circulars.publish(replace(OPEN, recipients=0))


def test_acknowledging_twice_counts_once() -> None:
    once, [fact] = circulars.acknowledge(OPEN, ASN)
    assert (once.acknowledged, once.state) == (1, "open")
    assert set(fact.public()) == {"circular_id", "organisation_id", "detail_url"}
    assert circulars.acknowledge(once, replace(ASN, acknowledged_at=NOW)) == (once, [])


@pytest.mark.parametrize("state", ["open", "overdue"])
def test_the_last_acknowledgement_completes_it_also_when_late(state: circulars.State) -> None:
    done, _ = circulars.acknowledge(replace(OPEN, state=state, acknowledged=1), ASN)
    assert done.state == "complete"


def test_overdue_says_how_many_are_missing() -> None:
    lapsed, [fact] = circulars.lapse(replace(OPEN, acknowledged=1))
    assert lapsed.state == "overdue"
    assert {k: fact.public()[k] for k in ("recipients", "acknowledged")} == {"recipients": 2, "acknowledged": 1}
