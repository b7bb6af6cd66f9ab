"""Every reason why a fact or a seal does not fit has words; a new reason fails this until it has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.journal import chain, seal_days, verification
from shared.journal.reasons import in_words, patterns

FUNCTIONS = {"flaw_of", "_link_flaw", "_check", "_unlike", "_unlisted", "reasons"}
"""Those that say why."""


def reasons() -> Iterator[str]:
    """The sentences in the code that finds flaws, with a figure in each gap."""
    for module in (chain, verification, seal_days):
        for function in ast.walk(ast.parse(Path(module.__file__ or "").read_text())):
            if isinstance(function, ast.FunctionDef) and function.name in FUNCTIONS:
                yield from _sentences(function)
    yield chain.MOVED


def _sentences(function: ast.FunctionDef) -> Iterator[str]:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    inside = {part for node in ast.walk(function) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in (node for part in body for node in ast.walk(part)):
        if isinstance(node, ast.JoinedStr):
            parts = ("7" if isinstance(part, ast.FormattedValue) else str(_text(part)) for part in node.values)
            yield "".join(parts)
        elif node not in inside and " " in (_text(node) or ""):
            yield _text(node) or ""


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


FOUND = sorted(set(reasons()))


def test_all_reasons_are_found() -> None:
    assert len(FOUND) == len(list(patterns()))
    assert "the content was changed" in FOUND


@pytest.mark.parametrize("reason", FOUND)
def test_a_reason_is_a_sentence_in_both_languages(reason: str) -> None:
    indonesian, english = in_words(reason, "id"), in_words(reason, "en")
    assert indonesian != english
    for sentence in (indonesian, english):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "{}" not in sentence
    assert re.findall(r"\d", reason) == re.findall(r"\d", indonesian) == re.findall(r"\d", english)


def test_what_nobody_has_words_for_is_shown_as_it_is() -> None:
    assert in_words("the moon was full", "id") == "the moon was full"
