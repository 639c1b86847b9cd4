"""Generated estates: what means the same is never called different, and what does not is never called the same."""

from typing import Any

import pytest
from cell_variants import Written, address_lists, booleans, guids, meaning, people, sets, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pair_estates import CATALOGUE, compare, person, snapshot

from analyzer.classify import kinds as k
from analyzer.classify.details import judge_cells, read_value
from analyzer.normalise.registry import WORDS
from analyzer.normalise.words import Answer, Case, NotComparable, Surroundings, is_empty

DN = "CN={},OU=Staff,DC=contoso,DC=example"
AROUND = Surroundings(tables=CATALOGUE.tables)
# Column in AD, column in the cloud, and values.
COLUMNS: dict[str, tuple[str, st.SearchStrategy[Written]]] = {
    "extensionAttribute1": ("CustomAttribute1", texts(cased=True)),
    "msExchLitigationHoldOwner": ("LitigationHoldOwner", texts(cased=False)),
    "msExchExtensionCustomAttribute1": ("ExtensionCustomAttribute1", sets(("a", "b;c", "d\x1fe"))),
    "msExchArchiveGUID": ("ArchiveGuid", guids()),
    "msExchHideFromAddressLists": ("HiddenFromAddressListsEnabled", booleans()),
    "altRecipient": ("ForwardingAddress", people(DN)),
    "proxyAddresses": ("EmailAddresses", address_lists()),
}
ONE_SIDED = {"msExchExtensionCustomAttribute1"}  # AD alone may never have been sent: unknown
OTHERS = ("ben", "carl")


@st.composite
def estates(draw: st.DrawFn) -> list[dict[str, tuple[Written, Written]]]:
    """People, and for each attribute what AD has and what the cloud has: often the same, else two drawn apart."""
    out = []
    for _ in range(draw(st.integers(1, 6))):
        cells = {}
        for name, (_, values) in COLUMNS.items():
            left = draw(values)
            cells[name] = (left, left if draw(st.booleans()) else draw(values))
        out.append(cells)
    return out


def estate(rows: list[dict[str, tuple[Written, Written]]]) -> Any:
    """The people as exports show them."""
    made = []
    for number, cells in enumerate(rows):
        ad = {name: left.directory for name, (left, _) in cells.items()}
        cloud: dict[str, Any] = {COLUMNS[name][0]: right.cloud for name, (_, right) in cells.items()}
        made.append(person(f"p{number}", ad, cloud | {"PrimarySmtpAddress": ""}))
    empty = {n: [] if n == "msExchExtensionCustomAttribute1" else "" for n in COLUMNS if n != "proxyAddresses"}
    shown = {COLUMNS[n][0]: v for n, v in empty.items()}
    return snapshot(
        [*made, *(person(n, empty, shown) for n in OTHERS)],
        accepted=("contoso.example", "xn--bcher-kva.example", "contoso.onmicrosoft.com"),
    )


def expected(name: str, left: Written, right: Written) -> set[int]:
    """The kinds that the meanings allow."""
    if left.means == right.means:
        return {k.EQUAL, k.BY_DESIGN} if left.case_differs or left is not right else {k.EQUAL}
    if name in ONE_SIDED and left.means and not right.means:
        return {k.UNKNOWN}
    return {k.LAG, k.DRIFT}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=estates())
def test_no_false_difference_and_no_missed_one(rows: list[dict[str, tuple[Written, Written]]]) -> None:
    _, comparison, places = compare(estate(rows))
    wrong = []
    for number, cells in enumerate(rows):
        for name, (left, right) in cells.items():
            place = places[f"p{number}"]
            if name == "proxyAddresses":
                parts = zip(("primary", "smtp", "x500"), left.means, right.means, strict=True)
                for aspect, mine, theirs in parts:
                    code = int(comparison.kinds[f"{name}.{aspect}"][place])
                    if aspect == "x500":
                        # X500 names that the cloud alone has are its own.
                        fine = {k.EQUAL} if mine == theirs else {k.BY_DESIGN} if mine < theirs else {k.LAG, k.DRIFT}
                    else:
                        fine = {k.EQUAL} if mine == theirs else {k.LAG, k.DRIFT}
                    if code not in fine:
                        wrong.append((aspect, left.directory, right.cloud, code))
                continue
            code = int(comparison.kinds[name][place])
            if code not in expected(name, left, right):
                wrong.append((name, left.directory, right.cloud, code))
    assert wrong == []


# Words that read both sides alike. Their answer must not depend on which side has which value.
SYMMETRIC = sorted(
    name
    for name, word in WORDS.items()
    if word.directory is word.cloud and not word.absent_is_routine and not word.by_rows and word.taken
)
ONE_WAY = {
    "mailbox_guid": "none in AD is normal for a mailbox made in the cloud",
    "hold_ids": "the cloud sets holds, AD only keeps a copy",
    "first_text": "AD has many, the cloud one of them",
    "exact_or_cn": "AD's cn stands in for a missing display name, not the cloud's",
    "remote_type_flags": "",
    "sign_in_name": "only the tenant replaces a suffix",
}


