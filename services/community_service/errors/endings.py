"""Refusals of the ends of a sentence and of its guidance."""

from __future__ import annotations

from services.community_service.errors.articles import GUIDANCE_END, LAPSE
from services.community_service.words import words_of
from shared.errors import Refusal


class LapseInFuture(
    Refusal,
    kind="invalid",
    rule="K9",
    article=LAPSE,
    indonesian="Tanggal {on} belum tiba; gugurnya pelaksanaan dicatat sesudahnya.",
):
    """{on} has not come yet; a lapse is recorded after it."""


class LapseBeforeVerdict(
    Refusal,
    kind="invalid",
    rule="K9",
    article=LAPSE,
    indonesian="Tanggal {on} mendahului putusan {verdict_date}.",
):
    """{on} is before the verdict of {verdict_date}."""


class GroundDoesNotFit(
    Refusal,
    kind="invalid",
    rule="K9",
    article=GUIDANCE_END,
    indonesian="Perkara berstatus {state}; pembimbingan diakhiri dengan dasar {needed}, bukan {ground}.",
    words={
        "state": words_of("sentence_state"),
        "needed": words_of("guidance_ground"),
        "ground": words_of("guidance_ground"),
    },
):
    """The sentence is {state}; its guidance ends with the ground {needed}, not {ground}."""


class GuidanceEndBeforeSentence(
    Refusal,
    kind="invalid",
    rule="K9",
    article=GUIDANCE_END,
    indonesian="Pembimbingan berakhir antara {earliest} dan {latest}; diminta {on}.",
):
    """Guidance ends between {earliest} and {latest}; {on} was asked."""


class GuidanceAlreadyEnded(
    Refusal,
    rule="K9",
    article=GUIDANCE_END,
    indonesian="Pembimbingan sudah diakhiri pada {on} dengan dasar {ground}.",
    words={"ground": words_of("guidance_ground")},
):
    """The guidance was ended on {on} with the ground {ground}."""
