"""A person's statement of a month as PDF (A4), in Indonesian or English. It is made anew each time and kept nowhere."""

from __future__ import annotations

from datetime import datetime

from services.training.documents.statements_texts import TEXTS, rupiah, text
from services.training.queries.statements import AccountStatement, PrintedStatement, StatementLine
from shared.clock import local_day
from shared.languages import Language, format_day, format_month

_COLUMNS = (("day", 16), ("what", 42), ("document", 24), ("debit", 18), ("credit", 18), ("balance", 18))


def write_pdf(printed: PrintedStatement, language: Language, made_at: datetime) -> bytes:
    from shared.documents.sheet import Column, Sheet  # noqa: PLC0415  # 30 MB only documents need

    def _(name: str) -> str:
        return text(name, language)

    title, month = _("title"), format_month(printed.first_day, language)
    sheet = Sheet(title, f"{title}   ·   {month}", _("page"), language, made_at)
    sheet.head(printed.institution, _("running"), _("secret"))
    sheet.title_block(title, [_("law")])
    sheet.facts(
        [
            (_("name"), printed.name),
            (_("register_number"), printed.register_number),
            (_("month"), month),
            (_("made"), format_day(local_day(made_at), language)),
        ]
    )
    columns = [Column(_(name), share, figures=share == 18) for name, share in _COLUMNS]
    for account in printed.statement.accounts:
        sheet.section(f"{_(f'account_{account.account}')} · {printed.institutions[account.institution_id]}")
        sheet.grid(columns, _rows(account, language), _sum(account, language))
    if not printed.statement.accounts:
        sheet.paragraph(_("none"))
    return bytes(sheet.output())


def _rows(account: AccountStatement, language: Language) -> list[list[str]]:
    opening = ["", text("opening", language), "", "", "", rupiah(account.opening, language)]
    return [opening, *(_row(line, language) for line in account.lines)]


def _row(line: StatementLine, language: Language) -> list[str]:
    sums = [rupiah(line.debit, language) if line.debit else "", rupiah(line.credit, language) if line.credit else ""]
    return [
        format_day(line.day, language, short=True),
        _what(line, language),
        line.document or "",
        *sums,
        rupiah(line.balance, language),
    ]


def _what(line: StatementLine, language: Language) -> str:
    """The kind, and what it was for. The work of a wage is named as it was booked."""
    known = f"need_{line.category}"
    more = text(known, language) if known in TEXTS else line.category
    kind = text(f"kind_{line.kind}", language)
    return f"{kind}: {more}" if more else kind


def _sum(account: AccountStatement, language: Language) -> list[str]:
    out, in_ = sum(line.debit for line in account.lines), sum(line.credit for line in account.lines)
    return [
        "",
        text("closing", language),
        "",
        rupiah(out, language),
        rupiah(in_, language),
        rupiah(account.closing, language),
    ]
