"""The story's stack in containers: `up()`, `down()`, and where to reach it from this machine."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from email import message_from_bytes, policy
from email.message import EmailMessage

from deploy.compose import images
from deploy.compose.make_secrets import ISSUER, STATE, make_secrets
from deploy.local.child import ERROR_WORDS, last_error, size_of
from deploy.local.errors import LocalError
from deploy.local.issuer import Issuer
from shared.postgres.migrate import ROOT

PROJECT = "masohi-story"
FILES = ("docker-compose.yml", "deploy/compose/story.yml")
LOG = STATE / "compose.log"
READY_WITHIN_S = 300

GATEWAY = "http://127.0.0.1:8080"
"""What people and other systems reach."""
HTTP = {
    "agreements": "http://127.0.0.1:8101",
    "training": "http://127.0.0.1:8102",
    "community_service": "http://127.0.0.1:8103",
    "notifications": "http://127.0.0.1:8104",
}
"""Each service behind the gateway, for what does not pass it: story.yml alone publishes these."""
KAFKA = "127.0.0.1:9092"
PROMETHEUS = "http://127.0.0.1:9090"


def up() -> None:
    """Builds what has changed, starts a fresh stack and returns when all of it is ready.

    Raises LocalError when Docker is missing or the stack does not become ready. The containers that were started then
    stay, so that their logs can be read.
    """
    down()
    images.main()
    _run("Starting the containers", "up", "-d", "--build", "--wait", "--wait-timeout", str(READY_WITHIN_S))


def down() -> None:
    """Stops and removes the stack with its data. Raises LocalError."""
    _require_docker()
    make_secrets()
    _run("Stopping the containers", "down", "--volumes", "--remove-orphans")


def issuer() -> Issuer:
    """Signs tokens that the stack's services accept."""
    make_secrets()
    return Issuer(STATE / "issuer", ISSUER)


def mails() -> list[EmailMessage]:
    """All mails that the stack's mail server received, oldest first. Raises LocalError."""
    done = subprocess.run(
        [*_compose(), "exec", "-T", "mail", "tar", "-cC", "/mail", "."], capture_output=True, check=False
    )
    if done.returncode != 0:
        raise LocalError(f"The mails cannot be read: {_last_line(done.stderr)}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        files = {member.name: archive.extractfile(member) for member in archive if member.name.endswith(".eml")}
        texts = [file.read().replace(b"\r\n", b"\n") for _, file in sorted(files.items()) if file]
    return [message_from_bytes(text, policy=policy.default) for text in texts]


def _require_docker() -> None:
    if shutil.which("docker") is None:
        raise LocalError(
            "Docker is not installed: install Docker Engine with its compose plugin, or use the local stack."
        )
    for command, advice in (
        (["docker", "info"], "start Docker, or join the group that may use it"),
        (["docker", "compose", "version"], "install Docker's compose plugin"),
    ):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != 0:
            raise LocalError(f"`{' '.join(command)}` fails ({_last_line(done.stderr)}): {advice}.")


def _compose() -> list[str]:
    words = ["docker", "compose", "--project-directory", str(ROOT), "--env-file", str(STATE / ".env"), "-p", PROJECT]
    words += ["--profile", "mail"]
    return words + [word for file in FILES for word in ("-f", str(ROOT / file))]


def _run(what: str, *words: str) -> None:
    began = size_of(LOG)
    with LOG.open("ab") as log:
        done = subprocess.run(
            [*_compose(), *words], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        raise LocalError(f"{what} failed: {_failed_containers() or last_error(LOG, began)} (log: {LOG})")


def _failed_containers() -> str:
    """The containers that have failed, each with the last error in its log."""
    labels = ["--filter", f"label=com.docker.compose.project={PROJECT}"]
    columns = '{{.ID}} {{.Label "com.docker.compose.service"}} {{.Status}}'
    done = subprocess.run(["docker", "ps", "-a", *labels, "--format", columns], capture_output=True, check=False)
    rows = [row.split(" ", 2) for row in done.stdout.decode().splitlines()]
    return "; ".join(f"{name} says: {_last_error_of(container)}" for container, name, status in rows if _is_bad(status))


def _is_bad(status: str) -> bool:
    ended = status.startswith("Exited") and not status.startswith(("Exited (0)", "Exited (143)"))
    return ended or status.startswith(("Restarting", "Dead")) or "unhealthy" in status


def _last_error_of(container: str) -> str:
    done = subprocess.run(
        ["docker", "logs", "--tail", "50", container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    lines = [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if any(word in line for word in ERROR_WORDS)]
    return (errors or lines or ["nothing"])[-1][:500]


def _last_line(output: bytes) -> str:
    return (output.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]


def main() -> None:
    verbs = {"up": up, "down": down}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit("usage: python -m deploy.compose.stack up|down")
    try:
        verbs[sys.argv[1]]()
    except LocalError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
