"""Who may do what on Kafka follows the table of topics, and the services are those that listen there."""

from __future__ import annotations

import pytest

from deploy.access.accounts import BadAccount, agencies
from deploy.access.rights import HEARS, KINDS, SENDERS, account_of, of_agency, of_service
from deploy.services import SERVICES
from deploy.topics import ANSWERS, EVERYBODY, INTAKE, PROBES, PROSECUTOR, READERS, TOPICS, topics_of
from services.agreements.messages import SUBSCRIPTIONS as AGREEMENTS
from services.community_service.identity import Identity
from services.community_service.messages import subscriptions
from services.notifications.messages import SUBSCRIPTIONS as NOTIFICATIONS
from services.training.messages import SUBSCRIPTIONS as TRAINING

INTERNAL = {topic for topic in TOPICS if ".internal." in topic}


def test_every_service_may_read_what_it_listens_to() -> None:
    listening = {
        "agreements": AGREEMENTS,
        "training": TRAINING,
        "community_service": subscriptions(Identity(b"x" * 32)),
        "notifications": NOTIFICATIONS,
    }
    assert {name: set(each.topics) for name, each in listening.items()} == {k: set(v) for k, v in HEARS.items()}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_topics_alone(service: str) -> None:
    answers = {PROBES} if service == "community_service" else set()
    assert of_service(service).writes == set(topics_of(service)) | answers


def test_no_agency_reads_what_is_internal_or_handed_in() -> None:
    for kind, topics in KINDS.items():
        assert topics.isdisjoint(INTERNAL | {INTAKE}), kind


def test_every_agency_reads_what_is_for_every_agency() -> None:
    for_all = {topic for topic, readers in READERS.items() if readers == EVERYBODY}
    assert KINDS["agency"] == for_all
    assert all(topics >= for_all for topics in KINDS.values())
    assert set().union(*KINDS.values()) == set(TOPICS) - INTERNAL - {INTAKE}


def test_who_is_told_of_children() -> None:
    children = {topic for topic in TOPICS if ".children." in topic}
    assert {kind for kind, topics in KINDS.items() if topics & children} == {
        kind for kind in KINDS if kind.startswith("childrens-")
    }


def test_courts_and_prosecutors_alone_hand_in_and_are_answered() -> None:
    assert {kind for kind in KINDS if of_agency("x", kind).writes} == SENDERS
    assert {kind for kind, topics in KINDS.items() if ANSWERS in topics} == SENDERS
    assert KINDS["childrens-prosecutor"] == set(PROSECUTOR)


def test_accounts_are_read_as_they_are_written() -> None:
    found = agencies('[pn-ambon]\nkind = "court"\npassword = "a-password-of-24-letters"\n')
    assert found["pn-ambon"].rights == of_agency("pn-ambon", "court")
    assert "a-password" not in repr(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[pn]\nkind = "court"\npassword = "short"', "pn: its password needs 24"),
        ('[pn]\nkind = "friend"\npassword = "a-password-of-24-letters"', "'friend' is no kind; there are agency, "),
        ('[pn]\nkind = "court"', "pn: give it a kind and a password"),
        ('[masohi-training]\nkind = "court"\npassword = "a-password-of-24-letters"', "does not begin with masohi"),
        ('[PN]\nkind = "court"\npassword = "a-password-of-24-letters"', "small letters"),
        ("pn = 1", "pn: give it"),
        ("[pn", "kafka_accounts cannot be read"),
    ],
    ids=["short", "kind", "nothing", "ours", "capitals", "value", "toml"],
)
def test_a_wrong_account_is_named(text: str, said: str) -> None:
    with pytest.raises(BadAccount, match=said):
        agencies(text)


def test_the_names_of_accounts() -> None:
    assert [account_of(service) for service in SERVICES][2] == "masohi-community-service"
