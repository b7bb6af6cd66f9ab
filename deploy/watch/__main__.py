"""The watch: what no service can say of itself, for Prometheus. `python -m deploy.watch`, port 8000, `/metrics`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from prometheus_client import start_http_server

from deploy.watch import backups
from deploy.watch.certificates import Certificates
from deploy.watch.disks import Disks
from deploy.watch.gateway import Gateway
from deploy.watch.kafka import Kafka
from deploy.watch.metrics import REGISTRY
from deploy.watch.postgres import Postgres
from deploy.watch.probe import Probe
from deploy.watch.settings import WatchSettings, pairs
from deploy.watch.watching import Part, again_and_again, see
from shared import logs
from shared.settings import KafkaSettings, read


def parts(settings: WatchSettings, kafka: KafkaSettings) -> list[tuple[Part, float]]:
    """What is watched, and every how many seconds."""
    found: list[tuple[Part, float]] = [
        (Postgres(settings.dsn.get_secret_value(), settings.wal_receiver), 15),
        (Kafka(kafka), 15),
        (Disks(dict(pairs(settings.disks))), 30),
        (Certificates(dict(pairs(settings.certificates))), 300),
    ]
    if settings.gateway:
        found.append((Gateway(settings.gateway), 15))
    if settings.backups:
        found.append((backups.Backups(Path(settings.backups)), 60))
    else:
        backups.unwatched()
    return found


async def main() -> None:
    """Looks once at everything before it answers: no figure is there that was not measured."""
    logs.configure("watch", "INFO")
    settings = read(WatchSettings)
    kafka = read(KafkaSettings)
    watched = parts(settings, kafka)
    await asyncio.gather(*(see(part) for part, _ in watched))
    start_http_server(settings.port, settings.host, REGISTRY)
    probe = (Probe(kafka), 60.0)  # its first turn comes after a minute: what is being started is not asked
    everything = (*watched, probe)
    await asyncio.gather(*(again_and_again(part, settings.every_s or every_s) for part, every_s in everything))


if __name__ == "__main__":
    asyncio.run(main())
