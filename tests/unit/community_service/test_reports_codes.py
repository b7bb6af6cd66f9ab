"""How a code of a report is read from an address and from a field."""

from __future__ import annotations

import pytest

from services.community_service.domain.reports import code_of, code_typed

CODE = "OB23ABCDEFGH4567"


@pytest.mark.parametrize("text", [CODE, CODE.lower(), "OB23-ABCD-EFGH-4567", "ob23-abcd-efgh-4567"])
def test_hyphens_and_small_letters_do_not_matter(text: str) -> None:
    assert code_of(text) == code_typed(text) == CODE


@pytest.mark.parametrize("text", ["0823ABCDEFGH4567", " OB23 ABCD\tEFGH 4567\n", "0b23-a8cd-efgh-4567"])
def test_in_a_field_spaces_and_digits_that_look_alike_do_not_matter(text: str) -> None:
    assert code_of(text) is None
    assert code_typed(text) == CODE


@pytest.mark.parametrize("text", ["", "-", CODE[1:], CODE + "A", "1" * 16, "9" * 16, "Ö" * 16, "\0" * 16])
def test_anything_else_is_no_code(text: str) -> None:
    assert code_of(text) is None
    assert code_typed(text) is None
