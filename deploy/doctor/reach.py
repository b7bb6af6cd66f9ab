"""Who answers: the database, Kafka, the issuer, the mail relay, the gateway, the services."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import asyncpg
import httpx
from confluent_kafka import Consumer, KafkaException

from deploy.access.client import librdkafka
from deploy.doctor.findings import Finding, fine, wrong
from deploy.doctor.machine import clock
from shared.edge.issuer_keys import read_jwks, usable
from shared.settings import KafkaSettings

WITHIN_S = 5.0
WAITS_S = 35.0
"""Longer than the gateway waits for a service that restarts."""
_AWAY = {502, 503, 504}
POSTGRES = 180_000
"""`server_version_num` of the oldest that will do."""
_WAITED_FOR = (
    "select current_setting('synchronous_standby_names') <> '' as waits, exists (select from pg_stat_replication"
    " where state = 'streaming' and sync_state in ('sync', 'quorum')) as there"
)
_LOGIN = (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)
_KEYS_WRONG = (httpx.HTTPError, OSError, ValueError, LookupError, TypeError)


async def database(role: str, dsn: str) -> Finding:
    """Logs in as a role."""
    try:
        connection = await asyncpg.connect(dsn, timeout=WITHIN_S)
        try:
            number = int(await connection.fetchval("show server_version_num"))
        finally:
            await connection.close()
    except _LOGIN:
        return wrong("database", f"the password of {role} is refused", f"`make rotate SECRET={role}_dsn`")
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return wrong("database", f"{role}: {_short(error)}", "start Postgres; its own log says why it ended")
    if number < POSTGRES:
        return wrong("database", f"Postgres {number // 10_000}", "upgrade to Postgres 18 or newer")
    return fine("database", f"{role} logs in, Postgres {number // 10_000}.{number % 10_000}")


async def second_disk(dsn: str) -> Finding:
    """Whether commits wait for a keeper of backups who is away. `dsn` is of a role that sees replication."""
    try:
        connection = await asyncpg.connect(dsn, timeout=WITHIN_S)
        try:
            state = await connection.fetchrow(_WAITED_FOR)
        finally:
            await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return wrong("second disk", _short(error), "start Postgres; its own log says why it ended")
    assert state
    if not state["waits"]:
        return fine("second disk", "no commit waits for it")
    if not state["there"]:
        advice = "`docker compose up -d backup`, then its log; docs/runbook.md, WalReceiverDown"
        return wrong("second disk", "commits wait for it and nobody receives: nothing is recorded", advice)
    return fine("second disk", "commits wait for it, and it receives")


def kafka(settings: KafkaSettings, topics: Collection[str]) -> Finding:
    """Logs in and looks whether these topics are there."""
    who = settings.username or "nobody"
    client = Consumer({**librdkafka(settings), "group.id": "doctor", "log_level": 0})
    try:
        there = client.list_topics(timeout=WITHIN_S).topics
    except KafkaException as error:
        return wrong(
            "kafka", f"{who}: {error.args[0].str()}", "start Kafka; `docker compose run --rm topics` sets accounts"
        )
    finally:
        client.close()
    if missing := sorted(set(topics) - set(there)):
        advice = "`docker compose run --rm topics` makes topics and access lists"
        return wrong("kafka", f"{who} does not see {missing[0]}, {len(missing)} in all", advice)
    return fine("kafka", f"{who} sees its {len(topics)} topics")


async def issuer_keys(where: str) -> Finding:
    try:
        keys = usable(await read_jwks(where))
    except _KEYS_WRONG as error:
        return wrong("issuer", f"{where}: {_short(error)}", "correct MASOHI_ISSUER_JWKS, or open the way to it")
    if not keys:
        return wrong(
            "issuer", f"{where}: none of its keys can be used", "the issuer must sign with EdDSA, ES256 or RS256"
        )
    return fine("issuer", f"{len(keys.keys)} keys from {where}")


async def sign_on(discovery: str, issuer: str) -> list[Finding]:
    """The discovery document, and the issuer's clock."""
    try:
        async with httpx.AsyncClient(timeout=WITHIN_S) as client:
            answer = (await client.get(discovery)).raise_for_status()
        said = answer.json()["issuer"]
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        return [wrong("sign-on", f"{discovery}: {_short(error)}", "correct MASOHI_SIGN_ON, or open the way to it")]
    if said != issuer:
        return [wrong("sign-on", f"it calls itself {said}", "MASOHI_ISSUER must be exactly that")]
    return [fine("sign-on", discovery), clock("the issuer", answer.headers.get("date"))]


