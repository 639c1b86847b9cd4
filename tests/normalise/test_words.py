"""Every compare word, value by value: equal, only written otherwise, different, and what nobody can say."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.classify.details import judge_cells, read_value
from analyzer.engine.catalogue import load_catalogue
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Answer, Case, NotComparable, Opinion, Surroundings

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "rules")
EQUAL, ROUTINE, DESIGN, DIFFERENT, UNKNOWN = Answer
GUID = "00112233-4455-6677-8899-aabbccddeeff"
BASE64 = "MyIRAFVEd2aImaq7zN3u/w=="
PEOPLE = {"CN=Anna,DC=x": "anna@x.com", "CN=Ben,DC=x": "ben@x.com", "anna@x.com": "anna@x.com", "Ben": "ben@x.com"}


class Known:
    """Finds the people of these tests."""

    def directory(self, dn: str) -> str:
        """The label of a distinguished name."""
        if dn == "CN=Gone,DC=x":
            return "\1gone@x.com\1CN=Gone,DC=x never reaches the cloud"
        return self.cloud(dn)

    def cloud(self, text: str) -> str:
        """The label of a text."""
        if text not in PEOPLE:
            raise NotComparable(f"nobody is called {text}")
        return PEOPLE[text]


AROUND = Surroundings(
    resolver=Known(),
    tables=CATALOGUE.tables,
    accepted_domains=frozenset({"x.com", "x.onmicrosoft.com"}),
    initial_domains=frozenset({"x.onmicrosoft.com"}),
)

# word, directory, cloud, answer, and what the judge may ask besides
ROWS = [
    ("exact", "HR", "HR", EQUAL, {}),
    ("exact", " HR ", "HR", EQUAL, {}),
    ("exact", "a\r\nb", "a\nb", EQUAL, {}),
    ("exact", "Ame\u0301lie", "Am\u00e9lie", EQUAL, {}),
    ("exact", "hr", "HR", DESIGN, {}),
    ("exact", "HR", "Sales", DIFFERENT, {}),
    ("exact", "", "Sales", DIFFERENT, {}),
    ("exact", "x" * 1500, "x" * 1024, DESIGN, {}),
    ("exact", ("a", "b"), "a", UNKNOWN, {}),
    ("exact_or_cn", "Anna", "Anna", EQUAL, {"more": {"cn": "A"}}),
    ("exact_or_cn", "", "anna", EQUAL, {"more": {"cn": "anna"}}),
    ("exact_or_cn", "", "anna", DIFFERENT, {"more": {"cn": "ben"}}),
    ("exact_or_cn", "", "anna", UNKNOWN, {"more": {"cn": None}}),
    ("exact_set", ("a", "b"), ("b", "a"), EQUAL, {}),
    ("exact_set", ("a", "b"), ("A", "b"), DESIGN, {}),
    ("exact_set", ("a",), ("b",), DIFFERENT, {}),
    ("exact_set", (), ("b",), DIFFERENT, {}),
    ("exact_set_not_taken", ("a", "b"), ("b", "a"), EQUAL, {}),
    ("exact_set_not_taken", ("a",), (), UNKNOWN, {}),
    ("exact_set_not_taken", ("a",), ("b",), DIFFERENT, {}),
    ("casefold", "Stra\u00dfe", "STRASSE", EQUAL, {}),
    ("casefold", "\u212aelvin", "kelvin", EQUAL, {}),
    ("casefold", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3", EQUAL, {}),
    ("casefold", "\u0130stanbul", "istanbul", DIFFERENT, {}),
    ("casefold", "a", "b", DIFFERENT, {}),
    ("casefold", "", "b", DIFFERENT, {}),
    ("casefold_own", "EUR", "eur", EQUAL, {}),
    ("casefold_own", "", "EUR", ROUTINE, {}),
    ("casefold_own", "EUR", "NAM", DIFFERENT, {}),
    ("casefold_set", ("A",), ("a",), EQUAL, {}),
    ("casefold_set", ("A",), ("b",), DIFFERENT, {}),
    ("sign_in_name", "Anna@x.com", "anna@X.com", EQUAL, {}),
    ("sign_in_name", "anna@x.local", "anna@x.onmicrosoft.com", DESIGN, {}),
    ("sign_in_name", "anna@x.local", "ben@x.onmicrosoft.com", DIFFERENT, {}),
    ("sign_in_name", "anna@x.com", "anna@x.onmicrosoft.com", DIFFERENT, {}),
    ("country", "DE", "Germany", EQUAL, {}),
    ("country", "de", "DE", EQUAL, {}),
    ("country", "DE", "France", DIFFERENT, {}),
    ("country", "DE", "Allemagne", UNKNOWN, {}),
    ("country", "", "Germany", DIFFERENT, {}),
    ("usage_location", "DE", "Germany", EQUAL, {}),
    ("usage_location", "", "Germany", ROUTINE, {}),
    ("usage_location", "DE", "FR", DIFFERENT, {}),
    ("text_448", "x" * 500, "x" * 448, EQUAL, {}),
    ("text_448", "a", "b", DIFFERENT, {}),
    ("first_text", ("a", "b"), "b", EQUAL, {}),
    ("first_text", ("a",), "", DIFFERENT, {}),
    ("first_text", ("a",), "b", DIFFERENT, {}),
    ("boolean", "TRUE", "True", EQUAL, {}),
    ("boolean", "", "False", EQUAL, {}),
    ("boolean", "FALSE", "Falsch", EQUAL, {}),
    ("boolean", "TRUE", "Nein!", UNKNOWN, {}),
    ("boolean", "TRUE", "False", DIFFERENT, {}),
    ("boolean", "", "True", DIFFERENT, {}),
    ("boolean_service_on", "TRUE", "True", EQUAL, {}),
    ("boolean_service_on", "", "True", ROUTINE, {}),
    ("boolean_service_on", "TRUE", "False", DIFFERENT, {}),
    ("account_disabled", "514", "True", EQUAL, {}),
    ("account_disabled", "512", "True", DIFFERENT, {}),
    ("account_disabled", "", "False", UNKNOWN, {}),
    ("account_disabled", "5.12E2", "False", UNKNOWN, {}),
    ("presence", "/9j/4AAQ", "True", EQUAL, {}),
    ("presence", "", "True", ROUTINE, {}),
    ("presence", "/9j/4AAQ", "False", DIFFERENT, {}),
    ("spam_bypass", "1", "True", EQUAL, {}),
    ("spam_bypass", "0", "False", EQUAL, {}),
    ("spam_bypass", "", "True", ROUTINE, {}),
    ("spam_bypass", "1", "False", DIFFERENT, {}),
    ("integer", "7", "7", EQUAL, {}),
    ("integer", "007", "7", EQUAL, {}),
    ("integer", "", "7", DIFFERENT, {}),
    ("integer", "7", "8", DIFFERENT, {}),
    ("integer", "1,5", "1", UNKNOWN, {}),
    ("integer_not_taken", "7", "7", EQUAL, {}),
    ("integer_not_taken", "7", "", UNKNOWN, {}),
    ("integer_not_taken", "", "7", DESIGN, {}),
    ("integer_not_taken", "7", "8", DIFFERENT, {}),
    ("limit", "500", "500", EQUAL, {}),
    ("limit", "", "500", ROUTINE, {}),
    ("limit", "500", "Unlimited", DESIGN, {}),
    ("size_kb", "51904512", "49.5 GB (53,150,220,288 bytes)", EQUAL, {}),
    ("size_kb", "51904512", "49,5 GB (53.150.220.288 bytes)", EQUAL, {}),
    ("size_kb", "", "49.5 GB (53,150,220,288 bytes)", ROUTINE, {}),
    ("size_kb", "1024", "Unlimited", DESIGN, {}),
    ("size_kb", "1024", "much", UNKNOWN, {}),
    ("timespan_plan", "1209600", "14.00:00:00", EQUAL, {}),
    ("timespan_plan", "", "14.00:00:00", ROUTINE, {}),
    ("timespan_plan", "86400", "14.00:00:00", DESIGN, {}),
    ("timespan_seconds", "7776000", "90.00:00:00", EQUAL, {}),
    ("timespan_seconds", "", "90.00:00:00", ROUTINE, {}),
    ("timespan_seconds", "", "30.00:00:00", DIFFERENT, {}),
    ("timespan_seconds", "86400", "90.00:00:00", DIFFERENT, {}),
    ("timespan_seconds", "86400", "soon", UNKNOWN, {}),
    ("time", "20260105080000.0Z", "2026-01-05T08:00:00Z", EQUAL, {}),
    ("time", "20260105080000.0Z", "2026-01-05T09:00:00+01:00", EQUAL, {}),
    ("time", "20260105080000.0Z", "01/05/2026 10:00:00", DESIGN, {}),
    ("time", "20260105080000.0Z", "2026-02-05T08:00:00Z", DIFFERENT, {}),
    ("time", "", "2026-02-05T08:00:00Z", DIFFERENT, {}),
    ("time", "", "0", EQUAL, {}),
    ("time", "20260105080000.0Z", "yesterday", UNKNOWN, {}),
    ("guid", BASE64, GUID, EQUAL, {}),
    ("guid", "{" + GUID.upper() + "}", GUID, EQUAL, {}),
    ("guid", "", "00000000-0000-0000-0000-000000000000", EQUAL, {}),
    ("guid", "", GUID, DIFFERENT, {}),
    ("guid", "4711", GUID, UNKNOWN, {}),
    ("mailbox_guid", BASE64, GUID, EQUAL, {}),
    ("mailbox_guid", "", GUID, DESIGN, {}),
    ("mailbox_guid", GUID.replace("0", "1"), GUID, DIFFERENT, {}),
    ("guid_text", f"User_{GUID}", GUID.upper(), EQUAL, {}),
    ("guid_text", "", GUID, ROUTINE, {}),
    ("guid_text", f"User_{GUID.replace('0', '1')}", GUID, DIFFERENT, {}),
    ("anchor", GUID, BASE64, EQUAL, {}),
    ("anchor", "E4711", "e4711", DIFFERENT, {}),
    ("address_without_prefix", "SMTP:Anna@x.com", "anna@X.com", EQUAL, {}),
    ("address_without_prefix", "anna@b\u00fccher.example", "anna@xn--bcher-kva.example", EQUAL, {}),
    ("address_without_prefix", "anna@x.com", "ben@x.com", DIFFERENT, {}),
    ("address_without_prefix", "", "ben@x.com", DIFFERENT, {}),
    ("address_own", "SMTP:anna@x.com", "smtp:Anna@x.com", EQUAL, {}),
    ("address_own", "", "anna@x.com", ROUTINE, {}),
    ("address_own", "anna@x.com", "", DIFFERENT, {}),
    ("archive_status", "1", "Active", EQUAL, {}),
    ("archive_status", "", "None", ROUTINE, {}),
    ("archive_status", "1", "None", DIFFERENT, {}),
    ("archive_status", "9", "None", UNKNOWN, {}),
    ("member_restriction", "0", "closed", EQUAL, {}),
    ("member_restriction", "1", "Closed", DIFFERENT, {}),
    ("oof_options", "0", "External", EQUAL, {}),
    ("oof_options", "1", "External", DIFFERENT, {}),
    ("moderation_flags", "", "Always", EQUAL, {}),
    ("moderation_flags", "7", "always", EQUAL, {}),
    ("moderation_flags", "0", "Always", DIFFERENT, {}),
    ("moderation_flags", "4", "Always", UNKNOWN, {}),
    ("recipient_type", "2147483648", "UserMailbox", EQUAL, {}),
    ("recipient_type", "2147483648", "SharedMailbox", DIFFERENT, {}),
    ("recipient_type", "4", "SharedMailbox", DIFFERENT, {}),
    ("recipient_type", "4", "SharedMailbox", EQUAL, {"transferred": 1}),
    ("recipient_type", "4", "SharedMailbox", UNKNOWN, {"transferred": 2}),
    ("recipient_type", "", "SharedMailbox", DIFFERENT, {}),
    ("display_type", "-2147483642", "UserMailbox", EQUAL, {}),
    ("display_type", "2147483654", "SharedMailbox", EQUAL, {}),
    ("display_type", "-2147481850", "UserMailbox", DIFFERENT, {}),
    ("display_type", "", "UserMailbox", ROUTINE, {}),
    ("display_type", "4711", "UserMailbox", UNKNOWN, {}),
    ("remote_type_flags", "100", "Migrated, SharedMailbox", EQUAL, {}),
    ("remote_type_flags", "1", "Migrated", DESIGN, {}),
    ("remote_type_flags", "4", "SharedMailbox", DIFFERENT, {}),
    ("remote_type_flags", "4", "Sideways", UNKNOWN, {}),
    ("audit_flags", "3", ("Update", "Copy"), EQUAL, {"more": {"DefaultAuditSet": ()}}),
    ("audit_flags", "", ("Update",), ROUTINE, {"more": {"DefaultAuditSet": ()}}),
    ("audit_flags", "1", ("Copy",), DIFFERENT, {"more": {"DefaultAuditSet": ()}}),
    ("audit_flags", "1", ("Copy",), ROUTINE, {"more": {"DefaultAuditSet": ("Admin",)}, "cloud_name": "AuditAdmin"}),
    ("audit_flags", "1", ("Copy",), UNKNOWN, {"more": {"DefaultAuditSet": None}}),
    ("elc_flags", "8", "True", EQUAL, {"cloud_name": "LitigationHoldEnabled"}),
    ("elc_flags", "2", "False", EQUAL, {"cloud_name": "LitigationHoldEnabled"}),
    ("elc_flags", "1", "True", DIFFERENT, {"cloud_name": "LitigationHoldEnabled"}),
    ("elc_flags", "", "True", DIFFERENT, {"cloud_name": "LitigationHoldEnabled"}),
    ("elc_flags", "", "True", ROUTINE, {"cloud_name": "SingleItemRecoveryEnabled"}),
    ("group_type", "-2147483640", "Universal, SecurityEnabled", EQUAL, {}),
    ("group_type", "2", "Universal", DIFFERENT, {}),
    ("group_type", "2", "Sideways", UNKNOWN, {}),
    ("recipient", "CN=Anna,DC=x", "anna@x.com", EQUAL, {}),
    ("recipient", "CN=Anna,DC=x", "Ben", DIFFERENT, {}),
    ("recipient", "CN=Anna,DC=x", "", DIFFERENT, {}),
    ("recipient", "CN=Anna,DC=x", "Carl", UNKNOWN, {}),
    ("recipient", "CN=Carl,DC=x", "", DIFFERENT, {}),
    ("recipient_set", ("CN=Anna,DC=x", "CN=Ben,DC=x"), ("Ben", "anna@x.com"), EQUAL, {}),
    ("recipient_set", ("CN=Anna,DC=x",), ("Ben",), DIFFERENT, {}),
    ("recipient_set", ("CN=Carl,DC=x",), ("Ben",), UNKNOWN, {}),
    ("recipient_part", ("CN=Anna,DC=x",), ("anna@x.com", "Ben"), EQUAL, {"more": {"sisters": ("CN=Ben,DC=x",)}}),
    ("recipient_part", ("CN=Anna,DC=x",), ("anna@x.com", "Ben"), DIFFERENT, {"more": {"sisters": ()}}),
    ("recipient_part", (), ("Ben",), DIFFERENT, {"more": {"sisters": ()}}),
    ("recipient_part", (), ("Ben",), UNKNOWN, {"more": {"sisters": None}}),
    ("recipient_part", ("CN=Anna,DC=x",), (), DIFFERENT, {"more": {"sisters": ()}}),
    ("recipient_part", ("CN=Anna,DC=x",), ("Carl",), UNKNOWN, {"more": {"sisters": ()}}),
    ("name_only", "CN=Default MRM Policy,CN=x", "default mrm policy", EQUAL, {}),
    ("name_only", "CN=A\\, B,CN=x", "A, B", EQUAL, {}),
    ("name_only", "", "Default MRM Policy", ROUTINE, {}),
    ("name_only", "CN=Old,CN=x", "New", DIFFERENT, {}),
    ("mailtip", ("default:<p>Away &amp; busy</p>",), ("default:Away & busy",), EQUAL, {}),
    ("mailtip", ("default:Away",), ("default:Here",), DIFFERENT, {}),
    ("mailtip", ("default:Away", "de:Weg"), "Away", UNKNOWN, {"cloud_name": "MailTip"}),
    ("mailtip", ("default:Away",), (), DIFFERENT, {}),
    ("resource_type", ("ResourceType:Room",), "Room", EQUAL, {}),
    ("resource_type", (), "None", EQUAL, {}),
    ("resource_type", (), "Room", ROUTINE, {}),
    ("resource_type", ("ResourceType:Room",), "Equipment", DIFFERENT, {}),
    ("resource_type", ("ResourceType:Room", "ResourceType:Equipment"), "Room", UNKNOWN, {}),
    ("resource_custom", ("Room", "TV"), ("tv",), EQUAL, {}),
    ("resource_custom", ("Room", "TV"), (), DIFFERENT, {}),
    ("hold_ids", ("UniH1",), ("unih1",), EQUAL, {}),
    ("hold_ids", ("UniH1",), (), DIFFERENT, {}),
    ("hold_ids", (), ("mbx1:2",), DESIGN, {}),
    ("thumbprints", ("AAEC",), ("AAEC",), EQUAL, {}),
    ("thumbprints", ("AAEC",), ("System.Byte[]",), UNKNOWN, {}),
    ("thumbprints", ("AAEC",), ("AAED",), DIFFERENT, {}),
    ("thumbprints", ("AAEC",), (), DIFFERENT, {}),
]  # fmt: skip


def opinion(word: str, directory: object, cloud: object, extra: dict[str, object]) -> Opinion:
    """What the word says about two cells."""
    found = WORDS[word]
    read = read_value(found.directory, directory, AROUND), read_value(found.cloud, cloud, AROUND)
    return judge_cells(found, (directory, cloud), read, Case(around=AROUND, **extra))


@pytest.mark.parametrize(("word", "directory", "cloud", "answer", "extra"), ROWS)
def test_answer(word: str, directory: object, cloud: object, answer: Answer, extra: dict[str, object]) -> None:
    said = opinion(word, directory, cloud, extra)
    assert Answer(said.answer) is answer
    if answer in {DESIGN, UNKNOWN}:
        assert said.why


def test_every_word_has_an_equal_and_another_case() -> None:
    plain = {name for name, word in WORDS.items() if not word.by_rows}
    answers = {name: {answer for word, _, _, answer, _ in ROWS if word == name} for name in plain}
    assert {n for n, found in answers.items() if EQUAL not in found or len(found) < 2} == set()


def test_every_word_of_the_catalogue_is_tested() -> None:
    used = {a.compare for a in CATALOGUE if a.compare != "none"}
    assert used - {row[0] for row in ROWS} == {n for n, w in WORDS.items() if w.by_rows}


@pytest.mark.parametrize(("word", "directory", "cloud", "answer", "extra"), [r for r in ROWS if WORDS[r[0]].same_text])
def test_words_that_trust_equal_text_say_equal_for_it(
    word: str, directory: object, cloud: object, answer: Answer, extra: dict[str, object]
) -> None:
    if isinstance(directory, tuple) == isinstance(cloud, tuple) and answer is not UNKNOWN:
        assert opinion(word, directory, directory, extra).answer is EQUAL


def test_a_link_to_somebody_who_never_arrives_is_drift_that_no_sync_heals() -> None:
    said = opinion("recipient", "CN=Gone,DC=x", "", {})
    assert (said.answer, said.lasting) == (DIFFERENT, True)
    assert "never reaches the cloud" in said.why
    assert "\1" not in said.why


TEXT_WORDS = ["exact", "casefold", "exact_set", "casefold_set", "address_without_prefix", "sign_in_name", "text_448"]


@pytest.mark.parametrize("word", TEXT_WORDS)
@given(value=st.text())
def test_what_is_shown_reads_as_the_same_value_again(word: str, value: str) -> None:
    found = WORDS[word]
    # An address is shown without its prefix: what stands before the first colon is gone.
    assume(word != "address_without_prefix" or ":" not in value)
    once = read_value(found.directory, value, AROUND)
    if found.show(once).count(";") or once in {"", frozenset()}:
        return
    assert read_value(found.directory, found.show(once), AROUND) == once


SYMMETRIC = ["exact", "casefold", "exact_set", "casefold_set", "boolean", "integer", "address_without_prefix", "time"]


@pytest.mark.parametrize("word", SYMMETRIC)
@given(left=st.text(max_size=6), right=st.text(max_size=6))
def test_swapped_sides_have_the_same_answer(word: str, left: str, right: str) -> None:
    assert opinion(word, left, right, {}).answer == opinion(word, right, left, {}).answer


@given(left=st.text(), right=st.text(), which=st.sampled_from(sorted(n for n, w in WORDS.items() if not w.by_rows)))
def test_no_value_breaks_a_word(left: str, right: str, which: str) -> None:
    assert opinion(which, left, right, {}).answer in set(Answer)
    assert dataclasses.is_dataclass(WORDS[which])
