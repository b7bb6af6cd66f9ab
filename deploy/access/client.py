"""The settings of a service as those of librdkafka."""

from __future__ import annotations

from shared.settings import KafkaSettings


def librdkafka(settings: KafkaSettings) -> dict[str, str]:
    found = {
        "bootstrap.servers": settings.bootstrap_servers,
        "security.protocol": settings.security,
        "ssl.ca.location": settings.ca_file,
        "ssl.certificate.location": settings.certificate_file,
        "ssl.key.location": settings.certificate_file,
        "sasl.mechanism": settings.sasl_mechanism if settings.username else None,
        "sasl.username": settings.username,
        "sasl.password": settings.password.get_secret_value() if settings.username else None,
    }
    return {name: value for name, value in found.items() if value is not None}
