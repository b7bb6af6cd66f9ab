"""What a download is called: a file name that is only a name."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain.documents import Document, Subject, add, check_name, disposition
from services.agreements.errors import documents as errors
from services.agreements.events import DocumentKind
from shared.errors import Refusal


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Naskah", "attachment; filename=\"Naskah.pdf\"; filename*=UTF-8''Naskah.pdf"),
        ("naskah.PDF", "attachment; filename=\"naskah.PDF\"; filename*=UTF-8''naskah.PDF"),
        ("../../etc/passwd", "attachment; filename=\"____etc_passwd.pdf\"; filename*=UTF-8''____etc_passwd.pdf"),
        ('a"; filename="b', "attachment; filename=\"a__ filename=_b.pdf\"; filename*=UTF-8''a__%20filename%3D_b.pdf"),
        (" . ", "attachment; filename=\"dokumen.pdf\"; filename*=UTF-8''dokumen.pdf"),
        ("協定", "attachment; filename=\"dokumen.pdf\"; filename*=UTF-8''%E5%8D%94%E5%AE%9A.pdf"),
    ],
)
def test_named(name: str, header: str) -> None:
    assert disposition(name) == header


@given(st.text(max_size=200))
def test_whatever_the_name_the_header_is_one_safe_line(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["content-disposition"] = header
    assert message.get_content_disposition() == "attachment"
    plain = header.split('"')[1]
    wide = unquote(header.rpartition("''")[2])
    assert header.count('"') == 2
    for file_name in (plain, wide):
        assert file_name.lower().endswith(".pdf")
        assert not set('/\\"\r\n\x00') & set(file_name)
        assert ".." not in file_name
        assert not file_name.startswith(".")


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\x00b", "a\x7fb", "a\u202eb", "a\u2028b", "a\u200bb"])
def test_control_characters_are_no_part_of_a_name(name: str) -> None:
    with pytest.raises(errors.DocumentNameUnfit):
        check_name(name)


@pytest.mark.parametrize("name", ["Naskah final (2)", "Kesepakatan No. 1/KB/II/2026", "Lampiran – é", "協定"])
def test_what_people_write_is(name: str) -> None:
    check_name(name)


DRAFT = Subject(id=UUID(int=1), open_text=True, unsigned=2, has_signed_copy=False)
SIGNED = Subject(id=UUID(int=1), open_text=False, unsigned=0, has_signed_copy=False)
HALF_SIGNED = replace(SIGNED, unsigned=1)
FINAL = replace(SIGNED, has_signed_copy=True)


def document(kind: DocumentKind) -> Document:
    return Document(UUID(int=2), UUID(int=1), kind, "Naskah", 1, bytes(32), 1_000, 3)


@pytest.mark.parametrize(
    ("subject", "kind", "refusal"),
    [
        (DRAFT, "draft_text", None),
        (DRAFT, "annex", None),
        (DRAFT, "signed_copy", errors.DocumentNotSignedYet),
        (DRAFT, "evidence", errors.DocumentNotSignedYet),
        (HALF_SIGNED, "draft_text", errors.DocumentTextFixed),
        (HALF_SIGNED, "evidence", errors.DocumentNotSignedYet),
        (HALF_SIGNED, "signed_copy", errors.DocumentNotSignedYet),
        (SIGNED, "draft_text", errors.DocumentTextFixed),
        (SIGNED, "annex", errors.DocumentTextFixed),
        (SIGNED, "signed_copy", None),
        (FINAL, "signed_copy", errors.SignedCopyExists),
        (FINAL, "draft_text", errors.DocumentTextFixed),
        (FINAL, "evidence", None),
    ],
)
def test_when_a_document_may_come(subject: Subject, kind: DocumentKind, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            add(subject, document(kind))
        return
    (fact,) = add(subject, document(kind))
    assert fact.model_dump()["sha256"] == "00" * 32
    assert (fact.is_published(), fact.key) == (False, str(subject.id)), (
        "for the record only, in the agreement's own stream"
    )
