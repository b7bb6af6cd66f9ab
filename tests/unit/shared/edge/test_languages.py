"""`Accept-Language` with its weights: Indonesian unless English is wanted more."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from shared.edge.languages import language


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ([], "id"),
        ([""], "id"),
        (["en"], "en"),
        (["EN-gb"], "en"),
        (["en, id"], "en"),
        (["id, en"], "id"),
        (["id;q=0.3, en;q=0.9"], "en"),
        (["id-ID;q=0.9, en;q=0.3"], "id"),
        (["nl, en ; q=0.5"], "en"),
        (["nl", "en;q=0.5"], "en"),
        (["nl, *"], "id"),
        (["*;q=0.5, en"], "en"),
        (["*;q=0.5, en;q=0"], "id"),
        (["id;q=0, *"], "en"),
        (["en;q=0"], "id"),
        (["enochian"], "id"),
        (["en;q=much"], "id"),
        (["en;q=nan"], "id"),
        (["de-DE, de;q=0.9"], "id"),
        ([",;,q=1;=,"], "id"),
    ],
)
def test_the_language_of_an_answer(asked: list[str], given: str) -> None:
    headers = [(b"accept-language", line.encode()) for line in asked]
    assert language(Request({"type": "http", "headers": headers})) == given
