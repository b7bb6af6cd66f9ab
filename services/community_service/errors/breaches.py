"""Refusals of breaches."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_7, CHILD_HOURS
from shared.errors import Refusal


class TooFewFailures(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Baru {failures} kali mangkir tanpa alasan yang disahkan; diperlukan sekurangnya {needed}.",
):
    """There are {failures} signed-off unjustified failures; at least {needed} are needed."""


class ChildTooFewFailures(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_HOURS,
    indonesian="Baru {failures} kali mangkir tanpa alasan yang disahkan; untuk anak diperlukan sekurangnya {needed}.",
):
    """There are {failures} signed-off unjustified failures; for a child at least {needed} are needed."""


class NoFailureSinceWarning(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Sejak peringatan {warned_on} tidak ada lagi yang mangkir; usulan memerlukan kegagalan baru.",
):
    """There is no failure since the warning of {warned_on}; a proposal needs a new one."""


class BreachOpen(
    Refusal,
    rule="K6",
    article=ART_85_7,
    indonesian="Perkara ini sudah dalam proses pelanggaran.",
):
    """A breach of this case is already under way."""


class ChildRepeatsOnly(
    Refusal,
    kind="invalid",
    rule="C1",
    article=CHILD_HOURS,
    indonesian="Untuk anak hanya dapat diputuskan pengulangan; putusan: {decision}.",
):
    """For a child only a repeat can be ordered, not {decision}."""


class MoreThanReplaced(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Paling banyak {maximum:,} {unit} dapat diputuskan; diminta {asked:,}.",
):
    """At most {maximum:,} {unit} can be ordered; {asked:,} were asked."""


class RepeatDoesNotFit(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Sisa {minutes} menit memerlukan {needed} hari; sampai {ends_on} hanya {available} hari.",
):
    """The {minutes} minutes that remain need {needed} days; until {ends_on} there are {available}."""


class ExtensionOutOfRange(
    Refusal,
    kind="invalid",
    rule="K6",
    article=ART_85_7,
    indonesian="Jangka waktu baru antara {earliest} dan {latest}; diminta {ends_on}.",
):
    """The new last day is between {earliest} and {latest}; {ends_on} was asked."""


class EvidenceNoLongerHolds(
    Refusal,
    rule="K6",
    article=ART_85_7,
    indonesian="Setelah koreksi tinggal {failures} kegagalan; diperlukan {needed}. Hanya keputusan none mungkin.",
):
    """After corrections {failures} failures are left, of {needed} needed. Only the decision none is possible."""
