"""Apache Kafka's jars, from Maven into a cache folder."""

from __future__ import annotations

from pathlib import Path

from deploy.local.maven import default_cache, fetched, missing

__all__ = ["available", "default_cache", "kafka_jars"]

POM = Path(__file__).with_name("kafka-pom.xml")


def available(jars: Path | None = None) -> str | None:
    """Why Apache Kafka cannot run here, or None if it can; it needs no Maven if the jars are already in `jars`."""
    return missing("Kafka", POM, jars)


def kafka_jars(cache: Path) -> Path:
    """The folder in `cache` with the jars of kafka-pom.xml. The first call fetches them; LocalError if that fails."""
    return fetched("Kafka", POM, cache)
