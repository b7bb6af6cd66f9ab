"""Refusals about cooperation agreements (PKS) and the umbrella above them."""

from __future__ import annotations

from services.agreements.errors.articles import PP28
from shared.errors import Refusal


class UmbrellaNotInForce(
    Refusal,
    rule="A2",
    article=PP28,
    indonesian="Kesepakatan induk berstatus {state}; PKS hanya dapat dibuat di bawah kesepakatan yang berlaku.",
):
    """The joint agreement is {state}; a cooperation agreement needs one in force."""


class ScopeOutsideUmbrella(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Ruang lingkup {scopes} tidak tercakup dalam kesepakatan induk.",
):
    """The scopes {scopes} are not covered by the joint agreement."""


class PeriodOutsideUmbrella(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="Masa berlaku {starts_on} s.d. {ends_on} melampaui kesepakatan induk ({umbrella}).",
):
    """The period {starts_on} to {ends_on} goes beyond the joint agreement's ({umbrella})."""


class NotAnAgency(
    Refusal,
    kind="invalid",
    rule="A2",
    article=PP28,
    indonesian="PKS dibuat antara perangkat daerah dan lembaga pemasyarakatan; {id} adalah {kind}.",
):
    """A cooperation agreement is made between a city agency and a corrections institution; {id} is a {kind}."""
