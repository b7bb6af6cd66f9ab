"""The story of one sentence by pages alone, on a system that has played the other story: from the verdict to the check
of the report. Everybody signs on, follows links and sends forms; nobody has a token. Only the clock moves another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from deploy.demo.client import Client, Target
from deploy.demo.desk import Desk, Say
from deploy.demo.story import at
from deploy.local.errors import LocalError

NUMBER = "47/Pid.B/2026/PN Amb"
SITE = "Taman Pattimura"
DAY = "2026-08-19"
_CS = "/community-service/desk"
VERDICT = {
    "verdict_number": NUMBER,
    "verdict_date": "2026-08-13",
    "name": "Yohanis Latu",
    "nik": "8171014501910005",
    "birth_date": "1991-01-05",
    "offence_date": "2026-06-02",
    "maximum_prison_months": "36",
    "replaces__prison_months": "2",
    "hours": "8",
    "hours_per_day": "8",
    "starts_on": "2026-08-17",
    "ends_on": "2026-09-16",
    "sanctions__repeat_hours": "8",
    "sanctions__prison_days": "60",
}


@dataclass
class Told:
    """What the story has come to: the address of the case's page, and of the public page of its report."""

    target: Target
    say: Say
    case: str = ""
    report: str = ""

    @contextmanager
    def at_desk(self, subject: str, called: str, path: str) -> Iterator[Desk]:
        with Desk(self.target.origin, subject, called, self.say) as desk:
            desk.open(path)
            yield desk

    def clock(self, local: str) -> None:
        with Client(self.target) as client:
            client.move_clocks(at(local))


def play(target: Target, say: Say) -> Told:
    """Raises LocalError where a page does not do what its words say."""
    told = Told(target, say)
    told.clock("2026-08-14 09:00")
    _verdict(told)
    _order(told)
    _reception(told)
    _plan(told)
    _attendance(told)
    _sign_off(told)
    _report(told)
    _check(told)
    return told


def _verdict(told: Told) -> None:
    """Forgets the consent first, and is told so before anything is recorded."""
    with told.at_desk("panitera-1", "The court clerk", f"{_CS}/verdicts/new?of=adult") as clerk:
        clerk.press("Check the answers", **VERDICT)
        _need("KUHP (UU 1/2023) Pasal 85" in clerk.text, "the check names the article of the consent")
        clerk.press("Change the answers")
        clerk.press("Check the answers", consent_recorded="true")
        clerk.press("Record the verdict")
        told.case = clerk.path
        _need(NUMBER in clerk.text, "the verdict is a case")


def _order(told: Told) -> None:
    with told.at_desk("jaksa-1", "The prosecutor", f"{_CS}/cases?number={quote(NUMBER)}") as prosecutor:
        prosecutor.follow(NUMBER)
        prosecutor.follow("Execution order (P-48)")
        prosecutor.press(
            "Record the order",
            number="PRINT-47/Q.1.10/Eku.3/08/2026",
            dated_on="2026-08-14",
            prosecutor_name="Jaksa P.",
        )


def _reception(told: Told) -> None:
    with told.at_desk("pk-bapas-1", "The counsellor", told.case) as counsellor:
        counsellor.follow("Social inquiry report (litmas)")
        counsellor.press("Record the litmas", number="LIT-47/2026", dated_on="2026-08-14")
        counsellor.follow("Reception of the client")
        counsellor.press("Record the reception", received_on="2026-08-14", place="Bapas Ambon")


def _plan(told: Told) -> None:
    with told.at_desk("pk-bapas-1", "The counsellor", told.case) as counsellor:
        counsellor.follow("Schedule")
        counsellor.follow("Book one session")
        site = counsellor.choice("site_id", SITE)
        counsellor.press("Book", site_id=site, on=DAY, starts="08:00", ends="16:00")


def _attendance(told: Told) -> None:
    """Without the app: the same list as a page, a form for each person."""
    told.clock(f"{DAY} 07:58")
    with told.at_desk("asn-dlhp-1", "The supervisor", f"{_CS}/field/") as supervisor:
        supervisor.press("Show the list")
        _need("Yohanis" in supervisor.text, "the supervisor sees who is expected")
        supervisor.press("Arrived")
    told.clock(f"{DAY} 16:03")
    with told.at_desk("asn-dlhp-1", "The supervisor", f"{_CS}/field/") as supervisor:
        supervisor.press("Show the list")
        supervisor.press("Yes, complied")


def _sign_off(told: Told) -> None:
    told.clock(f"{DAY} 16:30")
    with told.at_desk("pk-bapas-1", "The counsellor", f"{_CS}/sign-offs") as counsellor:
        counsellor.press("Sign off what is ticked", session_ids=counsellor.choice("session_ids", NUMBER))


def _report(told: Told) -> None:
    told.clock(f"{DAY} 17:00")
    with told.at_desk("jaksa-1", "The prosecutor", told.case) as prosecutor:
        prosecutor.press("Open the report (PDF)", report="completion")
        prosecutor.open(told.case)
        links = [address for _, address in prosecutor.sheet.links if address.startswith("/community-service/reports/")]
        _need(bool(links), "the report has a page for everybody")
        told.report = links[0]


def _check(told: Told) -> None:
    """Anybody who holds a print."""
    with Desk(told.target.origin, "", "Anybody with the print", told.say) as anybody:
        anybody.open(told.report)
        _need("LAP-KS" in anybody.sheet.heading, "a stranger can check the report")
        _need("Yohanis" not in anybody.text, "a stranger reads no name")


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise LocalError(f"The story stops: it is not true that {what}.")
