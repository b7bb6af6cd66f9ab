"""The files of the container stack hold what they promise; nothing here needs Docker."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from deploy.compose import stack
from deploy.compose.collect import collect
from deploy.compose.make_secrets import make_secrets
from deploy.compose.migrate import password_of, secret, superuser_dsn
from deploy.local.errors import LocalError
from deploy.services import SERVICES
from deploy.topics import INTAKE, TOPICS, topics_of
from services.community_service.settings import CommunityServiceSettings
from services.notifications.settings import NotificationsSettings
from shared.messaging.consume import topic_of
from shared.messaging.events import published
from shared.postgres.migrate import ROOT
from shared.settings import ServiceSettings
from tests.contract.test_routes import VALUES
from tests.support.secured_kafka import cluster_settings

JOBS = {"migrate", "topics"}
BY_HAND = {"restore", "doctor"}
"""Jobs that an operator runs."""
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


BASE, STORY = read("docker-compose.yml"), read("deploy/compose/story.yml")
CONTAINERS: dict[str, Any] = BASE["services"]
OURS = {name.replace("_", "-") for name in SERVICES}
SECOND = {f"{name}-2" for name in OURS}
BROKERS = {"kafka", "kafka-2", "kafka-3"}
CLUSTER = cluster_settings()

every_container = pytest.mark.parametrize("name", CONTAINERS)
every_service = pytest.mark.parametrize("service", SERVICES)


@every_container
def test_what_stays_up_is_checked(name: str) -> None:
    container = CONTAINERS[name]
    if name in JOBS | BY_HAND:
        assert container["restart"] == "no"
        return
    stage = container.get("build", {}).get("target")
    in_image = bool(stage) and "HEALTHCHECK" in DOCKERFILE.partition(f" AS {stage}\n")[2].partition("\nFROM ")[0]
    assert in_image or container["healthcheck"]["test"][0] == "CMD"


@every_container
def test_nobody_is_root(name: str) -> None:
    container = CONTAINERS[name]
    assert container["user"].partition(":")[0] not in {"", "0", "root"}
    assert container["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in container["security_opt"]
    assert container["read_only"] is (name not in BROKERS)


@every_container
def test_nothing_takes_more_than_its_part(name: str) -> None:
    container = CONTAINERS[name]
    assert {"mem_limit", "memswap_limit", "cpus", "pids_limit"} <= set(container)
    assert container["memswap_limit"] == container["mem_limit"], "no swap"
    files = container["ulimits"]["nofile"]
    assert files["soft"] == files["hard"] <= 65536
    assert container["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}}


@every_container
def test_only_this_machine_reaches_a_port(name: str) -> None:
    ports = CONTAINERS[name].get("ports", [])
    opened = "${MASOHI_KAFKA_BIND:-127.0.0.1}:" if name in BROKERS else "127.0.0.1:"
    assert all(port.startswith(opened) for port in ports)
    assert bool(ports) is (name in {"alertmanager", "gateway", "grafana", "prometheus"} | BROKERS)


def test_other_machines_reach_the_gateway_alone() -> None:
    public = read("deploy/compose/public.yml")["services"]
    assert set(public) == {"gateway"}
    assert public["gateway"]["ports"] == ["80:8080", "443:8443"]


def test_the_image_of_the_gateway_has_its_file_and_its_pages() -> None:
    stage = DOCKERFILE.partition(" AS gateway\n")[2].partition("\nFROM ")[0]
    assert "COPY deploy/gateway/Caddyfile /etc/caddy/Caddyfile" in stage
    assert "COPY deploy/gateway/site /srv" in stage
    upstreams = re.findall(r"\{\$MASOHI_\w+:([a-z-]+):8000\}", (ROOT / "deploy/gateway/Caddyfile").read_text())
    assert set(upstreams) == OURS, "the names of the containers"


def test_a_port_of_kafka_has_tls_and_accounts_or_certificates() -> None:
    environment = BASE["services"]["kafka"]["environment"]
    protocols = dict(pair.split(":") for pair in environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    assert protocols == {"INSIDE": "SASL_PLAINTEXT", "OUTSIDE": "SASL_SSL", "PEERS": "SSL", "CONTROLLER": "SSL"}
    assert "ANONYMOUS" not in environment["KAFKA_SUPER_USERS"]
    assert "KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND" not in environment
    assert {environment[f"KAFKA_LISTENER_NAME_{name}_SSL_CLIENT_AUTH"] for name in ("PEERS", "CONTROLLER")} == {
        "required"
    }


def test_the_cluster_has_three_brokers_and_two_of_each_service() -> None:
    there = {name for name, each in CONTAINERS.items() if each.get("profiles") == ["cluster"]}
    assert there == SECOND | (BROKERS - {"kafka"})
    assert {CONTAINERS[name]["environment"]["KAFKA_NODE_ID"] for name in BROKERS} == {"1", "2", "3"}
    for name in OURS:
        replicas = [CONTAINERS[each]["environment"]["MASOHI_REPLICA"] for each in (name, f"{name}-2")]
        assert replicas == ["0", "1"]
        assert CLUSTER[f"MASOHI_{name.upper().replace('-', '_')}_AT"] == f"{name}:8000 {name}-2:8000"
    assert CLUSTER["MASOHI_KAFKA_VOTERS"] == "1@kafka:9093,2@kafka-2:9093,3@kafka-3:9093"
    assert (CLUSTER["MASOHI_TOPIC_REPLICATION"], CLUSTER["MASOHI_KAFKA_MIN_ISR"]) == ("3", "2")
    text = (ROOT / "docker-compose.yml").read_text()
    assert all("${" + name in text for name in CLUSTER if name != "COMPOSE_PROFILES")


def test_the_gateway_waits_longer_than_a_service_keeps_its_connections() -> None:
    assert BASE["services"]["agreements"]["environment"]["MASOHI_LEAVE_S"] == "4"
    assert "keepalive 3s" in (ROOT / "deploy/gateway/Caddyfile").read_text()


def test_the_database_is_on_a_network_without_a_way_out() -> None:
    assert BASE["services"]["postgres"]["networks"] == ["database"]
    assert BASE["networks"]["database"] == {"internal": True}


@every_container
def test_the_order_of_the_start_is_by_health(name: str) -> None:
    container = CONTAINERS[name]
    for other, how in container.get("depends_on", {}).items():
        expected = "service_completed_successfully" if other in JOBS else "service_healthy"
        assert how["condition"] == expected
    assert (set(container.get("depends_on", {})) >= JOBS) is (name in OURS | SECOND)
    assert "sleep" not in str(container)


@every_container
def test_no_secret_is_in_an_environment(name: str) -> None:
    for variable, value in CONTAINERS[name].get("environment", {}).items():
        assert not re.search(r"PASSWORD|DSN|_KEY$|SECRET", variable) or str(value).startswith("/run/secrets/")


def test_production_follows_the_real_clock() -> None:
    environments = [BASE["services"][name]["environment"] for name in OURS]
    assert {environment["MASOHI_ENVIRONMENT"] for environment in environments} == {"production"}
    assert not any("MASOHI_SIMULATED_CLOCK" in environment for environment in environments)


def test_the_made_secrets_are_those_that_compose_mounts(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    mounted = {Path(entry["file"]).name for entry in BASE["secrets"].values()}
    assert {file.name for file in (tmp_path / "secrets").iterdir()} == mounted
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_made_secrets_stay(tmp_path: Path) -> None:
    def all_of_it() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    make_secrets(tmp_path)
    before = all_of_it()
    make_secrets(tmp_path)
    assert all_of_it() == before


def test_the_migration_job_knows_every_role_by_its_dsn(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    owner, folder = secret("masohi_owner_dsn", tmp_path / "secrets"), tmp_path / "secrets"
    passwords = {password_of(secret(f"{service}_dsn", folder)) for service in SERVICES}
    assert len(passwords) == len(SERVICES)
    assert min(map(len, passwords)) >= 32
    admin = urlsplit(superuser_dsn(owner, "p@ss/word"))
    assert (admin.username, password_of(admin.geturl())) == ("postgres", "p@ss/word")
    assert (admin.hostname, admin.port) == ("postgres", 5432)


@pytest.mark.parametrize(
    ("container", "service", "wanted"),
    [
        ("notifications", "notifications", NotificationsSettings),
        ("community-service", "community_service", CommunityServiceSettings),
    ],
)
def test_a_service_finds_its_secrets_under_the_mounted_names(
    tmp_path: Path, container: str, service: str, wanted: type[ServiceSettings]
) -> None:
    made = make_secrets(tmp_path).parent / "secrets"
    mounts = tmp_path / "run"
    mounts.mkdir()
    for entry in BASE["services"][container]["secrets"]:
        source, target = (entry, entry) if isinstance(entry, str) else (entry["source"], entry["target"])
        shutil.copy(made / source, mounts / target)
    output = {
        name.removeprefix("MASOHI_").lower(): re.sub(r"\$\{\w+:-(.*)\}", r"\1", str(value))
        for name, value in BASE["services"][container]["environment"].items()
        if name.startswith("MASOHI_")
    }
    settings = wanted(_secrets_dir=mounts, port=8000, **output)  # type: ignore[arg-type]
    assert settings.database_dsn.get_secret_value() == (made / f"{service}_dsn").read_text()
    assert settings.person_key.get_secret_value() == (made / "person_key").read_text()
    assert settings.sign_on_secret.get_secret_value() == (made / f"{service}_sign_on").read_text()
    assert not settings.simulated_clock


@every_service
def test_every_topic_that_an_event_names_is_made(service: str) -> None:
    events = importlib.import_module(f"services.{service}.events")
    named = {topic for event in published(events) for topic in (*event.shared_topics(), topic_of(event))}
    assert named == set(topics_of(service))
    assert set(TOPICS) == {INTAKE, *(topic for each in SERVICES for topic in topics_of(each))}


TYPES_OF_EVENTS = {Path("services", "community_service", f"{name}.py") for name in ("fields", "justice")}
"""The types of fields that the events of a service are made of."""


MADE_WHOLE = """
import typing, services.{service}.main as m
from shared.runtime import create_app
from shared.settings import KafkaSettings
assert m.__file__.startswith({folder!r})
settings = next(iter(typing.get_type_hints(m.build).values()))()
create_app(m.build(settings), settings, KafkaSettings())
"""
"""With its pages: their files, templates and words are there."""


@every_service
def test_an_image_holds_what_its_service_needs_and_no_more(service: str, tmp_path: Path) -> None:
    files = collect(ROOT, [Path("services", service)])
    foreign = {file for file in files if file.parts[0] == "services" and file.parts[1] not in {service, "__init__.py"}}
    beside = {file for file in foreign if "events" not in {*file.parts, file.stem}}
    assert beside <= {Path("services", name, "__init__.py") for name in SERVICES} | TYPES_OF_EVENTS
    assert not {file for file in files if file.parts[0] in {"deploy", "tests"} or "migrations" in file.parts}
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, tmp_path / file)
    named = {f"MASOHI_{name.upper()}": str(value) for name, value in VALUES.items()}
    environment = {**os.environ, **named, "PYTHONPATH": str(tmp_path), "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    program = MADE_WHOLE.format(service=service, folder=str(tmp_path))
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)


def test_the_image_for_operations_can_watch(tmp_path: Path) -> None:
    for file in collect(ROOT, [Path("deploy", "watch")]):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, tmp_path / file)
    program = f"import deploy.watch.__main__ as m; assert m.__file__.startswith({str(tmp_path)!r})"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)


def test_the_jobs_have_every_migration() -> None:
    folders = ["shared/postgres/migrations", *(f"services/{service}/migrations" for service in SERVICES)]
    files = collect(ROOT, [Path(path) for path in ("deploy/compose/migrate.py", "deploy/topics.py", *folders)])
    assert {Path(folder) for folder in folders} == {file.parent for file in files if file.suffix == ".sql"}
    assert not {file for file in files if file.parts[:2] == ("deploy", "local")}


WATCHERS = {"watch": "watch:8000", "alertmanager": "alertmanager:9093", "prometheus": "localhost:9090"}


def test_prometheus_asks_every_service_and_the_watchers_under_their_names() -> None:
    listed, *watchers = read("deploy/prometheus/prometheus.yml")["scrape_configs"]
    assert {each["job_name"]: each["static_configs"][0]["targets"] for each in watchers} == {
        name: [address] for name, address in WATCHERS.items()
    }
    (file,) = listed["file_sd_configs"][0]["files"]
    place = "./deploy/prometheus/targets/${MASOHI_TARGETS:-one}.yml"
    assert f"{place}:{file}:ro" in BASE["services"]["prometheus"]["volumes"]
    for name, count in {"one": 1, "two": 2}.items():
        found = {each["labels"]["job"]: each["targets"] for each in read(f"deploy/prometheus/targets/{name}.yml")}
        hosts = {service: service.replace("_", "-") for service in SERVICES}
        assert found == {service: [f"{host}:8000", f"{host}-2:8000"][:count] for service, host in hosts.items()}
        assert {address.partition(":")[0] for each in found.values() for address in each} <= set(BASE["services"])
    (managers,) = read("deploy/prometheus/prometheus.yml")["alerting"]["alertmanagers"]
    assert managers["static_configs"][0]["targets"] == [WATCHERS["alertmanager"]]


def test_the_story_uses_the_published_addresses() -> None:
    for service, address in stack.HTTP.items():
        port = address.rpartition(":")[2]
        assert STORY["services"][service.replace("_", "-")]["ports"] == [f"127.0.0.1:{port}:8000"]
    assert BASE["services"]["gateway"]["ports"] == [f"127.0.0.1:{stack.GATEWAY.rpartition(':')[2]}:8080"]
    told = BASE["services"]["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert f"OUTSIDE://{stack.KAFKA}" in re.sub(r"\$\{\w+:-(.*?)\}", r"\1", told)
    assert STORY["name"] == stack.PROJECT != BASE["name"]


def test_without_docker_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError, match="Docker is not installed"):
        stack.up()


def test_an_engine_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "docker"
    program.write_text("#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(LocalError, match=r"^`docker info` fails \(Cannot connect to the Docker daemon\): start Docker"):
        stack.up()
