from __future__ import annotations

from pathlib import Path

import pytest

from deploy.services import SERVICES
from shared.web.catalogues import faults, translations, used_messages

ROOT = Path(__file__).parents[4]
KIT = ROOT / "shared" / "web"
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n'


def test_every_message_of_the_kit_is_translated_once() -> None:
    assert faults(KIT, [], "id") == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_message_of_a_service_is_translated_once(service: str) -> None:
    platform = [KIT, ROOT / "shared" / "journal", ROOT / "shared" / "privacy"]
    assert faults(ROOT / "services" / service, platform, "id") == []


def folder(at: Path, template: str, po: str, python: str = "", second: str = "") -> Path:
    for name, text in (("templates/x.html", template), ("locale/id/a.po", HEAD + po), ("web/a.py", python)):
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_text(text)
    (at / "locale/id/b.po").write_text(HEAD + second)
    return at


def test_messages_are_read_where_they_stand(tmp_path: Path) -> None:
    calls = (
        'Link("Cases", "/cases")',
        'act(said="Saved.")',
        '_("One")',
        'ngettext("%(n)s day", "%(n)s days", 2)',
        'x("No")',
        'class SentenceAtRisk(Fact, type="x.record.sentence.at-risk", key="id"): ...',
    )
    assert used_messages(folder(tmp_path, "{{ _('Send') }}{% trans %}Go{% endtrans %}", "", "\n".join(calls))) == {
        *("Send", "Go", "Cases", "Saved.", "One", "%(n)s day", "Sentence at risk")
    }


def test_all_files_are_one_catalogue(tmp_path: Path) -> None:
    plural = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s hari"\n'
    found = translations([folder(tmp_path, "", 'msgid "Send"\nmsgstr "Kirim"\n', second=plural), KIT], "id")
    assert [found.gettext(each) for each in ("Send", "Sign out", "Unknown")] == ["Kirim", "Keluar", "Unknown"]
    assert found.ngettext("%(n)s day", "%(n)s days", 2) == "%(n)s hari"
    assert translations([KIT], "en").gettext("Sign out") == "Sign out"


@pytest.mark.parametrize(
    ("po", "second", "expected"),
    [
        ("", "", ["untranslated: Send"]),
        ('msgid "Send"\nmsgstr "Kirim"\n', "", []),
        ('msgid "Send"\nmsgstr ""\n', "", ["empty: Send"]),
        ('#, fuzzy\nmsgid "Send"\nmsgstr "Kirim"\n', "", ["fuzzy: Send"]),
        ('msgid "Send"\nmsgstr "Kirim"\n', 'msgid "Old"\nmsgstr "Lama"\n', ["unused: Old"]),
        ('msgid "Send"\nmsgstr "Kirim"\n', 'msgid "Send"\nmsgstr "Kirimkan"\n', ["translated in two ways: Send"]),
        ('msgid "Send"\nmsgstr "Kirim"\n', 'msgid "Send"\nmsgstr "Kirim"\n', []),
        ('msgid "Send"\nmsgstr "Kirim %(x)s"\n', "", ["a value that is not given: Send"]),
    ],
)
def test_faults_of_a_catalogue_are_found(tmp_path: Path, po: str, second: str, expected: list[str]) -> None:
    assert faults(folder(tmp_path, "{{ _('Send') }}", po, second=second), [], "id") == expected


def test_a_message_may_stand_in_the_kit(tmp_path: Path) -> None:
    assert faults(folder(tmp_path, "{{ _('Sign out') }}", ""), [KIT], "id") == []
    twice = folder(tmp_path, "{{ _('Sign out') }}", 'msgid "Sign out"\nmsgstr "Pergi"\n')
    assert faults(twice, [KIT], "id") == ["translated in two ways: Sign out"]
