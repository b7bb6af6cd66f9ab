"""Refusals about notices of termination."""

from __future__ import annotations

from services.agreements.errors.articles import PP28_END
from shared.errors import Refusal


class NoticeAlreadyGiven(
    Refusal,
    indonesian="Pengakhiran sudah diberitahukan; perjanjian berlaku sampai dengan {terminates_on}.",
):
    """Notice has been given already; the agreement is in force to the end of {terminates_on}."""


class NoticeTooShort(
    Refusal,
    kind="invalid",
    indonesian="Masa pemberitahuan {days} hari; perjanjian mensyaratkan sekurang-kurangnya {least} hari.",
):
    """The notice period is {days} days; the agreement asks for at least {least}."""


class NoticeTooLate(
    Refusal,
    kind="invalid",
    indonesian="Pemberitahuan {days} hari berakhir {terminates_on}; perjanjian sudah berakhir sendiri {ends_on}.",
):
    """Notice of {days} days runs to {terminates_on}; the agreement ends by itself on {ends_on}."""


class OfficeHolderChanged(
    Refusal,
    kind="invalid",
    rule="A4",
    article=PP28_END,
    indonesian="Kerja sama tidak berakhir karena pergantian wali kota atau pejabat; sebutkan dasar menurut peraturan.",
):
    """Cooperation does not end by a change of the mayor or of an office-holder; name another ground of the law."""