@dataclass(frozen=True, slots=True)
class Relay:
    """The mail server that takes our mails."""

    host: str
    port: int
    tls: str
    username: str = ""
    password: str = ""


def mail(relay: Relay) -> Finding:
    """Says hello, begins TLS, logs in. It sends nothing."""
    where = f"{relay.host}:{relay.port}"
    if relay.host.endswith(".invalid"):
        return wrong("mail relay", "none is named", "set MASOHI_SMTP_HOST, or try with `--profile mail`")
    context = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(relay.host, relay.port, timeout=WITHIN_S, context=context)
            if relay.tls == "implicit"
            else smtplib.SMTP(relay.host, relay.port, timeout=WITHIN_S)
        ) as client:
            client.ehlo()
            if relay.tls == "starttls":
                client.starttls(context=context)
            if relay.username:
                client.login(relay.username, relay.password)
    except smtplib.SMTPAuthenticationError as error:
        return wrong(
            "mail relay", f"{where} refuses the account: {error.smtp_code}", "`make rotate SECRET=smtp_password`"
        )
    except (smtplib.SMTPException, OSError) as error:
        return wrong("mail relay", f"{where}: {_short(error)}", "check MASOHI_SMTP_HOST, _PORT and _TLS; mails wait")
    return fine("mail relay", where)


async def gateway(address: str, prefixes: Collection[str]) -> list[Finding]:
    """The home page, each service through it, and what must not pass."""
    async with httpx.AsyncClient(base_url=address, timeout=WAITS_S) as client:
        try:
            home = await client.get("/")
        except httpx.HTTPError as error:
            advice = "`docker compose up -d --wait` starts it; is MASOHI_PUBLIC_URL what people type?"
            return [wrong("gateway", f"{address}: {_short(error)}", advice)]
        if home.status_code != 200:
            said = f"{address} answers {home.status_code}"
            return [wrong("gateway", said, "does another server answer at this address?")]
        found = [each for prefix in prefixes for each in await _through(client, prefix)]
    return found or [fine("gateway", f"{address} and {len(prefixes)} services behind it")]


async def _through(client: httpx.AsyncClient, prefix: str) -> list[Finding]:
    try:
        desk = (await client.get(f"{prefix}/desk/")).status_code
        figures = (await client.get(f"{prefix}/metrics")).status_code
    except httpx.HTTPError as error:
        return [wrong("gateway", f"{prefix}: {_short(error)}", f"look at the log of {prefix[1:]}")]
    found = []
    if desk in _AWAY:
        found.append(wrong("gateway", f"{prefix} answers {desk}", f"`docker compose ps {prefix[1:]}`, then its log"))
    if figures != 404:
        found.append(wrong("gateway", f"{prefix}/metrics passes", "only deploy/gateway/Caddyfile may face others"))
    return found


async def service(name: str, address: str) -> Finding:
    """What it says of itself, from the inside."""
    try:
        async with httpx.AsyncClient(timeout=WITHIN_S) as client:
            said = (await client.get(f"{address}/health/ready")).json()
    except (httpx.HTTPError, ValueError) as error:
        return wrong(name, f"no answer: {_short(error)}", f"`docker compose up -d {name}`, then its log")
    problems = {part: text for part, text in said.items() if part != "status"}
    if said.get("status") != "ready":
        return wrong(
            name, f"{said.get('status')}: {problems}", "docs/runbook.md says what each word means, under NotReady"
        )
    return fine(name, "ready")


def _short(error: BaseException) -> str:
    return f"{type(error).__name__} {error}".strip()[:120]


async def beside(checks: Iterable[Callable[[], Finding]]) -> list[Finding]:
    """Checks that block, in threads, all at once."""
    return list(await asyncio.gather(*(asyncio.to_thread(check) for check in checks)))
