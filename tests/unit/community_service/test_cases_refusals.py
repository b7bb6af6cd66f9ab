"""Refusals say codes in the words of their reader."""

from __future__ import annotations

import pytest

from services.community_service.errors.breaches import MoreThanOrdered, NotOrdered
from services.community_service.errors.cases import WrongState
from services.community_service.errors.verdicts import OfficeNotNamed
from services.community_service.errors.verdicts_adults import VerdictIncomplete
from shared.errors import Refusal


@pytest.mark.parametrize(
    ("refusal", "indonesian", "english"),
    [
        (
            WrongState(state="resolved", needed="open"),
            "Statusnya diselesaikan; tindakan ini memerlukan status terbuka.",
            "It is resolved; this needs it to be open.",
        ),
        (
            WrongState(state="settled", needed="open / overdue / substitute_prison"),
            (
                "Statusnya selesai; tindakan ini memerlukan status belum lunas / lewat jatuh tempo / penjara pengganti"
                " diperintahkan."
            ),
            "It is settled; this needs it to be unpaid / overdue / substitute prison ordered.",
        ),
        (
            WrongState(state="active", needed="signed_off"),
            "Statusnya sedang dijalani; tindakan ini memerlukan status disahkan.",
            "It is being served; this needs it to be signed off.",
        ),
        (
            NotOrdered(decision="fine", ordered="prison"),
            (
                "Putusan tidak memerintahkan membayar denda yang diganti bila kerja sosial tidak dijalani; "
                "diperintahkan: menjalani pidana penjara yang diganti."
            ),
            (
                "The verdict does not order pay the fine that was replaced for a failure to serve; it orders: serve the"
                " prison that was replaced."
            ),
        ),
        (
            MoreThanOrdered(ordered=90, unit="hari penjara / days of prison", replaced=120, maximum=90, asked=91),
            "Diperintahkan putusan 90 hari penjara, digantikan 120: paling banyak 90; diminta 91.",
            "The verdict orders 90 days of prison and 120 were replaced: at most 90. 91 were\nasked.",
        ),
    ],
)
def test_codes_are_words_in_both_languages(refusal: Refusal, indonesian: str, english: str) -> None:
    assert (refusal.message("id"), refusal.message("en")) == (indonesian, english)


def test_what_a_verdict_lacks_is_named() -> None:
    incomplete = VerdictIncomplete(missing="hours_per_day, sanctions").message("id")
    assert incomplete.endswith("belum ada: jam per hari, sanksi bila tidak dijalani.")
    assert OfficeNotNamed(missing="prosecutor_code").message("en").endswith("missing: the prosecution office.")
