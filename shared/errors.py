"""Refusals: a rule is broken, and the caller is told which one.

A service declares its own in `errors.py`. The docstring is the English message and a template for the figures; the
Indonesian one is what people read by default:

    class HoursOutOfRange(Refusal, kind="invalid", rule="K4",
                          article="KUHP (UU 1/2023) art. 85(4)",
                          indonesian="Kerja sosial {minimum} sampai {maximum} jam; putusan menyebut {hours}."):
        '''Community service is {minimum} to {maximum} hours; the verdict says {hours}.'''

Its slug, by which programs know it, is the name of the class: `hours-out-of-range`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from inspect import cleandoc
from typing import Any, ClassVar, Literal

Kind = Literal["invalid", "not_found", "conflict", "forbidden", "stale", "unavailable"]


InWords = Callable[[Any, str], str]
"""From a figure and a language to words."""


def said_as(words: Mapping[str, tuple[str, str]]) -> InWords:
    """For a figure that is one of these codes; what has no word is shown as it is."""
    return lambda code, language: words.get(str(code), (str(code),) * 2)[0 if language == "id" else 1]


class Refusal(Exception):
    """Refused."""

    slug: ClassVar[str] = "refused"
    kind: ClassVar[Kind] = "conflict"
    rule: ClassVar[str | None] = None
    article: ClassVar[str | None] = None
    indonesian: ClassVar[str] = "Ditolak."
    words: ClassVar[Mapping[str, InWords]] = {}
    """Of figures that are codes: what people read in their place."""

    def __init_subclass__(
        cls,
        *,
        kind: Kind = "conflict",
        rule: str | None = None,
        article: str | None = None,
        indonesian: str,
        words: Mapping[str, InWords] | None = None,
    ) -> None:
        cls.slug = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        cls.kind, cls.rule, cls.article = kind, rule, article
        cls.indonesian, cls.words = indonesian, words or {}

    def __init__(self, **figures: Any) -> None:
        self.figures = figures
        super().__init__(self.message("en"))

    def message(self, language: str = "id") -> str:
        """The text for a person, in `id` (Indonesian) or `en`."""
        template = cleandoc(type(self).__doc__ or "") if language == "en" else self.indonesian
        figures = self.said(language)
        return template.format(
            **(figures if language == "en" else {name: _dotted(each) for name, each in figures.items()})
        )

    def said(self, language: str) -> Mapping[str, Any]:
        """The figures as the text shows them."""
        return {
            name: self.words[name](value, language) if name in self.words else value
            for name, value in self.figures.items()
        }


class _Dotted(int):
    """A figure in Indonesian: `{:,}` is `1.500.000`."""

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).replace(",", ".")


def _dotted(figure: Any) -> Any:
    return _Dotted(figure) if type(figure) is int else figure


class NotFound(Refusal, kind="not_found", indonesian="{what} {id} tidak ditemukan."):
    """There is no {what} {id}."""


class Forbidden(Refusal, kind="forbidden", indonesian="Tidak diizinkan: {why}."):
    """Not allowed: {why}."""


class StaleVersion(
    Refusal,
    kind="stale",
    indonesian="Data sudah berubah (versi {actual}, bukan {expected}). Muat ulang, lalu coba lagi.",
):
    """The record has changed (version {actual}, not {expected}). Read it again, then retry."""


class ConcurrentChange(
    Refusal,
    kind="conflict",
    indonesian="Orang lain sedang mengubah data yang sama. Coba lagi.",
):
    """Someone else is changing the same record. Try again."""


class RulesBroken(Refusal, kind="invalid", indonesian="{count} ketentuan dilanggar."):
    """{count} rules are broken."""

    def __init__(self, broken: Sequence[Refusal]) -> None:
        self.broken = tuple(broken)
        super().__init__(count=len(self.broken))


def refuse_all(broken: Sequence[Refusal]) -> None:
    """Raises the one broken rule, or RulesBroken with all of them. Returns where no rule is broken."""
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise RulesBroken(broken)
