"""The supervision log as a document and as CSV. It is written anew each time and kept nowhere: its notes are free text.

In the CSV a cell that looks like a formula gets an apostrophe in front (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from services.community_service.documents import texts
from services.community_service.events import Language
from services.community_service.queries.visits_log import LogLine, SupervisionLog
from services.community_service.words import word
from shared.clock import local_day
from shared.languages import format_day, format_duration

_COLUMNS = (
    *("day", "log_from", "log_until", "log_compliance", "log_behaviour", "log_kind", "log_accompanied", "log_notes"),
    *("credited_short", "total"),
)
_SHARES = (19, 13, 13, 26, 18, 20, 20, 38, 14, 14)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_csv(log: SupervisionLog, language: Language) -> bytes:
    """RFC 4180, UTF-8 with a mark that spreadsheets know. Minutes are whole numbers; days are written as 2026-02-09."""
    text = io.StringIO()
    rows = [[texts.text(name, language) for name in _COLUMNS], *(_cells(line, language) for line in log.lines)]
    csv.writer(text, lineterminator="\r\n").writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(line: LogLine, language: Language) -> list[str]:
    *common, _, _ = _words(line, language)
    return [line.on.isoformat(), *common, str(line.minutes), str(line.total_minutes)]


def _plain(cell: str) -> str:
    """As a spreadsheet shows and does not compute it, also behind spaces."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell


def write_pdf(log: SupervisionLog, language: Language, made_at: datetime) -> bytes:
    """A4. It has no number and no public check: it is a copy of what stands in the case now."""
    from shared.documents.sheet import Column, Sheet  # noqa: PLC0415  # 30 MB only documents need

    def _(name: str, **figures: object) -> str:
        return texts.text(name, language, **figures)

    child = "child" if log.child else "adult"
    title = _("log_title")
    sheet = Sheet(title, f"{title}   ·   {log.case_id}", _("page"), language, made_at)
    sheet.head(log.prosecutor, _("running"), _(f"secret_{child}"))
    sheet.title_block(title, [_(f"law_{child}")])
    sheet.facts(
        [
            (_("case"), str(log.case_id)),
            (
                _("verdict"),
                _("dated", number=log.verdict_number or _("secret_number"), day=format_day(log.verdict_date, language)),
            ),
            (_("court"), log.court),
            (_("prosecutor"), log.prosecutor),
            (_("office"), log.probation_office),
            (
                _("period"),
                _("until", starts=format_day(log.starts_on, language), ends=format_day(log.ends_on, language)),
            ),
        ]
    )
    columns = [
        Column(_(name), share, figures=number >= len(_COLUMNS) - 2)
        for number, (name, share) in enumerate(zip(_COLUMNS, _SHARES, strict=True))
    ]
    if log.lines:
        rows = [[format_day(each.on, language, short=True), *_words(each, language)] for each in log.lines]
        last = ["" for _ in columns[2:]]
        sheet.grid(columns, rows, [_("total"), *last, texts.hours(log.total_minutes)])
    else:
        sheet.paragraph(_("none"))
    credited, required = (format_duration(each, language) for each in (log.total_minutes, log.required_minutes))
    sheet.paragraph(_("log_sum", credited=credited, required=required))
    sheet.paragraph(_("log_made", day=format_day(local_day(made_at), language)))
    return bytes(sheet.output())


def _words(line: LogLine, language: Language) -> Sequence[str]:
    def of(kind: str, value: str | None) -> str:
        return word(kind, value, language) if value else ""

    return [
        f"{line.starts:%H.%M}",
        f"{line.ends:%H.%M}",
        of("compliance", line.compliance),
        of("grade", line.behaviour),
        of("visit_kind", line.kind),
        of("accompanied", line.accompanied_by),
        line.notes or "",
        texts.hours(line.minutes),
        texts.hours(line.total_minutes),
    ]
