"""What is wrong with a page, in words: how it is made, what it is called, what it says, what it is sent with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from babel.messages.pofile import read_po

from shared.web.headers import POLICY
from tests.support.markup import Element, everything
from tests.support.walks import Seen

ROOT = Path(__file__).parents[2]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
SLUG = re.compile(r"(?<![\w./@-])(?:[a-z]+_[a-z_]+|[a-z-]+\.[a-z-]+\.[a-z-]+)(?![\w@/])")
"""Such as `signed_alone` or `training.certificate.issued`."""
DOMAIN = re.compile(r"\b(?:[\w-]+\.)+(?:go\.id|com|org)\b|https?://\S+")
FIELDS = {"key_id", "sealed_at"}
"""What a program needs to check a seal by itself, as the page about seals names it."""
NOT_READ = {"script", "style", "head", "code", "pre"}
SAID = ("alt", "aria-label", "title", "placeholder", "aria-description")


def made_badly(seen: Seen) -> Iterator[str]:
    """One heading, one main part, ids once, labels that lead somewhere, and nothing inline."""
    try:
        elements = everything(seen.html)
    except AssertionError as error:
        yield str(error)
        return
    if not seen.answer.text.lower().startswith("<!doctype html>"):
        yield "no doctype"
    for tag in ("h1", "main", "head", "html"):
        if (count := sum(each.tag == tag for each in elements)) != 1:
            yield f"{count} <{tag}>"
    ids = [each.attributes["id"] for each in elements if "id" in each.attributes]
    yield from (f"id {each} twice" for each in {each for each in ids if ids.count(each) > 1})
    for each in elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            yield from (f"{name}={one} is nowhere" for one in each.attributes.get(name, "").split() if one not in ids)
        yield from _inline(each)
    yield from _headings(elements)


def _inline(element: Element) -> Iterator[str]:
    given = element.attributes
    if element.tag == "style" or "style" in given:
        yield f"an inline style at <{element.tag}>"
    if element.tag == "script" and ("src" not in given or element.text.strip()):
        yield "an inline script"
    if handlers := [name for name in given if name.startswith(("on", "hx-on"))]:
        yield f"{handlers[0]} at <{element.tag}>"
    if any(value.strip().lower().startswith(("javascript:", "js:")) for value in given.values()):
        yield f"a program in an attribute of <{element.tag}>"


def _headings(elements: list[Element]) -> Iterator[str]:
    levels = [int(each.tag[1]) for each in elements if re.fullmatch("h[1-6]", each.tag)]
    yield from (f"<h{b}> after <h{a}>" for a, b in pairwise(levels) if b > a + 1)


def sent_badly(seen: Seen) -> Iterator[str]:
    """Against the headers that shared/web/headers.py promises."""
    headers = seen.answer.headers
    policy = headers.get("content-security-policy", "")
    if "unsafe" in policy or not policy.startswith("default-src 'none'"):
        yield f"policy {policy}"
    if seen.route != "/" and "/field" not in seen.route and policy != POLICY:
        yield f"policy {policy}"
    wanted = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"}
    if "/desk/" in seen.route:
        wanted["cache-control"] = "no-store"
    yield from (f"{name}: {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value)
    if not seen.who and "set-cookie" in headers:
        yield "a cookie for a stranger"
    language = seen.html.all("html")[0].attributes.get("lang")
    if language != seen.language or headers.get("content-language", "id") != language:
        yield f"lang {language}, {headers.get('content-language')}"


def titled_badly(seen: Seen, secrets: Iterable[str]) -> Iterator[str]:
    """`secrets` are names and numbers of persons: they are in no title, and in no address."""
    title = seen.html.all("head")[0].all("title")[0].words()
    if "Masohi" not in title:
        yield f"the title {title!r}"
    places = (title, seen.address, *seen.links())
    yield from (f"{each!r} in {place!r}" for each in secrets for place in places if each in place)


def heard(top: Element) -> Iterator[str]:
    """Every text that a person reads or hears, piece by piece, except what is marked as another language."""
    for each in top.inside:
        if each.tag in NOT_READ or each.attributes.get("lang", "id") != "id":
            continue
        yield from (each.attributes[name] for name in SAID if name in each.attributes)
        inner = [one.text for one in each.inside]
        own = each.text
        for one in inner:
            own = own.replace(one, "\n", 1)
        yield from (" ".join(part.split()) for part in own.split("\n") if part.strip())
        yield from heard(each)


def speaks_badly(seen: Seen, typed: frozenset[str] = frozenset()) -> Iterator[str]:
    """A page in Indonesian has no English word of ours, no slug and no id. `typed` are words that people wrote."""
    if seen.language == "id":
        yield from not_indonesian(seen.html, typed)


def refused_badly(summary: Element, typed: frozenset[str] = frozenset()) -> Iterator[str]:
    """A summary of what is wrong, in Indonesian: no English, also no sentence of a refusal that nobody translated."""
    yield from not_indonesian(summary, typed | {"basis"})
    for text in heard(summary):
        words = set(re.findall(r"[a-z]+", text.lower()))
        yield from (f"English {word} in {text!r}" for word in words & _SMALL_WORDS - typed)


_SMALL_WORDS = frozenset(
    {"the", "is", "are", "was", "were", "of", "and", "or", "not", "this", "that", "with", "before", "after", "already"}
)


def not_indonesian(top: Element, typed: frozenset[str] = frozenset()) -> Iterator[str]:
    english = english_words() - typed
    for text in map(_without_domains, heard(top)):
        yield from (f"the id {each} in {text!r}" for each in UUID.findall(text))
        yield from (f"the slug {each} in {text!r}" for each in SLUG.findall(text) if each not in FIELDS)
        if text in messages():
            yield f"untranslated: {text!r}"
        elif found := english & set(re.findall(r"[a-z]{2,}", text.lower())):
            yield f"English {', '.join(sorted(found))} in {text!r}"


def _without_domains(text: str) -> str:
    return DOMAIN.sub("", text)


@cache
def messages() -> dict[str, str]:
    """English → Indonesian, where they differ."""
    found: dict[str, str] = {}
    for path in ROOT.glob("s*/**/locale/id/*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                ids, strings = _parts(message.id), _parts(message.string)
                found |= {each: strings[0] for each in ids if each and strings and each != strings[0]}
    return found


def _parts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@cache
def english_words() -> frozenset[str]:
    """Words of the English messages that no Indonesian text has."""
    both = re.compile(r"%\(\w+\)\w|<[^>]*>")
    ours = {word for text in messages() for word in re.findall(r"[a-z]{2,}", both.sub(" ", text).lower())}
    theirs = {word for text in _indonesian() for word in re.findall(r"[a-z]{2,}", both.sub(" ", text).lower())}
    return frozenset(ours - theirs)


def _indonesian() -> Iterator[str]:
    yield from messages().values()
    for service in ("agreements", "training", "community_service", "notifications"):
        path = ROOT / "services" / service / "words.py"
        if path.exists():
            yield from re.findall(r'\(\s*"([^"]+)",\s*"', path.read_text())
