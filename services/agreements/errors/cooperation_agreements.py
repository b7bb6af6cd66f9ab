"""Refusals about cooperation agreements (PKS) and the umbrella above them."""

from __future__ import annotations

from services.agreements.errors.articles import LINES, PP28
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
    rule="A6",
    article=LINES,
    indonesian=(
        "PKS dibuat antara pemerintah kota atau perangkat daerahnya dan lembaga pemasyarakatan, bapas, atau kejaksaan; "
        "{id} adalah {kind}."
    ),
):
    """A cooperation agreement is made between the city or its agency and a corrections institution or a prosecutor's
    office; {id} is a {kind}."""


class InstitutionOutsideUmbrella(
    Refusal,
    kind="invalid",
    rule="A6",
    article=LINES,
    indonesian="Kesepakatan induk tanpa {needed} tidak mencakup {institution}.",
):
    """A joint agreement without a {needed} among its parties does not cover a {institution}."""
