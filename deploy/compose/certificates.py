"""An authority of our own for Kafka: brokers know each other by it, and subscribers know the brokers."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BROKER, ADMIN = "masohi-kafka", "masohi-admin"
"""Common names. Both are super users of Kafka."""
AUTHORITY_KEY = "kafka_ca.key"
AUTHORITY_DAYS, LEAF_DAYS = 3_650, 730
_BEFORE = timedelta(hours=1)


class Authority:
    """Keeps its private key in `state` (0600); no container has it. `certificate` is what others trust."""

    def __init__(self, state: Path) -> None:
        self._key_file, self._own_file = state / AUTHORITY_KEY, state / "kafka_ca.pem"
        if not self._key_file.exists():
            self._create()
        self._key = _private(self._key_file.read_bytes())
        self.certificate = self._own_file.read_text()

    def _create(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _named("Masohi Kafka")
        builder = _builder(name, name, key.public_key(), AUTHORITY_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        self._own_file.write_text(_pem(builder.sign(key, hashes.SHA256())))
        with open(os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_secret(key))

    def issue(self, name: str, hosts: Iterable[str] = ()) -> str:
        """A new key and its certificate as one PEM text; `hosts` are the addresses under which it answers."""
        key = ec.generate_private_key(ec.SECP256R1())
        own = x509.load_pem_x509_certificate(self.certificate.encode())
        builder = _builder(_named(name), own.subject, key.public_key(), LEAF_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs=False), critical=True)
        # Python 3.13 and newer trust no certificate that does not name the key that signed it.
        signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = builder.add_extension(signer, critical=False)
        both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = builder.add_extension(x509.ExtendedKeyUsage(both), critical=False)
        if names := [_host(host) for host in hosts]:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return _secret(key).decode() + _pem(builder.sign(self._key, hashes.SHA256()))


def ends(pem: str) -> datetime:
    """When the first certificate in a text ends."""
    return x509.load_pem_x509_certificate(pem[pem.index("-----BEGIN CERT") :].encode()).not_valid_after_utc


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - _BEFORE,
        not_valid_after=now + timedelta(days=days),
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
