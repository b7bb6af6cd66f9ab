"""Makes Kafka's accounts and access lists what they should be, no more and no less. It can run any number of times."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from deploy.access.accounts import Account
from deploy.access.rights import Rights

ITERATIONS = 8192
_WITHIN_S = 30
_EVERY = AclBindingFilter(
    ResourceType.ANY,
    None,  # type: ignore[arg-type]
    ResourcePatternType.ANY,
    None,  # type: ignore[arg-type]
    None,  # type: ignore[arg-type]
    AclOperation.ANY,
    AclPermissionType.ANY,
)


def apply(client: Mapping[str, Any], wanted: Mapping[str, Account]) -> list[str]:
    """`client` reaches the brokers as a super user. Returns what was changed, a line each.

    Every password is set again, because Kafka does not tell what it is: who is connected stays connected.
    """
    admin = AdminClient({"client.id": "masohi-access", **client})
    there = set(_result(admin.describe_acls(_EVERY)))
    should = {binding for name, account in wanted.items() for binding in bindings(name, account.rights)}
    for changes in (admin.create_acls(sorted(should - there)) if should - there else {}).values():
        _result(changes)
    for binding in there - should:
        _result(admin.delete_acls([_only(binding)])[_only(binding)])
    gone = set(_result(admin.describe_user_scram_credentials())) - set(wanted)
    _settle(admin, [*(_password(name, account) for name, account in wanted.items()), *map(_deletion, gone)])
    return [
        *(f"+ {_said(binding)}" for binding in sorted(should - there)),
        *(f"- {_said(binding)}" for binding in sorted(there - should)),
        *(f"- account {name}" for name in sorted(gone)),
    ]


def set_password(client: Mapping[str, Any], name: str, password: str) -> None:
    """For one account. Who is connected stays connected."""
    _settle(AdminClient(dict(client)), [_upsertion(name, password)])


def bindings(name: str, rights: Rights) -> Iterator[AclBinding]:
    """The access list of one account. To read or to write a topic is also to ask about it."""
    for topic in sorted(rights.reads):
        yield _allow(name, ResourceType.TOPIC, topic, AclOperation.READ)
    for topic in sorted(rights.writes):
        yield _allow(name, ResourceType.TOPIC, topic, AclOperation.WRITE)
    for topic in sorted(rights.asks):
        yield _allow(name, ResourceType.TOPIC, topic, AclOperation.DESCRIBE)
    if rights.group:
        yield _allow(name, ResourceType.GROUP, rights.group, AclOperation.READ)
    if rights.groups:
        yield _allow(name, ResourceType.GROUP, rights.groups, AclOperation.READ, ResourcePatternType.PREFIXED)


def _allow(
    name: str,
    kind: ResourceType,
    resource: str,
    operation: AclOperation,
    pattern: ResourcePatternType = ResourcePatternType.LITERAL,
) -> AclBinding:
    return AclBinding(kind, resource, pattern, f"User:{name}", "*", operation, AclPermissionType.ALLOW)


def _only(binding: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        binding.restype,
        binding.name,
        binding.resource_pattern_type,
        binding.principal,
        binding.host,
        binding.operation,
        binding.permission_type,
    )


def _password(name: str, account: Account) -> UserScramCredentialUpsertion:
    return _upsertion(name, account.password)


def _upsertion(name: str, password: str) -> UserScramCredentialUpsertion:
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
    return UserScramCredentialUpsertion(name, info, password.encode(), os.urandom(24))


def _deletion(name: str) -> UserScramCredentialDeletion:
    return UserScramCredentialDeletion(name, ScramMechanism.SCRAM_SHA_512)


def _settle(admin: AdminClient, changes: Iterable[Any]) -> None:
    for done in admin.alter_user_scram_credentials(list(changes)).values():
        _result(done)


def _result(future: Any) -> Any:
    return future.result(timeout=_WITHIN_S)


def _said(binding: AclBinding) -> str:
    return f"{binding.principal[5:]}: {_word(binding.operation)} {_word(binding.restype)} {binding.name}"


def _word(value: object) -> str:
    return str(getattr(value, "name", value)).lower()
