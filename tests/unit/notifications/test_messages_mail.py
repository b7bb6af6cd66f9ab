"""The bytes of an e-mail, read without Python's own parser: only our headers, and the subject as it was typed."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import a2b_qp
from datetime import UTC, datetime
from email import message_from_bytes, policy
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import mail
from services.notifications.domain import messages
from services.notifications.domain.messages import Mail, Message, Occasion, Text
from services.notifications.domain.recipients import Reader
from services.notifications.settings import NotificationsSettings
from tests.service.notifications.scene import MAIL

SETTINGS = NotificationsSettings.model_validate({**MAIL, "smtp_port": 25})
READER = Reader(UUID(int=2), None, "id", frozenset({"email"}))
OCCASION = Occasion("/training", "e1", "training.programme.opened", "programme-opened", "story")
MESSAGE: Message = messages.write(UUID(int=1), OCCASION, READER, "email", datetime(2026, 2, 9, tzinfo=UTC))[0]
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
WORD = re.compile(r"=\?utf-8\?([bq])\?([!-~]*?)\?=", re.IGNORECASE)
FORGED = "=?utf-8?q?=0ABcc:_x@y.invalid?="


def compose(subject: str, body: str = "Isi", to: str = "asn@ambon.example") -> bytes:
    text = Text(language="id", subject=subject, body=body)
    return mail.compose(Mail(MESSAGE, text, to, active=True, correlation_id="story"), to, SETTINGS)


def split(content: bytes) -> tuple[list[tuple[str, str]], str]:
    """Headers and body by RFC 5322, section 2.2: lines end with CRLF and nothing else."""
    head, _, body = content.partition(b"\r\n\r\n")
    lines = re.sub(rb"\r\n([ \t])", rb"\1", head).split(b"\r\n")
    assert all(re.fullmatch(rb"[!-9;-~]+: [ -~]*", line) for line in lines), lines
    pairs = [line.decode("ascii").split(": ", 1) for line in lines]
    return [(name, value) for name, value in pairs], body.decode("ascii")


def decode(value: str) -> str:
    """A header of encoded-words and nothing else (RFC 2047)."""
    assert WORD.sub("", value).strip(" ") == "", value
    return "".join(_word(kind, content).decode() for kind, content in WORD.findall(value))


def _word(kind: str, content: str) -> bytes:
    return b64decode(content) if kind in "bB" else a2b_qp(content.replace("_", "=20").encode())


def read(content: bytes) -> tuple[str, str]:
    """The subject and the body that a reader sees. Fails unless our headers are there, once each, and no other."""
    headers, body = split(content)
    assert [name for name, _ in headers] == HEADERS
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", body)
    return decode(dict(headers)["Subject"]), a2b_qp(body.encode()).decode()


@pytest.mark.parametrize(
    "subject",
    [
        FORGED,
        "=?utf-8?b?CkJjYzogeEB5LmludmFsaWQ=?=",
        f"Surat edaran {FORGED} untuk semua",
        "=?utf-8?q?=0D=0A=0D=0AIsi_palsu?=",
        "=?us-ascii?q?a?= =?us-ascii?q?b?=",
        "=?",
        "?=",
        "Apel pagi",
        "Sisältö édaran 🙂 " * 9,
    ],
)
def test_a_subject_is_shown_as_typed(subject: str) -> None:
    content = compose(subject)
    assert read(content)[0] == messages.one_line(subject)
    assert message_from_bytes(content, policy=policy.default)["Subject"] == messages.one_line(subject)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.text(st.sampled_from("=?utf-8qb_0AD \r\n:é"))
)
def test_no_subject_becomes_a_header_or_a_body(anything: str, alike: str) -> None:
    for subject in (anything, alike, anything + FORGED + alike):
        seen, body = read(compose(subject))
        assert seen == messages.one_line(subject)
        assert body.startswith("Isi\r\n")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_body_becomes_a_header(body: str) -> None:
    subject, seen = read(compose("Apel", f"{body}\r\n.\r\n\n\nBcc: x@y.invalid\r.\r"))
    assert subject == "Apel"
    assert re.sub(r"\r\n?", "\n", seen).startswith(re.sub(r"\r\n?", "\n", body))


def test_a_line_that_begins_with_from_stays_as_it_is() -> None:
    assert read(compose("Apel", "From Ambon"))[1].startswith("From Ambon\r\n")


def test_an_address_that_looks_encoded_gets_no_mail() -> None:
    with pytest.raises(ValueError, match="header"):
        compose("Apel", to="=?utf-8?q?=0ABcc:?=@ambon.example")


@pytest.mark.parametrize(
    ("code", "outcome", "away"),
    [
        (421, "deferred", True),
        (450, "deferred", False),
        (451, "deferred", False),
        (452, "deferred", False),
        (530, "deferred", True),
        (535, "deferred", True),
        (550, "refused", False),
        (554, "refused", False),
        (-1, "deferred", True),
        (250, "deferred", True),
    ],
)
def test_an_answer_is_about_the_message_or_about_the_server(code: int, outcome: str, away: bool) -> None:
    answer = mail.judge(code, "text")
    assert (answer.outcome, answer.away, answer.error) == (outcome, away, f"{code} text")
