"""Jinja2 for the pages: one environment per language, made when a service starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
)
from jinja2.utils import missing

from shared.clock import LOCAL_ZONE
from shared.languages import Language
from shared.web.catalogues import translations
from shared.web.meanwhile import UNSAID
from shared.web.site import Words
from shared.web.words import filters, word_filter
from shared.web.wrong import refusal_in_words

KIT = Path(__file__).parent / "templates"
_MAY_BE_ABSENT = {None, "caller", "null", "undefined"}
"""`None`: the other half of an inline `if`. The words of JavaScript stand in GOV.UK's macros."""


class OnlyNames(Undefined):
    """A name that a page was not given is an error; an absent key of a value is empty, as GOV.UK's macros expect."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *rest: Any) -> Any:
        kind = StrictUndefined if obj is missing and name not in _MAY_BE_ABSENT else Undefined
        return kind(hint, obj, name, *rest)


def environments(folders: Sequence[Path], words: Words, shared: Mapping[str, Any]) -> Mapping[Language, Environment]:
    """By language. `folders` have `templates/` and `locale/` each; `shared` are names that every template has."""
    loader = ChoiceLoader(
        [
            *(FileSystemLoader(folder / "templates") for folder in folders),
            FileSystemLoader(KIT),
            PrefixLoader({"govuk_frontend_jinja": _govuk()}),
        ]
    )
    return {language: _environment(loader, folders, words, shared, language) for language in ("id", "en")}


def _govuk() -> BaseLoader:
    return PackageLoader("govuk_frontend_jinja")


def _environment(
    loader: BaseLoader, folders: Sequence[Path], words: Words, shared: Mapping[str, Any], language: Language
) -> Environment:
    env = Environment(
        loader=loader,
        autoescape=True,
        undefined=OnlyNames,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
    )
    catalogue = translations([KIT.parent, *folders], language)
    env.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(
        filters(language, LOCAL_ZONE)
        | {"word": word_filter(words, language), "message": catalogue.gettext, "refusal": _refusal(language)}
    )
    env.globals.update({**shared, "lang": language, "new_key": lambda: str(uuid4()), "unsaid": UNSAID})
    return env


def _refusal(language: Language) -> Callable[[Any], str]:
    """`{{ row.refused | refusal }}`: the text of a broken rule in views, which have it in both languages."""
    return lambda broken: refusal_in_words(broken.slug, broken.texts[language], language)
