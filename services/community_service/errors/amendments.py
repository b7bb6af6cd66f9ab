"""Refusals of a changed verdict."""

from __future__ import annotations

from services.community_service.errors.articles import ART_85_9
from shared.errors import Refusal


class ChangeSuperseded(
    Refusal,
    indonesian="Perubahan tanggal {on} didahului perubahan yang lebih baru, tanggal {latest}, yang sudah berlaku.",
):
    """The change of {on} is older than the one of {latest}, which holds already."""


class ChangesClash(
    Refusal,
    indonesian=(
        "Dua perubahan bertanggal {on}, dan nomornya tidak menunjukkan mana yang terakhir. Sebutkan dalam `supersedes` "
        "nomor perubahan yang digantikan."
    ),
):
    """Two changes are of {on}, and their numbers do not tell the later one. Name the one it follows in `supersedes`."""


class ChangeBeforeVerdict(
    Refusal,
    kind="invalid",
    rule="K8",
    article=ART_85_9,
    indonesian="Perubahan bertanggal {on}, sebelum putusan {verdict_date}.",
):
    """The change is dated {on}, before the verdict of {verdict_date}."""


class ChangeAlreadyRecorded(
    Refusal,
    indonesian="Perubahan dengan nomor ini sudah tercatat dengan isi lain.",
):
    """A change with this number is recorded with other content."""


class RegimeInDoubt(
    Refusal,
    rule="D1",
    article="UU 27/2022 art. 30; UU 11/2012 art. 1",
    indonesian="Tanggal lahir orang ini dibetulkan; apakah ini perkara anak belum pasti. Selesaikan dulu keraguan itu.",
):
    """The person's birth date was corrected, and the case may be a child's or not: settle that doubt first."""
