"""The kinds of report: which part of the document says what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.community_service.documents import texts
from services.community_service.domain.reports import Report
from services.community_service.events import Language
from services.community_service.queries.figures import (
    COUNTS,
    AgencyFigures,
    OverrideLine,
    ReceptionFigures,
    SentenceFigures,
    SessionLine,
    SiteFigures,
    Sums,
)
from services.community_service.queries.reports import read
from services.community_service.words import word
from shared.clock import local_day
from shared.documents.sheet import Column, Sheet, Verification
from shared.languages import format_day, format_duration, format_month

Signers = Sequence[tuple[str, str]]
_COUNTED = ("persons", *COUNTS, "unsigned")
"""The columns of a month: fields of `Sums`, and the texts above them."""


def write(report: Report, language: Language) -> bytes:
    """The PDF."""
    return _Writer(report, language).write()


def _whose(content: SentenceFigures) -> str:
    """Which texts fit: a diversion is no punishment."""
    if content.diversion:
        return "diversion"
    return "child" if content.child else "adult"


class _Writer:
    def __init__(self, report: Report, language: Language) -> None:
        self.report, self.language = report, language
        self.content = read(report.kind, report.content)
        self.code = "-".join(report.code[start : start + 4] for start in range(0, len(report.code), 4))
        foot = f"{self._('number')} {report.number}   ·   {self._('code')} {self.code}"
        self.sheet = Sheet(self._title(), foot, self._("page"), language, report.issued_at)

    def _(self, name: str, **figures: object) -> str:
        return texts.text(name, self.language, **figures)

    def _title(self) -> str:
        if isinstance(self.content, SentenceFigures):
            return self._(f"{self.report.kind}_{_whose(self.content)}")
        return self._(self.report.kind)

    def write(self) -> bytes:
        match self.content:
            case SentenceFigures():
                self._sentence(self.content)
            case SiteFigures():
                self._site(self.content)
            case AgencyFigures():
                self._agency(self.content)
            case ReceptionFigures():
                self._reception(self.content)
        return bytes(self.sheet.output())

    def _begin(self, office: str, law: str, secret: str | None = None) -> None:
        self.sheet.head(office, self._("running"), secret)
        lines = [f"{self._('number')}: {self.report.number}"]
        if self.report.month:
            lines.append(f"{self._('month')} {format_month(self.report.month, self.language)}")
        self.sheet.title_block(self._title(), [*lines, law])

    def _end(self, sentences: Sequence[str], signers: Signers) -> None:
        dated = self._("issued", day=format_day(local_day(self.report.issued_at), self.language))
        check = Verification(self._("verify"), self.report.verify_url, self._("verify_how"))
        self.sheet.closing(sentences, dated, signers, self._("signed_by"), check)

    def _duration(self, minutes: int) -> str:
        return format_duration(minutes, self.language)

    # -- A sentence

    def _sentence(self, c: SentenceFigures) -> None:
        secret = self._("secret_child" if c.child else "secret_adult")
        self._begin(c.probation_office, self._(f"law_{_whose(c)}"), secret)
        self.sheet.facts(self._about(c))
        self.sheet.boxes(self._balance(c))
        self.sheet.section(self._("sessions"))
        if c.sessions:
            self.sheet.grid(
                self._session_columns(), [self._session(line) for line in c.sessions], self._session_sums(c)
            )
        else:
            self.sheet.paragraph(self._("none"))
        self._end(
            [self._conclusion(c)], [(self._("counsellor"), c.probation_office), (self._("supervising"), c.prosecutor)]
        )

    def _about(self, c: SentenceFigures) -> list[tuple[str, str]]:
        def day(name: str) -> str:
            return format_day(getattr(c, name), self.language)

        verdict = c.verdict_number or self._("secret_number")
        rows = [
            (self._("case"), str(c.case_id)),
            (
                self._("determination" if c.diversion else "verdict"),
                self._("dated", number=verdict, day=day("verdict_date")),
            ),
            (self._("court"), c.court),
            (self._("prosecutor"), c.prosecutor),
            (self._("office"), c.probation_office),
            *([] if c.diversion else [(self._("replaces"), self._replaced(c))]),
            (self._("period"), self._("until", starts=day("starts_on"), ends=day("ends_on"))),
        ]
        if c.override:
            rows.append((self._("override"), self._overridden(c.override)))
        if sites := self._sites(c):
            rows.append((self._("sites"), sites))
        if c.completed_on:
            rows.append((self._("completed"), day("completed_on")))
        return rows

    def _overridden(self, override: OverrideLine) -> str:
        number = override.document_number or self._("secret_number")
        document = self._("dated", number=number, day=format_day(override.document_date, self.language))
        return self._("overridden", by=override.by, day=format_day(override.on, self.language), document=document)

    def _replaced(self, c: SentenceFigures) -> str:
        parts = []
        if c.replaced_prison_days:
            parts.append(self._("prison", days=c.replaced_prison_days))
        if c.replaced_fine_rupiah:
            parts.append(self._("fine", rupiah=texts.rupiah(c.replaced_fine_rupiah, self.language)))
        return ", ".join(parts) or "–"

    def _sites(self, c: SentenceFigures) -> str:
        """The sites of the sentence in the order of their first session, with the minutes credited at each."""
        names = {line.site_id: line.site for line in c.sessions}
        credited = {id_: sum(s.credited_minutes or 0 for s in c.sessions if s.site_id == id_) for id_ in names}
        return "; ".join(f"{name} ({self._duration(credited[id_])})" for id_, name in names.items())

    def _balance(self, c: SentenceFigures) -> list[tuple[str, str]]:
        required = "required_diversion" if c.diversion else "required"
        boxes = [(required, c.required_minutes), ("credited", c.credited_minutes), ("remaining", c.remaining_minutes)]
        if self.report.month:
            boxes[1:2] = [("credited_month", c.month_minutes), ("credited_end", c.credited_minutes)]
        return [(self._(name), self._duration(minutes)) for name, minutes in boxes]

    def _session_columns(self) -> list[Column]:
        return [
            Column(self._("day"), 21),
            Column(self._("time"), 22),
            Column(self._("place"), 35),
            Column(self._("outcome"), 26),
            Column(self._("present"), 14, figures=True),
            Column(self._("credited_short"), 15, figures=True),
            Column(self._("by"), 40),
        ]

    def _session(self, line: SessionLine) -> list[str]:
        return [
            format_day(local_day(line.starts_at), self.language, short=True),
            f"{texts.clock(line.starts_at)}–{texts.clock(line.ends_at)}",
            line.site,
            word("outcome", line.outcome, self.language),
            texts.hours(line.present_minutes),
            "–" if line.credited_minutes is None else texts.hours(line.credited_minutes),
            f"{line.recorded_by} / {line.signed_off_by or self._('not_signed_off')}",
        ]

    def _session_sums(self, c: SentenceFigures) -> list[str]:
        present = sum(line.present_minutes for line in c.sessions)
        credited = sum(line.credited_minutes or 0 for line in c.sessions)
        return [self._("total"), "", "", "", texts.hours(present), texts.hours(credited), ""]

    def _conclusion(self, c: SentenceFigures) -> str:
        if c.remaining_minutes == 0:
            return self._("done_diversion" if c.diversion else "done", hours=self._duration(c.required_minutes))
        figures = {"credited": c.credited_minutes, "required": c.required_minutes, "remaining": c.remaining_minutes}
        return self._("goes_on", **{name: self._duration(minutes) for name, minutes in figures.items()})

    # -- A reception

    def _reception(self, c: ReceptionFigures) -> None:
        self._begin(c.probation_office, self._("law_reception"), self._(f"secret_{'child' if c.child else 'adult'}"))

        def dated(number: str, day: date) -> str:
            return self._("dated", number=number, day=format_day(day, self.language))

        rows = [
            (self._("case"), str(c.case_id)),
            (self._("verdict"), dated(c.verdict_number or self._("secret_number"), c.verdict_date)),
            (self._("court"), c.court),
            (self._("order"), dated(c.order_number, c.order_date)),
            (self._("order_names"), f"{c.order_names}, {c.prosecutor}"),
            (self._("litmas"), dated(c.litmas_number, c.litmas_date)),
            (self._("litmas_office"), c.litmas_office),
            (self._("received"), format_day(c.received_on, self.language)),
            (self._("received_at"), c.place),
            (self._("received_by"), c.received_by),
            (self._("reception_version"), str(c.version)),
        ]
        self.sheet.facts(rows)
        self._end(
            [self._("handed_over", hours=self._duration(c.required_minutes))],
            [(self._("handing_over"), c.prosecutor), (self._("receiving"), c.probation_office)],
        )

    # -- A site, an agency

    def _site(self, c: SiteFigures) -> None:
        self._begin(c.agency, self._("law_site"))
        self.sheet.facts([(self._("place"), c.site), (self._("address"), c.address), (self._("agency_name"), c.agency)])
        rows = [[format_day(line.on, self.language, short=True), *self._counts(line)] for line in c.days]
        self._sums(c.sums, self._("day"), rows)
        self._end(self._summary(c.sums), [(self._("site_supervisor"), c.site), (self._("coordinator"), "")])

    def _agency(self, c: AgencyFigures) -> None:
        self._begin(c.agency, self._("law_site"))
        self._sums(c.sums, self._("place"), [[line.site, *self._counts(line)] for line in c.sites])
        self._end(self._summary(c.sums), [(self._("head"), c.agency), (self._("coordinator"), "")])

    def _sums(self, sums: Sums, first: str, rows: Sequence[Sequence[str]]) -> None:
        minutes = self._duration(sums.credited_minutes)
        boxes = [("persons", str(sums.persons)), ("count", str(sums.sessions)), ("credited", minutes)]
        self.sheet.boxes([(self._(name), value) for name, value in boxes])
        self.sheet.section(self._("sessions"))
        if rows:
            counts = [Column(self._(name), 18, figures=True) for name in _COUNTED]
            columns = [Column(first, 46), *counts, Column(self._("credited_short"), 18, figures=True)]
            self.sheet.grid(columns, rows, [self._("total"), *self._counts(sums)])
        else:
            self.sheet.paragraph(self._("none"))

    def _summary(self, s: Sums) -> list[str]:
        total = self._("sums", persons=s.persons, sessions=s.sessions, hours=self._duration(s.credited_minutes))
        return [total, self._("unsigned_note", count=s.unsigned)] if s.unsigned else [total]

    @staticmethod
    def _counts(s: Sums) -> list[str]:
        return [*(str(getattr(s, name)) for name in _COUNTED), texts.hours(s.credited_minutes)]
