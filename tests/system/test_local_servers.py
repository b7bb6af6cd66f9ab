"""The servers that Masohi starts on one machine, each for real: started, stopped, killed."""

import os
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

import pytest

from deploy.local import ports
from deploy.local.errors import LocalError
from deploy.local.postgres import Postgres
from deploy.local.process import HOST, Server, free_port, require_free
from deploy.local.smtp import MailServer
from tests.system.local_servers import (
    CHECKOUT,
    Make,
    eventually,
    every_server,
    quick_servers,
    restart,
    run,
    runs,
    value,
)

pytestmark = pytest.mark.usefixtures("public")


class Talker(Server):
    """A program that says something and ends."""

    name = "Talker"
    setting = "TALKER_PORT"
    says = "print('one'); raise ValueError('no such colour')"

    def _command(self) -> list[str]:
        return [sys.executable, "-c", self.says]

    def _is_ready(self) -> bool:
        return False


class Mute(Talker):
    says = "import time; time.sleep(60)"
    ready_within = 0.3


class Missing(Talker):
    def _command(self) -> list[str]:
        return ["/no/such/program"]


@every_server
def test_it_starts_stops_and_starts_again(make: Make, tmp_path: Path) -> None:
    server = make(tmp_path)
    server.start()
    first = server.pid
    server.start()
    assert server.pid == first, "a second start changes nothing"
    restart(server)
    assert server.alive
    assert server.pid != first
    server.stop()
    assert not server.alive
    require_free(server.port, server.name, server.setting)
    server.stop()


@quick_servers
def test_a_busy_port_is_one_clear_line(make: Make, tmp_path: Path) -> None:
    server = make(tmp_path)
    with socket.create_server((HOST, server.port)), pytest.raises(LocalError) as caught:
        server.start()
    assert str(caught.value) == (
        f"Port {server.port} ({server.name}) is in use by another program: "
        f"stop it, or choose another with {server.setting}=…"
    )
    assert not any(tmp_path.iterdir()), "nothing is made before the port is known to be free"


@pytest.mark.parametrize(
    ("server", "words"), [(Talker, "no such colour"), (Missing, "cannot run /no/such/program"), (Mute, "within 0.3 s")]
)
def test_a_program_that_fails_to_start_is_one_line_with_its_reason(
    server: type[Talker], words: str, tmp_path: Path
) -> None:
    failing = server(tmp_path, free_port())
    with pytest.raises(LocalError) as caught:
        failing.start()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not failing.alive


ANOTHER_PROCESS = """
from sys import argv
from deploy.local import ports
ports.PORTS = range(int(argv[1]), int(argv[1]) + 1)
print(ports.free_port(), flush=True)
"""


def test_two_processes_are_not_given_the_same_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = free_port()

    def other() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", ANOTHER_PROCESS, str(mine)]
        return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=30, check=False)

    assert "LocalError: No port from" in other().stderr
    for _ in range(ports.MAX_RESERVED):
        free_port()
    assert other().stdout == f"{mine}\n", "it was held for ever"
    monkeypatch.setattr(ports, "PORTS", range(mine, mine + 1))
    assert free_port() == mine


def test_free_ports_are_not_those_of_outgoing_connections() -> None:
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(given.read_text().split()[0]) if given.exists() else 32768
    assert all(free_port() < lowest for _ in range(50))


@quick_servers
def test_it_outlives_the_thread_that_started_it_and_ctrl_c(make: Make, tmp_path: Path) -> None:
    with make(tmp_path) as server:
        server.stop()
        thread = Thread(target=server.start)
        thread.start()
        thread.join()
        time.sleep(0.2)
        assert server.alive
        assert os.getpgid(server.pid) != os.getpgid(0), "Ctrl-C goes to the terminal's whole process group"


PARENT = """
import sys, time
from pathlib import Path
from deploy.local.postgres import Postgres
from deploy.local.smtp import MailServer
from deploy.local.tansu import Tansu
state, *ports = sys.argv[1:]
servers = [make(Path(state), int(port)) for make, port in zip([Postgres, Tansu, MailServer], ports, strict=True)]
for server in servers:
    server.start()
print(*[server.pid for server in servers], flush=True)
time.sleep(600)
"""


def test_servers_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    command = [sys.executable, "-c", PARENT, str(tmp_path), *map(str, ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(pids) == 3
    eventually(lambda: not any(runs(pid) for pid in pids))
    with Postgres(tmp_path, ports[0]) as again:
        assert run(value(again.superuser_dsn(), "select 1")) == 1


def test_mail_is_kept_through_a_crash(tmp_path: Path) -> None:
    with MailServer(tmp_path, free_port()) as server:
        send_mail(server.port, "Satu")
        server.kill()
        server.start()
        send_mail(server.port, "Dua é Ålesund")
        first, second = server.messages()
        assert (first["Subject"], second["Subject"]) == ("Satu", "Dua é Ålesund")
        assert second["X-RcptTo"] == "to@example.org, hidden@example.org"
        assert second.get_content() == "Isi é surat\n"


def send_mail(port: int, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "a@example.org", "to@example.org", subject, "<1@x>"
    mail.set_content("Isi é surat")
    with smtplib.SMTP(HOST, port) as client:
        client.send_message(mail, to_addrs=["to@example.org", "hidden@example.org"])