@pytest.mark.parametrize("word", [w for w in SYMMETRIC if w not in ONE_WAY or not ONE_WAY[w]])
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_swapped_sides_mirror_the_answer(word: str, data: st.DataObject) -> None:
    found = WORDS[word]
    values = st.sampled_from(("", *SAMPLES)) | st.text(max_size=5)
    left, right = data.draw(values), data.draw(values)
    case = Case(around=AROUND, cloud_name="MailTipTranslations")

    def answer(a: str, b: str) -> Answer:
        read = read_value(found.directory, a, AROUND), read_value(found.cloud, b, AROUND)
        return judge_cells(found, (a, b), read, case).answer

    # A custom attribute that the cloud cut is equal in one direction only; five letters are never cut.
    assert answer(left, right) == answer(right, left)


SAMPLES = (
    "HR", "hr", "Straße", "STRASSE", "\u1e9e", "\u0130", "i\u0307", "\u0131", "I", "\u212a", "k", "σς", "ΣΣ", "\uff28",
    "Ame\u0301lie", "Am\u00e9lie", "H\u00adR", "H\u00a0R", "H  R", " HR ", "TRUE", "false", "12", "012", "90.00:00:00",
    "2147483648", "4", "Migrated, SharedMailbox", "SMTP:Anna@Contoso.example", "anna@bücher.example", "DE", "Germany",
    "20260105080000.0Z", "2026-01-05T08:00:00Z", "MyIRAFVEd2aImaq7zN3u/w==", "00112233-4455-6677-8899-aabbccddeeff",
    "User_00112233-4455-6677-8899-aabbccddeeff", "CN=Default Policy,DC=x", "x\\Default Policy", "default:<p>Away</p>",
    "ResourceType:Room", "Room", "UniH1", "AAEC", "1 MB (1,048,576 bytes)", "1 MB", "Unlimited", "Active", "External",
    "Always", "Internal", "UserMailbox", "Update, Copy", "Universal, SecurityEnabled", "/o=Contoso/cn=Straße", "ᾳ",
    "\u0345a", "ŉ", "ΐ", "Ǆ", "ﬁ", "ΐ\u0345", "a\u0327\u0301",
)  # fmt: skip
# These read a code and show a meaning: bytes, bits or units are gone after the first reading, on purpose.
DECODED = {
    "thumbprints": "certificates become hashes",
    "size_kb": "AD counts kilobytes, the comparison bytes",
    "mailtip": "markup becomes text",
    "name_only": "a path becomes its last part",
    "account_disabled": "one bit of many",
    "spam_bypass": "one bit of many",
    "elc_flags": "one bit of many",
    "audit_flags": "bits become words",
    "timespan_plan": "seconds become days",
    "timespan_seconds": "seconds become days",
    "presence": "a picture becomes yes",
    "display_type": "a number becomes the types it may stand for",
    "recipient": "a link becomes who is meant",
    "recipient_set": "a link becomes who is meant",
    "recipient_part": "a link becomes who is meant",
    "address_without_prefix": "the prefix is gone: what stands before the next colon is not one",
    "address_own": "the prefix is gone: what stands before the next colon is not one",
    "archive_status": "numbers become words",
    "member_restriction": "numbers become words",
    "oof_options": "numbers become words",
    "moderation_flags": "numbers become words",
    "recipient_type": "numbers become words",
    "resource_type": "the type stands behind its word in AD",
    "resource_custom": "the type is left out",
}


def again(word: str, side: str, once: Any) -> Any:
    """The comparable value, written down and read once more."""
    found = WORDS[word]
    members = tuple(found.show(frozenset({m})) for m in once) if isinstance(once, frozenset) else found.show(once)
    return read_value(getattr(found, side), members, AROUND)


@pytest.mark.parametrize("side", ["directory", "cloud"])
@pytest.mark.parametrize("word", sorted(WORDS))
def test_normalising_a_known_value_twice_changes_nothing(word: str, side: str) -> None:
    for value in SAMPLES:
        read_twice(word, side, value)


@settings(deadline=None, max_examples=400)
@given(word=st.sampled_from(sorted(WORDS)), side=st.sampled_from(["directory", "cloud"]), value=st.text(max_size=8))
def test_normalising_any_value_twice_changes_nothing(word: str, side: str, value: str) -> None:
    read_twice(word, side, value)


def read_twice(word: str, side: str, value: str) -> None:
    """The value as compared, read once more, is the same."""
    once = read_value(getattr(WORDS[word], side), value, AROUND)
    if isinstance(once, NotComparable) or is_empty(once):
        return
    if word in DECODED and not (side == "cloud" and word not in ALWAYS_DECODED):
        # Reading never depends on when it is done: the same cell gives the same value.
        assert read_value(getattr(WORDS[word], side), value, AROUND) == once
        return
    assert again(word, side, once) == once


ALWAYS_DECODED = {
    "thumbprints", "mailtip", "recipient", "recipient_set", "recipient_part", "name_only", "address_without_prefix",
    "address_own", "timespan_plan", "timespan_seconds", "size_kb",
}  # fmt: skip


@given(left=st.sampled_from(SAMPLES) | st.text(max_size=6), right=st.sampled_from(SAMPLES) | st.text(max_size=6))
def test_text_without_case_means_what_unicode_says(left: str, right: str) -> None:
    word = WORDS["casefold"]
    same = read_value(word.directory, left, AROUND) == read_value(word.cloud, right, AROUND)
    if "\r" not in left + right:
        assert same == (meaning(left) == meaning(right))
